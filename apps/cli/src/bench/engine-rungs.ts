import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchEngine } from '@zhijie/engine';
import { REPOSITORY, readPolicies } from '../policy-files.ts';
import type { RungResult } from './rung.ts';

/** What is measured of the time of one rung. */
const RUNGS = 4;

/** Processor time of this process, milliseconds: another program on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The compiled pack against the same policy written by hand, per second of processor time. */
export function engineRungs(seconds: number): RungResult[] {
  const read = (name: string): string => readFileSync(join(REPOSITORY, 'catalogues', name), 'utf8');
  const rows = benchEngine({
    library: readPolicies(),
    itemsCsv: read('items.csv'),
    overrideCsv: existsSync(join(REPOSITORY, 'catalogues', '990100.csv')) ? read('990100.csv') : null,
    now: processorMs,
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
