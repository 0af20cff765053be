import { expect, test } from 'vitest';
import { everybodyPays } from './cashier.ts';
import { actPointsOf, shareOf } from './crash-points.ts';
import { describeActCrashes } from './testing/one-stop.ts';

const installation = describeActCrashes(0);

test('everybody is among the points of the act, forward and back', { timeout: 120_000 }, async () => {
  const { points, outcome } = await actPointsOf(installation(), everybodyPays(installation().patients[0]!));
  expect(outcome.breaches).toEqual([]);
  expect([outcome.settlements, outcome.reversals]).toEqual([0, 1]);
  const names = new Set(points.map(({ name }) => name));
  for (const name of ['care.act.after-sent', 'care.act.before-said', 'care.act.after-said'])
    expect(names).toContain(name);
  expect(points.length).toBeGreaterThan(100);
});

test('the files share the points, none left out', () => {
  const all = [0, 1].flatMap((part) => shareOf(251, { every: 1, part, parts: 2 }));
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 251 }, (_, n) => n));
  expect(shareOf(33, { every: 16, part: 1, parts: 2 })).toEqual([16]);
});
