import type { Installation } from '../nodes/installation.ts';
import { runSeed, type SeedOutcome } from '../run/seeds.ts';
import type { Bug } from './bugs.ts';

/** Seeds in which a planted bug must be found. */
export const BUDGET = 30;

/** Runs with the bug until one shows a breach; null when the whole budget shows none. */
export async function findBug(installation: Installation, bug: Bug): Promise<SeedOutcome | null> {
  const takeOut = await bug.plant(installation);
  try {
    for (let seed = 1; seed <= BUDGET; seed++) {
      const outcome = await runSeed(installation, `museum-${seed}`, bug);
      if (outcome.breaches.length > 0) return outcome;
    }
    return null;
  } finally {
    await takeOut();
  }
}
