import { afterAll, beforeAll, expect, test } from 'vitest';
import { saltOf } from '../run/batches.ts';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { describeOneStop, runOneStopSeeds } from './story.ts';

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

const salt = saltOf(process.env);

test.each([1, 26, 51, 76])(
  `no fault leaves a bill half paid, a hold open or two books apart, seeds ${salt}-%i on`,
  { timeout: 600_000 },
  async (from) => {
    const failed = await runOneStopSeeds(installation, { from, count: 25, salt });
    expect(failed.map(describeOneStop).join('\n')).toBe('');
  },
);
