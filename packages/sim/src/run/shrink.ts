import type { Installation } from '../nodes/installation.ts';
import type { FaultName } from '../world/faults.ts';
import { type Changes, runSeed, type SeedOutcome } from './seeds.ts';

/** The smallest run found that still breaks a book. */
export type Shrunk = {
  readonly seed: string;
  /** The faults and clerks that it takes: leaving any one of them out, nothing is broken (within `runs`). */
  readonly faults: readonly FaultName[];
  readonly clerks: readonly string[];
  readonly outcome: SeedOutcome;
  readonly runs: number;
  /** False when the budget ended first: there may be a smaller one. */
  readonly isMinimal: boolean;
};

type Parts = { readonly faults: readonly FaultName[]; readonly clerks: readonly string[] };

/**
 * Shrinks a failing seed: first clerks, then faults (delta debugging: halves, quarters, … single ones), as
 * long as something is still broken. The dice are thrown as in the seed, so that what is left runs as it
 * did. Null when the seed breaks nothing.
 */
export async function shrinkSeed(
  installation: Installation,
  seed: string,
  changes: Changes = {},
  budget = 200,
): Promise<Shrunk | null> {
  const first = await runSeed(installation, seed, changes);
  if (first.breaches.length === 0) return null;
  const kept: { parts: Parts; outcome: SeedOutcome; runs: number } = {
    parts: { faults: first.happened, clerks: first.clerks },
    outcome: first,
    runs: 1,
  };
  const stillBreaks = async (parts: Parts): Promise<boolean> => {
    if (kept.runs >= budget) return false;
    kept.runs++;
    const only = new Set(parts.faults);
    const outcome = await runSeed(installation, seed, { ...changes, only, clerks: new Set(parts.clerks) });
    if (outcome.breaches.length === 0) return false;
    // What did not happen after all is not needed either.
    kept.parts = {
      clerks: parts.clerks,
      faults: parts.faults.filter((one) => outcome.happened.includes(one)),
    };
    kept.outcome = outcome;
    return true;
  };
  await reduce(
    () => kept.parts.clerks,
    (clerks) => stillBreaks({ ...kept.parts, clerks }),
  );
  await reduce(
    () => kept.parts.faults,
    (faults) => stillBreaks({ ...kept.parts, faults }),
  );
  const { parts, outcome, runs } = kept;
  return { seed, ...parts, outcome, runs, isMinimal: runs < budget };
}

/** Takes pieces out of the list, smaller and smaller ones, until no single entry can be left out. */
async function reduce<T>(
  now: () => readonly T[],
  breaksWith: (rest: readonly T[]) => Promise<boolean>,
): Promise<void> {
  let size = Math.ceil(now().length / 2);
  while (size >= 1 && now().length > 0) {
    let hasShrunk = false;
    for (let from = 0; from < now().length; ) {
      const rest = now().filter((_, index) => index < from || index >= from + size);
      if (await breaksWith(rest)) hasShrunk = true;
      else from += size;
    }
    if (size === 1 && !hasShrunk) return;
    size = hasShrunk ? Math.min(size, Math.ceil(now().length / 2)) : Math.floor(size / 2);
  }
}

/** How to run it again, what it takes, and what it breaks. */
export function describeShrunk({ seed, faults, clerks, outcome, runs, isMinimal }: Shrunk): string {
  const only = faults.length === 0 ? 'none' : faults.join(',');
  const command = `npx zhijie sim --seed ${seed} --only ${only} --clerks ${clerks.join(',')}`;
  const told = outcome.tail.filter((line) => line.includes(' fault ')).map((line) => `  ${line}`);
  const size = `${faults.length} fault(s), ${clerks.length} clerk(s), after ${runs} runs`;
  const head = `${command}   (${size}${isMinimal ? '' : ', not finished'})`;
  return [head, ...told, ...outcome.breaches.map((breach) => `  ${breach}`)].join('\n');
}

/** Reads `crash#3,requestLost#0`; `none` is the empty list. Null when it is no such list. */
export function readFaults(text: string): ReadonlySet<FaultName> | null {
  if (text === 'none') return new Set();
  const names = text.split(',');
  return names.every((name) => /^[a-zA-Z]+#\d+$/.test(name)) ? new Set(names as FaultName[]) : null;
}
