import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CrashPoint } from '../world/world.ts';
import { type ActStory, everybodyPays } from './cashier.ts';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { runOneStopAct } from './story.ts';

/** `ZHIJIE_CRASH_EVERY=1` crashes at every one of some 250 points. */
const EVERY = Number(process.env.ZHIJIE_CRASH_EVERY ?? 16);

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

/** The named points, and both ends of each transaction: those in between leave what one of these leaves. */
const isNamed = ({ name }: CrashPoint) => /^(care|insured)\.|^(before|after) commit$/.test(name);
/** From the act on: the way to the bill is in other stories. */
const beginsAt = 'after care-act-insert';

async function pointsOf(story: ActStory) {
  const points: CrashPoint[] = [];
  let isOpen = false;
  const outcome = await runOneStopAct(installation, story, (point) => {
    isOpen ||= point.name === beginsAt;
    if (isOpen && isNamed(point)) points.push(point);
    return false;
  });
  return { points, outcome };
}

async function crashAt(story: ActStory, wanted: number) {
  let passed = 0;
  let isOpen = false;
  const outcome = await runOneStopAct(installation, story, (point) => {
    isOpen ||= point.name === beginsAt;
    return isOpen && isNamed(point) && passed++ === wanted;
  });
  return { outcome, isReached: passed > wanted };
}

describe('journeys 8 and 17: one bill, seven payers', () => {
  test('everybody is among them, forward and back', { timeout: 60_000 }, async () => {
    const { points, outcome } = await pointsOf(everybodyPays(installation.patients[0]!));
    expect(outcome.breaches).toEqual([]);
    expect([outcome.settlements, outcome.reversals]).toEqual([0, 1]);
    const names = new Set(points.map(({ name }) => name));
    for (const name of ['care.act.after-sent', 'care.act.before-said', 'care.act.after-said'])
      expect(names).toContain(name);
    expect(points.length).toBeGreaterThan(100);
  });

  test(`ends whole where a node crashes: every ${EVERY}th point`, { timeout: 1_800_000 }, async () => {
    const story = everybodyPays(installation.patients[0]!);
    const { points } = await pointsOf(story);
    const failed: unknown[] = [];
    for (let index = 0; index < points.length; index += EVERY) {
      const { outcome, isReached } = await crashAt(story, index);
      const isRight = isReached && outcome.crashes === 1 && outcome.breaches.length === 0;
      if (!isRight) failed.push({ index, ...points[index], breaches: outcome.breaches });
    }
    expect(failed).toEqual([]);
  });
});
