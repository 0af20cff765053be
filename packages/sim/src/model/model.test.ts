import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { EXPLAINED_PAIRS } from './pairs.ts';
import type { Mutation } from './steps.ts';

/** Both calls once and once repeated. */
const REPEATED = { settleCalls: 2, reverseCalls: 2, crashes: 0, losses: 0, doubles: 0 };
/** Both calls once, and more faults. */
const FAULTY = { settleCalls: 1, reverseCalls: 1, crashes: 2, losses: 2, doubles: 1 };

describe('two messages, every crash and every loss', () => {
  test.each([
    ['a crash anywhere, calls that are repeated', { ...REPEATED, crashes: 1 }, 20_000],
    ['the settle call repeated, a loss', { ...REPEATED, reverseCalls: 1, losses: 1 }, 12_000],
    ['the reverse call repeated, a loss', { ...REPEATED, settleCalls: 1, losses: 1 }, 900],
    ['two crashes, two losses and a copy', FAULTY, 7_000],
  ] as const)(
    'both sides end settled, or reversed, or without; nothing acknowledged is undone: %s',
    (_what, bounds, atLeast) => {
      const { breach, states, transitions, resting } = explore(bounds);
      expect(breach).toBeNull();
      expect(states).toBeGreaterThan(atLeast);
      expect(transitions).toBeGreaterThan(states);
      expect(resting).toBeGreaterThan(10);
    },
  );

  test('without a reversing call nothing acknowledged is taken back', () => {
    const { breach, pairs } = explore({ ...FAULTY, settleCalls: 1, reverseCalls: 0 });
    expect(breach).toBeNull();
    expect(pairs).toContain('settled/settled');
    expect(pairs).toContain('refused/never-settled');
  });

  test('the sides are never seen in a pair of states that cannot be explained', () => {
    const { pairs } = explore(FAULTY);
    expect([...pairs].sort()).toEqual(EXPLAINED_PAIRS);
  });
});

describe('the search finds a planted bug, by the shortest way', () => {
  test.each<[Mutation, string, number]>([
    ['no-tombstone', 'refused and none', 5],
    ['acknowledge-before-commit', 'settled at the care side and none at the insured side', 4],
    ['send-before-intent', 'a reversal was acknowledged and its call is settled', 3],
    ['withdrawal-without-tombstone', 'refused and none', 4],
    ['completion-forgets-reversal', 'a settlement was acknowledged and is not there', 8],
  ])('%s', (mutation, what, steps) => {
    const { breach } = explore({ ...REPEATED, crashes: 1, losses: 1 }, mutation);
    expect(breach).toMatchObject({ what });
    expect(breach!.way).toHaveLength(steps);
  });
});
