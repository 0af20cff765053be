import { PROVIDER_LEVELS } from '@zhijie/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Accumulators,
  addAccumulators,
  admissionsAt,
  COUNTERS,
  emptyAccumulators,
  negateDelta,
  oneAdmissionAt,
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

test('admissions by level are sums: each level keeps its count, and a reversal takes one away', () => {
  const levels = ['level3', 'community', 'level3', 'level3-top', 'level3'] as const;
  const sum = levels.reduce((all, level) => all + oneAdmissionAt(level), 0);
  const count = (all: number) => PROVIDER_LEVELS.map((level) => admissionsAt(all, level));
  expect(count(sum)).toEqual([1, 0, 0, 3, 1]);
  expect(count(sum - oneAdmissionAt('level3'))).toEqual([1, 0, 0, 2, 1]);
});
