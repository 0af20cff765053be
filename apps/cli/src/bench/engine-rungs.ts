import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchEngine } from '@zhijie/engine';
import { REPOSITORY, readPolicies } from '../policy-files.ts';
import type { RungResult } from './rung.ts';

/** What is measured of the time of one rung. */
const RUNGS = 4;

/** Issue 2, "Shows it works": the compiled pack does at least this share of the hand-written pipeline. */
export const ENGINE_FLOOR = 0.25;

/** The compiled pack against the same policy written by hand; alone in the process, on one core. */
export function engineRungs(seconds: number): RungResult[] {
  const read = (name: string): string => readFileSync(join(REPOSITORY, 'catalogues', name), 'utf8');
  const rows = benchEngine({
    library: readPolicies(),
    itemsCsv: read('items.csv'),
    overrideCsv: existsSync(join(REPOSITORY, 'catalogues', '990100.csv')) ? read('990100.csv') : null,
    now: () => performance.now(),
    milliseconds: (seconds * 1000) / RUNGS,
  });
  return rows.map(({ name, perSecond, ratio }, index) => ({
    id: `E${index + 1}`,
    title: name,
    clients: 1,
    done: 0,
    perSecond,
    ratio,
    p50: null,
    p99: null,
    latencyFrom: null,
    cpu: null,
    breaches: [],
  }));
}
