import type { Installation } from '../nodes/installation.ts';
import { crashAt, crashPointsOf } from '../run/crash-points.ts';
import type { Outcome } from '../run/scenario.ts';
import { runSeed } from '../run/seeds.ts';
import type { Bug } from './bugs.ts';

/** Seeds that a planted bug must be found in, after the crash points of one story. */
const SEEDS = 12;

/** Runs with the bug until one shows a breach; null when the whole budget shows none. */
export async function findBug(installation: Installation, bug: Bug): Promise<Outcome | null> {
  const { points } = await crashPointsOf(installation, 'settle a visit');
  const takeOut = await bug.plant(installation);
  try {
    for (const index of points.keys()) {
      const outcome = await crashAt(installation, 'settle a visit', index, bug.taps);
      if (outcome.breaches.length > 0) return outcome;
    }
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await runSeed(installation, String(seed), bug.taps);
      if (outcome.breaches.length > 0) return outcome;
    }
    return null;
  } finally {
    await takeOut();
  }
}
