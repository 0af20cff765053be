import { type Accumulators, emptyAccumulators } from '@zhijie/engine';
import { assert } from '@zhijie/kernel';

/** Every yearly counter, in the one order in which deltas are stored and sent to the database. */
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
] as const satisfies readonly (keyof Accumulators)[];

export type Counter = (typeof COUNTERS)[number];

/** Column name of a counter. */
export const columnOfCounter = (counter: string): string =>
  counter.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Counter values in stored order; the engine and the table must name the same counters. */
export const countersToArray = (values: Readonly<Record<Counter, number>>): number[] =>
  COUNTERS.map((counter) => values[counter]);

/** Accumulators from stored values in the order of `COUNTERS`. */
export const accumulatorsFrom = (year: number, values: readonly number[]): Accumulators => {
  assert(values.length === COUNTERS.length, 'stored counters have the length of the counter list');
  const read = Object.fromEntries(COUNTERS.map((counter, index) => [counter, values[index] ?? 0]));
  return { ...emptyAccumulators(year), ...read, year } as Accumulators;
};
