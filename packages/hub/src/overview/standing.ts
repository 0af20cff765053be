import type { AlertLevel } from '@zhijie/clearing';
import { dutiesOf } from '@zhijie/clearing';
import { statement } from '@zhijie/database';
import { type CalendarDate, dateOf, daysBetween as daysApart, type Instant } from '@zhijie/kernel';
import { periodsOfRuns } from '../clearing/run.ts';
import { latestDays, type ToldDay } from './days.ts';
import type { OverviewDeps } from './overview.ts';

/** How the network stands at this moment, whatever range is looked at. Amounts in fen. */
export type Standing = {
  /** Settlements and reversals of which a province does not know the outcome. */
  readonly unknown: {
    readonly count: number;
    readonly since: Instant | null;
    readonly provinces: readonly {
      readonly province: string;
      readonly count: number;
      since: Instant | null;
    }[];
  };
  /** Differences of the daily reconciliation that are open, and days that are not done. */
  readonly unreconciled: {
    readonly count: number;
    readonly amount: number;
    readonly oldestDay: string | null;
    readonly ageDays: number | null;
  };
  readonly pools: readonly PoolStanding[];
  /** Duties of clearings past their day. */
  readonly overdue: readonly { readonly month: string; readonly province: string; readonly count: number }[];
  /** The day that each province told last; null: never. */
  readonly told: readonly { readonly province: string; readonly day: string | null }[];
};

export type PoolStanding = {
  readonly careProvince: string;
  readonly prepayment: number;
  readonly used: number;
  readonly basisPoints: number;
  readonly level: AlertLevel;
  readonly redOn: string | null;
  readonly levelAtMonthEnd: AlertLevel;
};

const OPEN = statement(
  'hub-overview-unreconciled',
  `SELECT count(*)::bigint AS count, coalesce(sum(abs(amount)), 0)::bigint AS amount, min(day) AS "oldestDay"
   FROM hub.reconciliation_exception WHERE closed IS NULL`,
);
const NOT_DONE = statement(
  'hub-overview-days-not-done',
  'SELECT min(day) AS day FROM hub.reconciliation_day WHERE done_at IS NULL',
);

export async function standingOf(deps: OverviewDeps): Promise<Standing> {
  const latest = await latestDays(deps.db);
  return {
    unknown: unknownOf(latest),
    unreconciled: await unreconciledOf(deps),
    pools: await poolsOf(deps),
    overdue: await overdueOf(deps),
    told: deps.provinces.map((province) => ({
      province,
      day: latest.find((each) => each.province === province)?.day ?? null,
    })),
  };
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null || a < b ? a : b;

function unknownOf(latest: readonly ToldDay[]): Standing['unknown'] {
  const provinces = latest
    .filter(({ unknown }) => unknown > 0)
    .map(({ province, unknown: count, unknownSince }) => ({
      province,
      count,
      since: unknownSince as Instant | null,
    }));
  return {
    count: provinces.reduce((sum, { count }) => sum + count, 0),
    since: provinces.reduce<Instant | null>((oldest, { since }) => earlier(oldest, since), null),
    provinces,
  };
}

async function unreconciledOf({ db, now }: OverviewDeps): Promise<Standing['unreconciled']> {
  const [open] = await db.query<{ count: number; amount: number; oldestDay: string | null }>(OPEN, []);
  const [waiting] = await db.query<{ day: string | null }>(NOT_DONE, []);
  const days = [open?.oldestDay ?? null, waiting?.day ?? null].filter((day) => day !== null).toSorted();
  const oldestDay = days[0] ?? null;
  const ageDays = oldestDay === null ? null : daysApart(oldestDay as CalendarDate, dateOf(now()));
  return { count: open?.count ?? 0, amount: open?.amount ?? 0, oldestDay, ageDays };
}

async function poolsOf({ prepayment, now }: OverviewDeps): Promise<PoolStanding[]> {
  const { pools } = await prepayment.view(Number(dateOf(now()).slice(0, 4)), null);
  // Without a prepayment there is no pool that could run dry.
  const held = pools.filter(({ running }) => running.prepayment > 0);
  return held.map(({ careProvince, running }) => {
    const { prepayment: paid, used, basisPoints, level, redOn, levelAtMonthEnd } = running;
    return { careProvince, prepayment: paid, used, basisPoints, level, redOn, levelAtMonthEnd };
  });
}

/** The latest clearings; older ones are paid, or stand in the quarter's circular. */
const MONTHS_LOOKED_AT = 3;

async function overdueOf({ db, clearing, now }: OverviewDeps): Promise<Standing['overdue']> {
  const months = (await periodsOfRuns(db)).slice(-MONTHS_LOOKED_AT);
  const found = await Promise.all(
    months.map(async (month) => {
      const state = await clearing.state(month);
      const late = state === undefined ? [] : dutiesOf(state.book, now()).filter((duty) => duty.isOverdue);
      return [...Map.groupBy(late, ({ owner }) => owner)].map(([province, duties]) => ({
        month: month as string,
        province,
        count: duties.length,
      }));
    }),
  );
  return found.flat();
}
