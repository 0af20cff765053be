import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { CRASH_STORIES, type CrashStory, crashAt, crashPointsOf } from './crash-points.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

/** What each story leaves when nothing goes wrong: live settlements and reversals. */
const ENDS: Record<CrashStory, readonly [settled: number, reversed: number]> = {
  'settle a visit': [1, 0],
  'settle a visit whose message comes twice': [1, 0],
  'settle a stay': [1, 0],
  'undo a settlement by its id': [0, 1],
  'reverse a call by its message': [0, 1],
  'undo a stay by its id (2305), then reverse its call (2601)': [0, 1],
  'reverse a call that is under way': [1, 1],
};

describe.each(Object.keys(CRASH_STORIES) as CrashStory[])('%s', (story) => {
  test('ends the same wherever a node crashes', { timeout: 240_000 }, async () => {
    const { points, outcome } = await crashPointsOf(installation, story);
    expect(outcome.breaches).toEqual([]);
    expect([outcome.settlements, outcome.reversals]).toEqual(ENDS[story]);
    expect(points.length).toBeGreaterThan(10);
    const failed: unknown[] = [];
    for (const [index, point] of points.entries()) {
      const { crashes, breaches, settlements } = await crashAt(installation, story, index);
      const isRight = crashes === 1 && breaches.length === 0 && settlements === ENDS[story][0];
      if (!isRight) failed.push({ index, ...point, crashes, breaches, settlements });
    }
    expect(failed).toEqual([]);
  });
});

test('named crash points of both sides are among them', async () => {
  const names = new Set<string>();
  for (const story of ['settle a visit', 'undo a settlement by its id'] as const) {
    for (const { name } of (await crashPointsOf(installation, story)).points) names.add(name);
  }
  expect([...names].filter((name) => /^(care|insured)\.(settle|reverse)\./.test(name)).sort()).toEqual([
    'care.reverse.after-complete',
    'care.reverse.after-intent',
    'care.reverse.before-complete',
    'care.settle.after-complete',
    'care.settle.after-intent',
    'care.settle.before-complete',
    'care.settle.before-intent',
    'insured.reverse.after-commit',
    'insured.reverse.before-commit',
    'insured.settle.after-commit',
    'insured.settle.before-commit',
  ]);
});
