import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchEngine } from '@zhijie/engine';
import { REPOSITORY, readPolicies } from '../policy-files.ts';
import type { EngineLoad } from './engine-load.ts';
import type { RungResult } from './rung.ts';

/** What is measured of the time of one rung. */
const RUNGS = 6;

/** Processor time of this process, milliseconds: another program on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const NOTHING: Omit<RungResult, 'id' | 'title' | 'perSecond'> = {
  clients: 1,
  done: 0,
  ratio: null,
  p50: null,
  p99: null,
  latencyFrom: null,
  cpu: null,
  breaches: [],
};

/**
 * The compiled pack against the same policy written by hand, per second of processor time; then how long all
 * packs take to compile and what they hold in memory.
 */
export function engineRungs(seconds: number): RungResult[] {
  const read = (name: string): string => readFileSync(join(REPOSITORY, 'catalogues', name), 'utf8');
  const rows = benchEngine({
    library: readPolicies(),
    itemsCsv: read('items.csv'),
    overrideCsv: existsSync(join(REPOSITORY, 'catalogues', '990100.csv')) ? read('990100.csv') : null,
    now: processorMs,
    milliseconds: (seconds * 1000) / RUNGS,
  });
  return [
    ...rows.map(({ id, name, perSecond, ratio }) => ({ ...NOTHING, id, title: name, perSecond, ratio })),
    ...loadRungs(),
  ];
}

const STARTS = 3;

/** Each time in a process of its own, cold; the middle one of several counts. */
function loadRungs(): RungResult[] {
  const script = fileURLToPath(new URL('engine-load.ts', import.meta.url));
  const loads = Array.from({ length: STARTS }, () => {
    const printed = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
    return JSON.parse(printed) as EngineLoad;
  });
  const byTime = loads.toSorted((a, b) => a.processorMilliseconds - b.processorMilliseconds);
  const load = byTime[Math.floor(STARTS / 2)]!;
  return [
    {
      ...NOTHING,
      id: 'E5',
      title: `read and compile ${load.packs} packs, ${load.plans} plans of all epochs, cold`,
      done: load.plans,
      perSecond: Math.round((load.plans / load.processorMilliseconds) * 1000),
      p50: load.processorMilliseconds,
      note: `p50 是一个新进程的处理器时间（含编译线程），墙钟 ${load.milliseconds} ms`,
    },
    {
      ...NOTHING,
      id: 'E6',
      title: `memory of all plans and a catalogue of ${load.items} items`,
      perSecond: null,
      megabytes: load.heldMegabytes,
      note: `持有 ${load.heldMegabytes} MB；新进程驻留 ${load.residentMegabytes} MB（含 Node 和读入时的临时对象）`,
    },
  ];
}
