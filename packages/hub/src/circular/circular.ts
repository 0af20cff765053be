/**
 * What the nation reports of the network (procedures C-08, from the notice on cross-province settlement of
 * 2022): each month how far direct settlement reaches and how often the system failed, each quarter how the
 * provinces paid. Figures of what went through the hub; a bill inside one province does not.
 */
import { type ClearingStep, dutiesOf } from '@zhijie/clearing';
import { type Database, statement } from '@zhijie/database';
import {
  type Clock,
  type Month,
  month,
  monthOf,
  ok,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { Clearing } from '../clearing/clearing.ts';
import { periodsOfRuns } from '../clearing/run.ts';

export const CIRCULAR_REFUSAL_TEXTS = {
  'not-a-month': '没有这个月',
  'not-a-quarter': '没有这个季度',
  'month-not-begun': '这段时间还没有开始',
} as const satisfies Record<string, string>;
export type CircularRefusalCode = keyof typeof CIRCULAR_REFUSAL_TEXTS;
export type CircularRefusal = Refusal<CircularRefusalCode>;

/** One province's row of the monthly circular; claims in fen. */
export type CoverageRow = {
  readonly province: string;
  /** Bills of visitors settled directly here, and of its own people elsewhere. */
  readonly caredFor: number;
  readonly insuredElsewhere: number;
  readonly reversed: number;
  readonly institutions: number;
  readonly persons: number;
  /** Provinces with which it had at least one bill in the month, either way. */
  readonly partners: number;
  readonly claimed: number;
  /** Questions that it, as the insured place, was asked, and how many ended in an error of the system. */
  readonly asks: number;
  readonly errors: number;
  /** Errors of a hundred thousand asks, rounded; null without an ask. */
  readonly errorsPer100000: number | null;
  /** Mean of what was answered, milliseconds; null without an answer. */
  readonly meanMilliseconds: number | null;
};

export type MonthlyCircular = {
  readonly month: Month;
  /** The month is not over: the figures stand as of now. */
  readonly isRunning: boolean;
  readonly rows: readonly CoverageRow[];
};

/** How one province paid what it owed in a quarter's clearings; amounts in fen. */
export type PaymentRow = {
  readonly province: string;
  readonly orders: number;
  readonly due: number;
  readonly paid: number;
  readonly received: number;
  /** Duties done late, or not done and past their day. */
  readonly late: number;
};

export type QuarterlyCircular = {
  readonly quarter: string;
  readonly months: readonly Month[];
  /** Months of the quarter that have no clearing yet. */
  readonly missing: readonly Month[];
  readonly rows: readonly PaymentRow[];
};

const TRADES = statement(
  'hub-circular-trades',
  `WITH side AS (
     SELECT left(care_area, 2) AS province, left(insured_area, 2) AS partner, true AS cared, * FROM hub.trade
     WHERE month = $1
     UNION ALL
     SELECT left(insured_area, 2), left(care_area, 2), false, * FROM hub.trade WHERE month = $1)
   SELECT province,
     count(*) FILTER (WHERE cared)::int AS "caredFor",
     count(*) FILTER (WHERE NOT cared)::int AS "insuredElsewhere",
     count(*) FILTER (WHERE cared AND state = 'reversed')::int AS reversed,
     count(DISTINCT provider_id) FILTER (WHERE cared)::int AS institutions,
     count(DISTINCT person_id) FILTER (WHERE NOT cared)::int AS persons,
     count(DISTINCT partner)::int AS partners,
     coalesce(sum(claim) FILTER (WHERE cared), 0)::bigint AS claimed
   FROM side GROUP BY province ORDER BY province`,
);
type TradeSums = Omit<CoverageRow, 'asks' | 'errors' | 'errorsPer100000' | 'meanMilliseconds'>;

const ASKS = statement(
  'hub-circular-asks',
  `SELECT insured AS province, sum(asks)::bigint AS asks,
     coalesce(sum(asks) FILTER (WHERE outcome NOT IN ('answered', 'refused')), 0)::bigint AS errors,
     coalesce(sum(asks) FILTER (WHERE outcome = 'answered'), 0)::bigint AS answered,
     coalesce(sum(milliseconds) FILTER (WHERE outcome = 'answered'), 0)::bigint AS milliseconds
   FROM hub.exchange_tally WHERE day >= $1 AND day <= $2 GROUP BY insured`,
);
type AskSums = {
  readonly province: string;
  readonly asks: number;
  readonly errors: number;
  readonly answered: number;
  readonly milliseconds: number;
};

export type Circulars = {
  /** Refusals: `not-a-month`, `month-not-begun`. */
  monthly(month: string): Promise<Result<MonthlyCircular, CircularRefusal>>;
  /** Refusals: `not-a-quarter` (written 2026-Q1), `month-not-begun`. */
  quarterly(quarter: string): Promise<Result<QuarterlyCircular, CircularRefusal>>;
};

type CircularDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly clearing: Pick<Clearing, 'state'>;
  readonly provinces: readonly string[];
  /** Adds what this process has counted and not yet written. */
  readonly flush: () => Promise<void>;
};

export function createCirculars(deps: CircularDeps): Circulars {
  const current = (): Month => monthOf(deps.now());
  return {
    async monthly(text) {
      const asked = parseMonth(text);
      if (!asked.ok) return refuse('not-a-month', { field: 'month' });
      if (asked.value > current()) return refuse('month-not-begun', { field: 'month' });
      await deps.flush();
      const rows = await coverageRows(deps, asked.value);
      return ok({ month: asked.value, isRunning: asked.value === current(), rows });
    },
    async quarterly(text) {
      const months = monthsOfQuarter(text);
      if (months === null) return refuse('not-a-quarter', { field: 'quarter' });
      if (months[0]! > current()) return refuse('month-not-begun', { field: 'quarter' });
      const known = new Set(await periodsOfRuns(deps.db));
      const missing = months.filter((each) => !known.has(each));
      return ok({ quarter: text, months, missing, rows: await paymentRows(deps, months) });
    },
  };
}

function monthsOfQuarter(text: string): Month[] | null {
  const parts = /^(\d{4})-Q([1-4])$/.exec(text);
  if (parts === null) return null;
  const first = 3 * (Number(parts[2]) - 1) + 1;
  return [0, 1, 2].map((n) => month(`${parts[1]}-${String(first + n).padStart(2, '0')}`));
}

async function coverageRows({ db, provinces }: CircularDeps, of: Month): Promise<CoverageRow[]> {
  const trades = new Map((await db.query<TradeSums>(TRADES, [of])).map((row) => [row.province, row]));
  const sums = await db.query<AskSums>(ASKS, [`${of}-01`, `${of}-31`]);
  const asks = new Map(sums.map((row) => [row.province, row]));
  return provinces.map((province) => {
    const asked = asks.get(province) ?? { asks: 0, errors: 0, answered: 0, milliseconds: 0 };
    return {
      ...NO_TRADES,
      ...trades.get(province),
      province,
      asks: asked.asks,
      errors: asked.errors,
      errorsPer100000: asked.asks === 0 ? null : Math.round((100_000 * asked.errors) / asked.asks),
      meanMilliseconds: asked.answered === 0 ? null : Math.round(asked.milliseconds / asked.answered),
    };
  });
}

const NO_TRADES = {
  caredFor: 0,
  insuredElsewhere: 0,
  reversed: 0,
  institutions: 0,
  persons: 0,
  partners: 0,
  claimed: 0,
};

/** What a payer has to do for each order. */
const PAYING: ReadonlySet<ClearingStep> = new Set(['submit-to-finance', 'pay']);

async function paymentRows(
  { clearing, now, provinces }: CircularDeps,
  months: readonly Month[],
): Promise<PaymentRow[]> {
  const states = await Promise.all(months.map((each) => clearing.state(each)));
  const books = states.flatMap((state) => (state === undefined ? [] : [state.book]));
  const orders = books.flatMap((book) => book.orders);
  const duties = books.flatMap((book) => dutiesOf(book, now()));
  return provinces.map((province) => {
    const own = orders.filter(({ payer }) => payer === province);
    const sum = (of: typeof own): number => of.reduce((total, { amount }) => total + amount, 0);
    return {
      province,
      orders: own.length,
      due: sum(own),
      paid: sum(own.filter(({ transfer }) => transfer !== null)),
      received: sum(own.filter(({ received }) => received !== null)),
      late: duties.filter((duty) => duty.owner === province && PAYING.has(duty.step) && duty.isOverdue)
        .length,
    };
  });
}
