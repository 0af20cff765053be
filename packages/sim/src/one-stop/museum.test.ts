import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeedOutcome } from '../run/seeds.ts';
import { ONE_STOP_BUGS, type OneStopBug } from './bugs.ts';
import { createOneStopInstallation, type OneStopInstallation } from './place.ts';
import { runOneStopSeed } from './story.ts';

let installation: OneStopInstallation;
beforeAll(async () => {
  installation = await createOneStopInstallation();
}, 60_000);
afterAll(() => installation.close());

/** Seeds in which a planted bug must be found. */
const BUDGET = 20;

async function findBug({ changes }: OneStopBug): Promise<SeedOutcome | null> {
  for (let seed = 1; seed <= BUDGET; seed++) {
    const outcome = await runOneStopSeed(installation, `museum-${seed}`, changes);
    if (outcome.breaches.length > 0) return outcome;
  }
  return null;
}

test.each(ONE_STOP_BUGS)('$name: is found', { timeout: 300_000 }, async (bug) => {
  const found = await findBug(bug);
  expect(found?.breaches.join('\n') ?? 'found in no run').toMatch(bug.shows);
});

test('without a bug nothing is found', { timeout: 300_000 }, async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const { breaches } = await runOneStopSeed(installation, `museum-${seed}`, { faults: {} });
    expect(breaches).toEqual([]);
  }
});
