import { afterAll, beforeAll, expect, test } from 'vitest';
import { ONE_STOP_BUGS } from './bugs.ts';
import { type ActStory, everybodyPays } from './cashier.ts';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { runOneStopAct } from './story.ts';

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

const never = () => false;
const story = (ending: ActStory['ending']): ActStory => ({
  ...everybodyPays(installation.patients[0]!),
  ending,
});

test.each(ONE_STOP_BUGS)('$name: is found', { timeout: 300_000 }, async ({ changes, shows, ending }) => {
  const { breaches } = await runOneStopAct(installation, story(ending), never, changes);
  expect(breaches.join('\n')).toMatch(shows);
});

test.each([{}, { bankTwice: 1000 }])(
  'without a bug nothing is found under %o',
  async (faults) => {
    for (const ending of ['undo', 'keep'] as const) {
      const { breaches } = await runOneStopAct(installation, story(ending), never, { faults });
      expect(breaches).toEqual([]);
    }
  },
  120_000,
);
