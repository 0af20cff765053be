import { dayOfMonth, lastDayOf, monthsAfter } from '@zhijie/clearing';
import { type Database, statement } from '@zhijie/database';
import {
  type CalendarDate,
  type Clock,
  dateOf,
  type Month,
  monthOf,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { figuresBetween, type RangeFigures } from '../overview/figures.ts';
import { type CountTable, type OpenTable, openTableOf } from './suppress.ts';

/** How the patient was identified; together everything that was settled. */
export const IDENTIFIED_BY = ['insurance-code', 'social-card', 'id-card', 'other'] as const;

/** A month for everybody. Nothing below ten is in it, and nothing that gives such a count away. */
export type OpenMonth = {
  readonly month: Month;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  /** Direct settlements between provinces: rows where people are insured, columns where they were treated. */
  readonly flows: OpenTable;
  /** What the funds of the insured places owe for them, fen; null where their number is hidden. */
  readonly claimed: TotalFen | null;
  /** Settlements at the institutions of each province that told of its days; columns IDENTIFIED_BY. */
  readonly identified: OpenTable;
};

export type OpenStatistics = {
  /** The months that are published and have something in them, the latest first; at most twelve. */
  months(): Promise<readonly OpenMonth[]>;
};

type Deps = {
  readonly db: Database;
  readonly now: Clock;
  readonly provinces: readonly string[];
  readonly flush: () => Promise<void>;
};

const KEPT = statement(
  'hub-open-months',
  `SELECT month, published_at AS "publishedAt", content FROM hub.open_month
   WHERE month = ANY($1::text[]) ORDER BY month DESC`,
);
const KEEP = statement(
  'hub-open-month-keep',
  `INSERT INTO hub.open_month (month, published_at, content) VALUES ($1, $2, $3::jsonb)
   ON CONFLICT (month) DO NOTHING`,
);
type Content = Pick<OpenMonth, 'flows' | 'claimed' | 'identified'>;
type Kept = { readonly month: Month; readonly publishedAt: number; readonly content: Content };

/** A month is published from this day of the next one: until then provinces still tell of its days. */
const PUBLISHED_FROM_DAY = 10;
const MONTHS_SHOWN = 12;
/** Months in which nothing had happened are looked at again after this, however often everybody asks. */
const LOOK_AGAIN_MS = 600_000;

/** Closed months only, each computed once: nobody can ask for days and subtract them from weeks. */
export function createOpenStatistics(deps: Deps): OpenStatistics {
  const { db, now } = deps;
  let publishing: Promise<void> | null = null;
  let lookAgainAt = 0;
  const publish = async (months: readonly Month[]): Promise<void> => {
    await deps.flush();
    for (const month of months) await publishMonth(deps, month);
    lookAgainAt = now() + LOOK_AGAIN_MS;
  };
  return {
    async months() {
      const at = now();
      const due = dueMonths(dateOf(at));
      const before = await db.query<Kept>(KEPT, [due]);
      const isKept = new Set(before.map(({ month }) => month));
      const missing = due.filter((month) => !isKept.has(month));
      if (missing.length === 0 || at < lookAgainAt) return before.map(openMonthOf);
      publishing ??= publish(missing).finally(() => {
        publishing = null;
      });
      await publishing;
      return (await db.query<Kept>(KEPT, [due])).map(openMonthOf);
    },
  };
}

const openMonthOf = ({ content, ...month }: Kept): OpenMonth => ({ ...month, ...content });

/** The latest twelve months that may be published on a day. */
function dueMonths(today: CalendarDate): Month[] {
  const isOut = Number(today.slice(8)) >= PUBLISHED_FROM_DAY;
  const latest = monthsAfter(monthOf(today), isOut ? -1 : -2);
  return Array.from({ length: MONTHS_SHOWN }, (_, back) => monthsAfter(latest, -back));
}

/** Months in which nothing happened are not kept: they may still be told. */
async function publishMonth({ db, now, provinces }: Deps, month: Month): Promise<void> {
  const figures = await figuresBetween(db, { from: dayOfMonth(month, 1), to: lastDayOf(month) }, provinces);
  const content = contentOf(figures);
  if (content === null) return;
  await db.query(KEEP, [month, now(), JSON.stringify(content)]);
}

function contentOf(figures: RangeFigures): Content | null {
  const flows = openTableOf(flowTable(figures));
  const identified = openTableOf(identifiedTable(figures));
  if (flows.rows.length === 0 && identified.rows.length === 0) return null;
  return {
    flows,
    claimed: flows.total === null ? null : totalFen(figures.total.claimed),
    identified,
  };
}

function flowTable({ flows }: RangeFigures): CountTable {
  const rows = [...new Set(flows.map(({ insuredProvince }) => insuredProvince))].sort();
  const columns = [...new Set(flows.map(({ careProvince }) => careProvince))].sort();
  const counts = new Map(
    flows.map(({ insuredProvince, careProvince, direct }) => [`${insuredProvince} ${careProvince}`, direct]),
  );
  const cells = rows.map((insured) => columns.map((care) => counts.get(`${insured} ${care}`) ?? 0));
  return { rows, columns, cells };
}

function identifiedTable({ provinces }: RangeFigures): CountTable {
  const told = provinces.filter(({ settlements }) => settlements > 0);
  return {
    rows: told.map(({ province }) => province),
    columns: IDENTIFIED_BY,
    cells: told.map(({ settlements, byInsuranceCode, bySocialCard, byIdCard }) => [
      byInsuranceCode,
      bySocialCard,
      byIdCard,
      settlements - byInsuranceCode - bySocialCard - byIdCard,
    ]),
  };
}
