import {
  monthsAfter,
  ORDER_LABELS,
  ORDER_STATES,
  type Order,
  type PairLine,
  type Tally,
} from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import { type InsuranceType, type Month, monthOf, provinceOf, type TotalFen, totalFen } from '@zhijie/kernel';
import type { MonthState } from '../clearing/clearing.ts';
import { periodsOfRuns } from '../clearing/run.ts';
import { type PairSum, sumByPair } from '../trade/store.ts';
import type { OverviewDeps } from './overview.ts';

/** Who owes whom: the insured province owes the care province. */
export type Pair = { readonly insuredProvince: string; readonly careProvince: string };

/** `running`: not cleared yet, as of now; `not-issued`: generated, the notices are not out. */
export const PAIR_STATES = ['running', 'not-issued', ...ORDER_STATES] as const;
export type PairState = (typeof PAIR_STATES)[number];

const PAIR_LABELS: Readonly<Record<PairState, string>> = {
  running: '尚未清算',
  'not-issued': '待下发通知书',
  ...ORDER_LABELS,
};

/** A cell of the matrix by insurance type: what is owed, of what, and how far it is paid; fen. */
export type PairRow = Pair & {
  readonly insuranceType: InsuranceType;
  readonly settlements: Tally;
  /** Reversals, also of settlements that cleared before; below zero. */
  readonly reversals: Tally;
  /** What audits took off, less what was given back. */
  readonly deductions: Tally;
  readonly amount: TotalFen;
  readonly orderId: string | null;
  readonly state: PairState;
  readonly label: string;
};

export type Matrix = {
  readonly month: Month;
  /** Null: the month is not cleared, the figures are what the hub has heard so far. */
  readonly generatedAt: number | null;
  readonly rows: readonly PairRow[];
};

const sumOf = (...tallies: readonly Tally[]): Tally => ({
  count: tallies.reduce((sum, { count }) => sum + count, 0),
  amount: totalFen(tallies.reduce((sum, { amount }) => sum + amount, 0)),
});

function clearedRow(line: PairLine, { orders, issued }: MonthState['book']): PairRow {
  const { careProvince, insuredProvince, insuranceType, parts, amount } = line;
  const isOwn = (order: Order): boolean => {
    const [payer, payee] = order.isReturn ? [careProvince, insuredProvince] : [insuredProvince, careProvince];
    return order.payer === payer && order.payee === payee && order.insuranceType === insuranceType;
  };
  const order = orders.find(isOwn);
  const state: PairState = issued === null ? 'not-issued' : (order?.state ?? 'not-issued');
  return {
    careProvince,
    insuredProvince,
    insuranceType,
    settlements: parts.settlements,
    reversals: sumOf(parts.reversals, parts.returns),
    deductions: sumOf(parts.deductions, parts.restorations),
    amount,
    orderId: order?.orderId ?? null,
    state,
    label: PAIR_LABELS[state],
  };
}

const NOTHING: Tally = { count: 0, amount: totalFen(0) };

/** The rows of a month that is not cleared: areas added up to provinces. */
function runningRows(sums: readonly PairSum[]): PairRow[] {
  const rows = new Map<string, PairRow>();
  for (const { careArea, insuredArea, insuranceType, settlements, reversals, claim } of sums) {
    const [careProvince, insuredProvince] = [provinceOf(careArea), provinceOf(insuredArea)];
    const key = `${insuredProvince} ${careProvince} ${insuranceType}`;
    const before = rows.get(key);
    rows.set(key, {
      careProvince,
      insuredProvince,
      insuranceType,
      // The sum of a pair is net; the parts of a month that still runs are counted, not valued.
      settlements: sumOf(before?.settlements ?? NOTHING, { count: settlements, amount: totalFen(claim) }),
      reversals: sumOf(before?.reversals ?? NOTHING, { count: reversals, amount: totalFen(0) }),
      deductions: NOTHING,
      amount: totalFen((before?.amount ?? 0) + claim),
      orderId: null,
      state: 'running',
      label: PAIR_LABELS.running,
    });
  }
  return [...rows.values()];
}

const rowsOf = ({ run, book }: MonthState): PairRow[] =>
  run.tables.lines.map((line) => clearedRow(line, book));

/** Who owes whom in a month: of its clearing, before that of the trades recorded so far. */
export async function matrixOf({ db, clearing }: OverviewDeps, month: Month): Promise<Matrix> {
  const state = await clearing.state(month);
  if (state === undefined) return { month, generatedAt: null, rows: runningRows(await sumByPair(db, month)) };
  return { month, generatedAt: state.run.generatedAt, rows: rowsOf(state) };
}

/** The months of a pair with what they came to, the latest first; months without trades are left out. */
export async function monthsOfPair(
  deps: OverviewDeps,
  { insuredProvince, careProvince }: Pair,
): Promise<Matrix[]> {
  const matrices = await Promise.all((await monthsToShow(deps)).map((month) => matrixOf(deps, month)));
  const isOwn = (row: PairRow): boolean =>
    row.insuredProvince === insuredProvince && row.careProvince === careProvince;
  return matrices
    .map((matrix) => ({ ...matrix, rows: matrix.rows.filter(isOwn) }))
    .filter(({ rows }) => rows.length > 0);
}

const MONTHS_SHOWN = 24;
/** The clearing of a month comes on the 21st of the next: two months run at most. */
const MONTHS_RUNNING = 2;

async function monthsToShow({ db, now }: { readonly db: Database; readonly now: OverviewDeps['now'] }) {
  const current = monthOf(now());
  const running = Array.from({ length: MONTHS_RUNNING }, (_, back) => monthsAfter(current, -back));
  const cleared = await periodsOfRuns(db);
  return [...new Set([...running, ...cleared])].toSorted().reverse().slice(0, MONTHS_SHOWN);
}
