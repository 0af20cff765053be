import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { describeOutcome, runSeeds } from './seeds.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

test.each([1, 26, 51, 76])(
  'no fault makes two books disagree, seeds from %i',
  { timeout: 240_000 },
  async (from) => {
    const failed = await runSeeds(installation, { from, count: 25 });
    expect(failed.map(describeOutcome).join('\n')).toBe('');
  },
);
