import { assert, type Fen, ZERO_FEN } from '@zhijie/kernel';

/**
 * What one policy year of one person in one pooling area and insurance type has used so far: the fold of the
 * deltas of its effective settlements. Amounts in fen.
 */
export type Accumulators = {
  /** The policy year, by its first day's calendar year; see `plan.policyYearOf`. */
  readonly year: number;
  readonly admissions: number;
  readonly deductiblePaid: Fen;
  /** In-scope amount of stays after the cross-region first share: what cumulative bands count. */
  readonly eligible: Fen;
  readonly poolPaid: Fen;
  readonly outpatientEligible: Fen;
  readonly outpatientDeductiblePaid: Fen;
  readonly outpatientPaid: Fen;
  /** Burden counted by the second layer: critical illness or large amount, whichever runs over the year. */
  readonly criticalBase: Fen;
  readonly criticalPaid: Fen;
  readonly largePaid: Fen;
  readonly civilServantPaid: Fen;
  readonly aidPaid: Fen;
  readonly accountPaid: Fen;
};

/** What one settlement adds; a reversal adds the negated delta. The year is that of the settlement. */
export type AccumulatorDelta = Accumulators;
export type Counter = Exclude<keyof Accumulators, 'year'>;

export const COUNTERS = [
  'admissions',
  'deductiblePaid',
  'eligible',
  'poolPaid',
  'outpatientEligible',
  'outpatientDeductiblePaid',
  'outpatientPaid',
  'criticalBase',
  'criticalPaid',
  'largePaid',
  'civilServantPaid',
  'aidPaid',
  'accountPaid',
] as const satisfies readonly Counter[];

export function emptyAccumulators(year: number): Accumulators {
  return {
    year,
    admissions: 0,
    deductiblePaid: ZERO_FEN,
    eligible: ZERO_FEN,
    poolPaid: ZERO_FEN,
    outpatientEligible: ZERO_FEN,
    outpatientDeductiblePaid: ZERO_FEN,
    outpatientPaid: ZERO_FEN,
    criticalBase: ZERO_FEN,
    criticalPaid: ZERO_FEN,
    largePaid: ZERO_FEN,
    civilServantPaid: ZERO_FEN,
    aidPaid: ZERO_FEN,
    accountPaid: ZERO_FEN,
  };
}

/** The accumulators after a settlement or, with a negated delta, after its reversal. One year only. */
export function addAccumulators(accumulators: Accumulators, delta: AccumulatorDelta): Accumulators {
  assert(accumulators.year === delta.year, 'A delta belongs to the accumulators of its own policy year');
  const sum: Record<string, number> = { year: accumulators.year };
  for (const counter of COUNTERS) sum[counter] = accumulators[counter] + delta[counter];
  return sum as unknown as Accumulators;
}

export function negateDelta(delta: AccumulatorDelta): AccumulatorDelta {
  const negated: Record<string, number> = { year: delta.year };
  for (const counter of COUNTERS) negated[counter] = 0 - delta[counter];
  return negated as unknown as AccumulatorDelta;
}
