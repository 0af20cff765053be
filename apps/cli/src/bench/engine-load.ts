import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalogue } from '@zhijie/engine';
import { REPOSITORY, readPolicies } from '../policy-files.ts';

/**
 * A process of its own (`engine-rungs.ts` starts it): reads and compiles all packs at all epochs, then loads
 * a catalogue of the size of the national one, and prints what that took. Nothing else is in its memory.
 */
export type EngineLoad = {
  readonly packs: number;
  readonly plans: number;
  /** Of the wall clock and of all threads of the process. */
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
  readonly items: number;
  /** Whole process after a collection; what the JavaScript heap and its buffers hold. */
  readonly residentMegabytes: number;
  readonly heldMegabytes: number;
};

/** Codes of the national catalogue that are in force, rounded up (issue 3). */
const ITEMS = 200_000;

/** The items of the repository over and over, each with a code of its own. */
function manyItems(): string {
  const [head, ...rows] = readFileSync(join(REPOSITORY, 'catalogues', 'items.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  const lines = [head!];
  for (let index = 0; index < ITEMS; index++) {
    const row = rows[index % rows.length]!;
    const comma = row.indexOf(',');
    lines.push(`${row.slice(0, comma - 6)}${String(index).padStart(6, '0')}${row.slice(comma)}`);
  }
  return lines.join('\n');
}

function measure(): EngineLoad {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const library = readPolicies();
  const plans = library.allPlans();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const catalogue = loadCatalogue('990100', manyItems(), null);
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    packs: library.packs.length,
    plans: plans.length,
    milliseconds: Math.round(milliseconds),
    processorMilliseconds: Math.round((user + system) / 1000),
    items: catalogue.size,
    residentMegabytes: Math.round(rss / 1e6),
    heldMegabytes: Math.round((heapUsed + external) / 1e6),
  };
}

if (import.meta.main) process.stdout.write(JSON.stringify(measure()));
