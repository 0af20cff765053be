import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Accumulators,
  addAccumulators,
  COUNTERS,
  emptyAccumulators,
  negateDelta,
} from './accumulators.ts';

const arbitrary = fc
  .tuple(...COUNTERS.map(() => fc.integer({ min: 0, max: 9e9 })))
  .map(
    (values) =>
      ({ year: 2026, ...Object.fromEntries(COUNTERS.map((c, i) => [c, values[i]])) }) as Accumulators,
  );

test('a settlement and its reversal leave the year as it was', () => {
  fc.assert(
    fc.property(arbitrary, arbitrary, (before, delta) => {
      expect(addAccumulators(addAccumulators(before, delta), negateDelta(delta))).toEqual(before);
    }),
  );
});

test('a delta of another policy year is a defect', () => {
  expect(() => addAccumulators(emptyAccumulators(2026), emptyAccumulators(2025))).toThrow('policy year');
});

test('the list of counters is complete', () => {
  expect(['year', ...COUNTERS].toSorted()).toEqual(Object.keys(emptyAccumulators(2026)).toSorted());
});
