import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { describeOneStop, runOneStopSeeds } from './story.ts';

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

/** `zhijie sim --story one-stop --from 1 --count 200` runs more. */
const SEEDS = 16;

test(`no fault leaves a bill half paid, a hold open or two books apart: ${SEEDS} seeds`, {
  timeout: 600_000,
}, async () => {
  const failed = await runOneStopSeeds(installation, { from: 1, count: SEEDS });
  expect(failed.map(describeOneStop).join('\n')).toBe('');
});
