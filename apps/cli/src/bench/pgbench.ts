import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { RungResult } from './rung.ts';
import type { Bench } from './surroundings.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const SCALE = '20';
const CLIENTS = 8;

async function findPgbench(): Promise<string | null> {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort().reverse() : [];
  for (const candidate of ['pgbench', ...versions.map((version) => `${DEBIAN}/${version}/bin/pgbench`)]) {
    const found = await run(candidate, ['--version']).catch(() => null);
    if (found !== null) return candidate;
  }
  return null;
}

/** P0: TPC-B by PostgreSQL's own tool on the same server; null where the machine has no pgbench. */
export async function pgbenchRung(bench: Bench, seconds: number): Promise<RungResult | null> {
  const pgbench = await findPgbench();
  if (pgbench === null) return null;
  const url = await bench.makeDatabase('p0');
  await run(pgbench, ['-i', '-q', '-s', SCALE, url]);
  const how = ['-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(Math.max(1, seconds))];
  const { stdout } = await run(pgbench, [...how, '-n', url]);
  const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0);
  const latency = Number(/latency average = ([\d.]+)/.exec(stdout)?.[1] ?? 0);
  const done = Number(/actually processed: (\d+)/.exec(stdout)?.[1] ?? 0);
  return {
    id: 'P0',
    title: `pgbench TPC-B，规模 ${SCALE}，prepared`,
    clients: CLIENTS,
    done,
    perSecond: rate,
    ratio: null,
    p50: latency,
    p99: null,
    latencyFrom: 'call',
    cpu: null,
    note: 'p50 列为平均值',
    breaches: [],
  };
}
