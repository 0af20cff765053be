/** What the test files of the one-stop story share; several files, so that workers share the work. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { effortOf } from '../../effort.ts';
import { everybodyPays } from '../cashier.ts';
import { actCrashes, actPointsOf, shareOf } from '../crash-points.ts';
import { createOneStopInstallation, type OneStopInstallation } from '../place.ts';
import { describeOneStop, runOneStopSeeds } from '../story.ts';

const EFFORT = effortOf(process.env);
const LONG_MS = 1_800_000;

/** An installation for the tests of the file. */
export function useOneStop(): () => OneStopInstallation {
  const made: { installation: OneStopInstallation | null } = { installation: null };
  beforeAll(async () => {
    made.installation = await createOneStopInstallation();
  }, 120_000);
  afterAll(() => made.installation?.close());
  return () => made.installation!;
}

const PARTS = 2;

/** Journeys 8 and 17: the act of one bill with seven payers, crashed at the points of this part. */
export function describeActCrashes(part: number): () => OneStopInstallation {
  const installation = useOneStop();
  const every = EFFORT.crashEvery;
  describe(`journeys 8 and 17: one bill, seven payers, part ${part + 1} of ${PARTS}`, () => {
    const which = every === 1 ? 'at every point' : `at every ${every}th point`;
    test(`ends whole where a node crashes: ${which}`, { timeout: LONG_MS }, async () => {
      const story = everybodyPays(installation().patients[0]!);
      const { points, outcome } = await actPointsOf(installation(), story);
      expect(outcome.breaches).toEqual([]);
      const indexes = shareOf(points.length, { every, part, parts: PARTS });
      expect(indexes.length).toBeGreaterThan(0);
      expect(await actCrashes(installation(), story, indexes)).toEqual([]);
    });
  });
  return installation;
}

/** Half of the seeds; `zhijie sim --story one-stop --seeds 2000` runs more. */
export function testOneStopSeeds(salt?: string): void {
  const installation = useOneStop();
  const count = Math.ceil(EFFORT.oneStopSeeds / 2);
  const seeds = salt === undefined ? `1–${count}` : `${salt}-1–${count}`;
  test(`no fault leaves a bill half paid, a hold open or two books apart: seeds ${seeds}`, {
    timeout: LONG_MS,
  }, async () => {
    // Only the fixed seeds run twice: seed 160, run after others, once left another trace with the books right.
    const range = salt === undefined ? { from: 1, count } : { from: 1, count, salt, twiceEvery: Infinity };
    const failed = await runOneStopSeeds(installation(), range);
    expect(failed.map(describeOneStop).join('\n')).toBe('');
  });
  if (salt === undefined) testRemembered(installation);
}

/** Seeds beyond those that CI runs, each of which once found a fault. */
const REMEMBERED = [
  { from: 1475, fault: 'a hold that came twice at once was promised beside itself' },
] as const;

function testRemembered(installation: () => OneStopInstallation): void {
  test.each(REMEMBERED)('K-02 seed $from: $fault', { timeout: LONG_MS }, async ({ from }) => {
    const failed = await runOneStopSeeds(installation(), { from, count: 1 });
    expect(failed.map(describeOneStop).join('\n')).toBe('');
  });
}
