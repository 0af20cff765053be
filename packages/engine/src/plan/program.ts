import type { CalendarDate, ProviderLevel } from '@zhijie/kernel';
import type { Accumulators } from '../accumulators.ts';
import type { Fund } from '../buckets.ts';
import type { Circumstances } from '../circumstances.ts';
import type { AskedFact } from './asks.ts';
import type { Pool } from './compile-bands.ts';
import type { DeductibleLine, FirstShare } from './compile-first.ts';
import type { AccountUse, Gap, Layer, Rest } from './compile-secondary.ts';
import type { Generated } from './generate.ts';
import type { Coordinates } from './grid.ts';
import { codeOf, record } from './trace.ts';

/** Where a number comes from: shown with every step. `verified` null is 待核实. */
export type Clause = {
  readonly source: string;
  readonly document: string;
  readonly article: string;
  readonly url: string | null;
  readonly verified: CalendarDate | null;
  readonly effectiveFrom: CalendarDate;
};

/** What a step can say about itself; a trace record points here by index. */
export type Rule = {
  readonly stage: string;
  readonly text: string;
  readonly clause: Clause;
  readonly place: string;
  /** What limited the step: the base ran out, the band ended, or a cap was reached. */
  readonly bound: 'base' | 'band' | 'cap' | null;
  /** Said after the figures, e.g. how the ratio was adjusted. */
  readonly remark: string | null;
  /** Its figure repeats across places without a quoted rule: shown as 示例数据，未核实. */
  readonly isSample: boolean;
};

/** The bill on its way through the stages. One for all bills: `startBill` sets every field anew. */
export type State = Coordinates & {
  /** Fen by bucket, in the order of `BUCKETS`. */
  readonly money: number[];
  accumulators: Accumulators;
  facts: Circumstances;
  /** The stay was counted as an admission before (D5, D6). */
  isContinued: boolean;
  /** What funds were asked for and the moves so far: `traceStart` to `traceEnd` of a page, see `trace.ts`. */
  page: number[];
  traceStart: number;
  traceEnd: number;
  accountBalance: number;
  inScope: number;
  poolRate: number;
  deductible: number;
  crossRegionFirst: number;
  secondBase: number;
  largeBase: number;
  /** What the area has not provided although this bill needs it. */
  missing: string | null;
};

/** What `runStage` does with a stage. A number each, because every bill asks for every stage. */
export const KIND = {
  firstShare: 0,
  deductible: 1,
  pool: 2,
  layer: 3,
  account: 4,
  rest: 5,
  gap: 6,
  none: 7,
} as const;

/**
 * One compiled stage: its data, by kind; `run.ts` has the code of each kind. Closures would say it more
 * shortly, but a call of an unknown function costs more than the arithmetic of most stages.
 */
export type Stage = {
  readonly kind: (typeof KIND)[keyof typeof KIND];
  readonly data: FirstShare | DeductibleLine | Pool | Layer | AccountUse | Rest | Gap | null;
};

export type FundLine = { readonly fund: Fund; readonly bucket: number; readonly explanation: string };

export type Program = {
  /** By referral class: may a bill of this class be settled directly? */
  readonly gate: readonly ('applies' | 'refused' | 'not-provided')[];
  readonly stages: readonly Stage[];
  readonly rules: readonly Rule[];
  readonly funds: readonly FundLine[];
  readonly countsAsStay: boolean;
  /** The pool's own level of an institution (D1); null: the pool has no list. */
  readonly levelOf: ReadonlyMap<string, ProviderLevel> | null;
  /** By area of care and class: the class that it is paid as, −1 when not provided (D14). */
  readonly exempt: ReadonlyMap<string, readonly number[]>;
  /** Neither the institution, nor the area of care, nor the days of the stay change anything. */
  readonly ignoresPlace: boolean;
  /** What its tables ask about, of all that only some places ask. */
  readonly asks: ReadonlySet<AskedFact>;
  /** By cause: with a limit of its own (D17); null: none. */
  readonly apart: readonly boolean[] | null;
  /** By disease: with a limit of its own (D27); null: none. */
  readonly perDisease: readonly boolean[] | null;
  readonly paysDeductibleByLevel: boolean;
  readonly isOutpatient: boolean;
  readonly accountPaysCheckUp: boolean;
  readonly checkUpRule: number;
  /** The account's rule for purchases that the pool does not pay; −1: the place has no accounts. */
  readonly purchaseRule: number;
  /** Numbers that one bill can write on its page. */
  readonly numbersAtMost: number;
  readonly hot: Hot;
};

/** The one thing of a program that changes: bills settled stage by stage, then the code made for the plan. */
export type Hot = { bills: number; generated: Generated | null };

/** Moves fen between buckets and leaves a record. Nothing is recorded for nothing. */
export function move(
  state: State,
  rule: number,
  from: number,
  to: number,
  base: number,
  rate: number,
  amount: number,
): void {
  if (amount === 0) return;
  const { money } = state;
  money[from] = money[from]! - amount;
  money[to] = money[to]! + amount;
  record(state, codeOf(rule, from, to, rate), base, amount);
}

/** Takes up to `amount` from the buckets in their order. */
export function drain(
  state: State,
  rule: number,
  buckets: readonly number[],
  to: number,
  base: number,
  rate: number,
  amount: number,
): void {
  let left = amount;
  for (let index = 0; index < buckets.length && left > 0; index++) {
    const bucket = buckets[index]!;
    const piece = Math.min(left, state.money[bucket]!);
    move(state, rule, bucket, to, base, rate, piece);
    left -= piece;
  }
}

/** Says what a fund was asked for: fen, by its place in `program.funds`. */
export function ask(state: State, fundIndex: number, amount: number): void {
  state.page[state.traceStart + fundIndex] = amount;
}
