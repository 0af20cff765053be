import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { saltOf } from './batches.ts';
import { describeOutcome, runSeeds } from './seeds.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

const salt = saltOf(process.env);

test.each([1, 26, 51, 76])(
  `no fault makes two books disagree, seeds ${salt}-%i on`,
  { timeout: 240_000 },
  async (from) => {
    const failed = await runSeeds(installation, { from, count: 25, salt });
    expect(failed.map(describeOutcome).join('\n')).toBe('');
  },
);
