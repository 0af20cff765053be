import { expect, test } from 'vitest';
import { effortOf } from './effort.ts';

test.each([
  [{}, { oneStopSeeds: 16, crashEvery: 16, yearBills: 1_500 }],
  [{ CI: 'true' }, { oneStopSeeds: 200, crashEvery: 1, yearBills: 10_000 }],
  [
    { CI: 'true', ZHIJIE_YEAR: '300' },
    { oneStopSeeds: 200, crashEvery: 1, yearBills: 300 },
  ],
  [{ ZHIJIE_CRASH_EVERY: '0' }, { oneStopSeeds: 16, crashEvery: 16, yearBills: 1_500 }],
])('%o runs so much', (environment, effort) => {
  expect(effortOf(environment)).toEqual(effort);
});
