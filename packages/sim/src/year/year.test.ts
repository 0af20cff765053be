import { describe, expect, test } from 'vitest';
import { effortOf } from '../effort.ts';
import { runYear } from './year.ts';

/** 10,000 in CI, as with `ZHIJIE_YEAR=10000 npx vitest run packages/sim/src/year`: five to ten minutes. */
const BILLS = effortOf(process.env).yearBills;

describe('a virtual year of twelve month ends', () => {
  let hash = '';

  test('C-01 C-02 C-03 T-04 leaves every book in agreement, every item cleared once and every order paid', async () => {
    const outcome = await runYear({ seed: 'ci', settlements: BILLS, year: 2026 });
    ({ hash } = outcome);
    expect(outcome.breaches).toEqual([]);
    expect(outcome.months.slice(0, 12).every(({ items }) => items > BILLS / 60)).toBe(true);
    expect(outcome.settled).toBeGreaterThan(0.8 * BILLS);
    // What the year is about has happened, not only what is easy.
    const { duplicates, unknown, voided, voidedAfterTheirMonth, deductions, deferrals } = outcome;
    for (const times of [duplicates, unknown, voided, voidedAfterTheirMonth, deductions + deferrals])
      expect(times).toBeGreaterThan(0);
  }, 1_800_000);

  test('repeats itself: the same seed gives the same hash, another one another', async () => {
    const year = (seed: string) => runYear({ seed, settlements: 12, year: 2026 });
    const [first, again] = [await year('a'), await year('a')];
    expect(again.hash).toBe(first.hash);
    expect(first.hash).not.toBe(hash);
  }, 600_000);
});
