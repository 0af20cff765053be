/** One act with every payer, with one crash at each of its points. */
import type { Outcome } from '../run/scenario.ts';
import type { CrashPoint } from '../world/world.ts';
import type { ActStory } from './cashier.ts';
import type { OneStopInstallation } from './place.ts';
import { type OneStopChanges, runOneStopAct } from './story.ts';

/** The named points, and both ends of each transaction: those in between leave what one of these leaves. */
const isNamed = ({ name }: CrashPoint) => /^(care|insured)\.|^(before|after) commit$/.test(name);
/** From the act on: the way to the bill is in other stories. */
const BEGINS_AT = 'after care-act-insert';

/** Asks at each point of the act, in order. */
function watching(crashes: (point: CrashPoint) => boolean) {
  let isOpen = false;
  return (point: CrashPoint): boolean => {
    isOpen ||= point.name === BEGINS_AT;
    return isOpen && isNamed(point) && crashes(point);
  };
}

export async function actPointsOf(
  installation: OneStopInstallation,
  story: ActStory,
): Promise<{ readonly points: readonly CrashPoint[]; readonly outcome: Outcome }> {
  const points: CrashPoint[] = [];
  const collect = watching((point) => {
    points.push(point);
    return false;
  });
  const outcome = await runOneStopAct(installation, story, collect);
  return { points, outcome };
}

export type ActCrash = CrashPoint & { readonly index: number; readonly breaches: readonly string[] };

/** Those of these points after which the act does not end whole. */
export async function actCrashes(
  installation: OneStopInstallation,
  story: ActStory,
  indexes: readonly number[],
  changes: OneStopChanges = {},
): Promise<readonly ActCrash[]> {
  const failed: ActCrash[] = [];
  for (const index of indexes) {
    let passed = 0;
    const at: { point: CrashPoint } = { point: { node: '', name: 'not reached' } };
    const crashes = watching((point) => {
      if (passed++ !== index) return false;
      at.point = point;
      return true;
    });
    const outcome = await runOneStopAct(installation, story, crashes, changes);
    const breaches = outcome.crashes === 1 ? outcome.breaches : [`${outcome.crashes} crashes`];
    if (breaches.length > 0) failed.push({ index, ...at.point, breaches });
  }
  return failed;
}

/** Every so many-th of the points; of those the share of one of so many test files. */
export function shareOf(
  points: number,
  { every, part, parts }: { readonly every: number; readonly part: number; readonly parts: number },
): readonly number[] {
  return Array.from({ length: Math.ceil(points / every) }, (_, n) => n)
    .filter((n) => n % parts === part)
    .map((n) => n * every);
}
