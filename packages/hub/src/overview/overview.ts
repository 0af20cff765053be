import type { LinePart } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import {
  addDays,
  type Clock,
  dateOf,
  daysBetween,
  type Instant,
  type InsuranceType,
  type Month,
  monthOf,
  ok,
  parseCalendarDate,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { Clearing } from '../clearing/clearing.ts';
import type { SettlementKey } from '../clearing/items.ts';
import type { Prepayment } from '../prepayment/prepayment.ts';
import { type Alert, alertsOf } from './alerts.ts';
import { billOf, itemsOfPair, type NationBill } from './bills.ts';
import { figuresBetween, type Range, type RangeFigures } from './figures.ts';
import { type Matrix, matrixOf, monthsOfPair, type Pair } from './pairs.ts';
import { type Standing, standingOf } from './standing.ts';

const OVERVIEW_REFUSALS = [
  'not-a-month',
  'month-not-begun',
  'date-malformed',
  'range-backwards',
  'range-too-long',
  'bill-unknown',
] as const;
export type OverviewRefusalCode = (typeof OVERVIEW_REFUSALS)[number];
type Answer<T> = Promise<Result<T, Refusal<OverviewRefusalCode>>>;

/** A range of days; left out, the last thirty. */
export type RangeAsked = { readonly from?: string | undefined; readonly to?: string | undefined };

export type OverviewView = RangeFigures &
  Standing & { readonly range: Range; readonly refreshedAt: Instant; readonly alerts: readonly Alert[] };

export type PairAsked = Pair & {
  readonly month: string;
  readonly insuranceType?: InsuranceType | undefined;
  readonly part?: LinePart | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** What the nation's pages read: figures and how things stand, and from the matrix down to a bill. */
export type Overview = {
  /** Refusals: `date-malformed`, `range-backwards`, `range-too-long` (more than 92 days). */
  read(range: RangeAsked): Answer<OverviewView>;
  /** Who owes whom in a month. Refusals: `not-a-month`, `month-not-begun`. */
  matrix(month: string): Answer<Matrix>;
  /** The months of a pair, the latest first. */
  months(pair: Pair): Promise<readonly Matrix[]>;
  /** The items behind a cell, by pages. Refusals: `not-a-month`, `month-not-begun`. */
  items(asked: PairAsked): Answer<Awaited<ReturnType<typeof itemsOfPair>>>;
  /** Refusals: `bill-unknown`. */
  bill(key: SettlementKey): Answer<NationBill>;
};

export type OverviewDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly clearing: Pick<Clearing, 'state'>;
  readonly prepayment: Pick<Prepayment, 'view'>;
  readonly provinces: readonly string[];
  /** Adds what this process has counted and not yet written. */
  readonly flush: () => Promise<void>;
};

const DAYS_SHOWN = 30;
const MOST_DAYS = 92;

export function createOverview(deps: OverviewDeps): Overview {
  const { db, now } = deps;
  const inMonth = async <T>(text: string, work: (month: Month) => Promise<T>): Answer<T> => {
    const asked = parseMonth(text);
    if (!asked.ok) return refuse('not-a-month', { field: 'month' });
    if (asked.value > monthOf(now())) return refuse('month-not-begun', { field: 'month' });
    return ok(await work(asked.value));
  };
  return {
    async read(asked) {
      const range = rangeOf(asked, now());
      if (!range.ok) return range;
      await deps.flush();
      const figures = await figuresBetween(db, range.value, deps.provinces);
      const standing = await standingOf(deps);
      const alerts = alertsOf(standing, figures, now());
      return ok({ range: range.value, refreshedAt: now(), ...figures, ...standing, alerts });
    },
    matrix: (month) => inMonth(month, (value) => matrixOf(deps, value)),
    months: (pair) => monthsOfPair(deps, pair),
    items: ({ month, insuranceType = null, part = null, after = '', ...asked }) =>
      inMonth(month, (value) => itemsOfPair(deps, value, { ...asked, insuranceType, part, after })),
    async bill(key) {
      const found = await billOf(deps, key);
      return found === null ? refuse('bill-unknown', { field: 'settlementId' }) : ok(found);
    },
  };
}

function rangeOf(asked: RangeAsked, at: Instant): Result<Range, Refusal<OverviewRefusalCode>> {
  const to = asked.to === undefined ? ok(dateOf(at)) : parseCalendarDate(asked.to);
  if (!to.ok) return refuse('date-malformed', { field: 'to' });
  const from =
    asked.from === undefined ? ok(addDays(to.value, 1 - DAYS_SHOWN)) : parseCalendarDate(asked.from);
  if (!from.ok) return refuse('date-malformed', { field: 'from' });
  if (from.value > to.value) return refuse('range-backwards', { field: 'from' });
  if (daysBetween(from.value, to.value) >= MOST_DAYS) return refuse('range-too-long', { field: 'from' });
  return ok({ from: from.value, to: to.value });
}
