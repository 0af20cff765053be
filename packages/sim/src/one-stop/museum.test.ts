import { expect, test } from 'vitest';
import type { CrashPoint } from '../world/world.ts';
import { ONE_STOP_BUGS, onceAnswered } from './bugs.ts';
import { type ActStory, everybodyPays } from './cashier.ts';
import { type OneStopChanges, runOneStopAct } from './story.ts';
import { useOneStop } from './testing/one-stop.ts';

const installation = useOneStop();
const never = (_: CrashPoint): boolean => false;
const run = (story: Partial<ActStory>, changes: OneStopChanges, crashes = never) =>
  runOneStopAct(
    installation(),
    { ...everybodyPays(installation().patients[0]!), ...story },
    crashes,
    changes,
  );

test.each(ONE_STOP_BUGS)('$name: is found', { timeout: 300_000 }, async (bug) => {
  const { story, changes, crashes, shows } = bug;
  const { breaches } = await run(story, changes, crashes?.());
  expect(breaches.join('\n')).toMatch(shows);
});

test.each<[Partial<ActStory>, OneStopChanges['faults']]>([
  [{ ending: 'undo' }, {}],
  [{ ending: 'keep' }, {}],
  [{ ending: 'undo' }, { bankTwice: 1000 }],
  [{ ending: 'keep' }, { bankTwice: 1000 }],
  [{ ending: 'keep', atTheWallet: 'waits' }, { paidAfterClose: 1000 }],
  [{ ending: 'keep' }, { partnerTwice: 1000, partnerLate: 700, insurerTwoMinds: 1000 }],
])('%o without a bug: nothing is found under %o', { timeout: 120_000 }, async (story, faults = {}) => {
  expect((await run(story, { faults })).breaches).toEqual([]);
});

test('an insurer that is asked again and answers otherwise changes nothing', {
  timeout: 120_000,
}, async () => {
  const outcome = await run({ ending: 'keep' }, { faults: { insurerTwoMinds: 1000 } }, onceAnswered());
  expect(outcome.crashes).toBe(1);
  expect(outcome.breaches).toEqual([]);
});
