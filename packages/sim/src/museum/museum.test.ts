import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { runSeed } from '../run/seeds.ts';
import { BUGS, CRASHES, DELAYS } from './bugs.ts';
import { findBug } from './find.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

test.each(BUGS)('$name: is found', { timeout: 240_000 }, async (bug) => {
  const found = await findBug(installation, bug);
  expect(found?.breaches.join('\n') ?? 'found in no run').toMatch(bug.shows);
});

test.each([CRASHES, DELAYS])(
  'without a bug nothing is found under %o',
  { timeout: 240_000 },
  async (faults) => {
    for (let seed = 1; seed <= 8; seed++) {
      const { breaches } = await runSeed(installation, `museum-${seed}`, { faults });
      expect(breaches).toEqual([]);
    }
  },
);
