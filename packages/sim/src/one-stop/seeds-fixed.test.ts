import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { describeOneStop, runOneStopSeeds } from './story.ts';

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

test.each([1, 26, 51, 76])(
  'no fault leaves a bill half paid, a hold open or two books apart, seeds from %i',
  { timeout: 600_000 },
  async (from) => {
    const failed = await runOneStopSeeds(installation, { from, count: 25 });
    expect(failed.map(describeOneStop).join('\n')).toBe('');
  },
);
