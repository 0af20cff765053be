import { assert, type Fen, PROVIDER_LEVELS, type ProviderLevel, ZERO_FEN } from '@zhijie/kernel';

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
  /** Admissions by level of the hospital, two decimal digits each: see `admissionsAt`. */
  readonly admissionsByLevel: number;
  /** Burden counted by the large-amount layer, where the critical-illness layer counts its own. */
  readonly largeBase: Fen;
  /** What the pool paid for causes with a limit of their own (两病、意外伤害); not in `outpatientPaid`. */
  readonly apartPaid: Fen;
  /**
   * What the pool paid for chronic diseases with a limit of their own each (D27), all of them together; in no
   * other counter of payments. What one disease has used is a fact of the bill: `Circumstances.diseasePaid`.
   */
  readonly diseasePaid: Fen;
  /** Outpatient deductible paid at each level, where each level has a yearly one of its own. */
  readonly outpatientDeductibleCommunity: Fen;
  readonly outpatientDeductibleLevel1: Fen;
  readonly outpatientDeductibleLevel2: Fen;
  readonly outpatientDeductibleLevel3: Fen;
  readonly outpatientDeductibleLevel3Top: Fen;
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
  'admissionsByLevel',
  'largeBase',
  'apartPaid',
  'diseasePaid',
  'outpatientDeductibleCommunity',
  'outpatientDeductibleLevel1',
  'outpatientDeductibleLevel2',
  'outpatientDeductibleLevel3',
  'outpatientDeductibleLevel3Top',
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
    admissionsByLevel: 0,
    largeBase: ZERO_FEN,
    apartPaid: ZERO_FEN,
    diseasePaid: ZERO_FEN,
    outpatientDeductibleCommunity: ZERO_FEN,
    outpatientDeductibleLevel1: ZERO_FEN,
    outpatientDeductibleLevel2: ZERO_FEN,
    outpatientDeductibleLevel3: ZERO_FEN,
    outpatientDeductibleLevel3Top: ZERO_FEN,
  };
}

/** Counters of persons' years that count, not money. */
export const COUNTS: ReadonlySet<Counter> = new Set(['admissions', 'admissionsByLevel']);

/** The counter of a level's yearly outpatient deductible, by the level's place in `PROVIDER_LEVELS`. */
export const OUTPATIENT_DEDUCTIBLE_AT = [
  'outpatientDeductibleCommunity',
  'outpatientDeductibleLevel1',
  'outpatientDeductibleLevel2',
  'outpatientDeductibleLevel3',
  'outpatientDeductibleLevel3Top',
] as const satisfies readonly Counter[];

/**
 * One admission at a level, as `admissionsByLevel` counts it: a sum of such numbers holds every level's
 * count as long as none reaches 100 a year, and a reversal subtracts it again.
 */
export const oneAdmissionAt = (level: ProviderLevel): number =>
  ADMISSION_UNITS[PROVIDER_LEVELS.indexOf(level)]!;
export const ADMISSION_UNITS = [1, 100, 10_000, 1_000_000, 100_000_000] as const;

/** How many admissions `admissionsByLevel` holds for a level. */
export const admissionsAt = (admissionsByLevel: number, level: ProviderLevel): number =>
  Math.floor(admissionsByLevel / oneAdmissionAt(level)) % 100;

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
