import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Executor, statement } from '@zhijie/database';
import { median } from './measure.ts';

/** What the figures of a run depend on besides the program. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly postgres: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Median time to flush 8 KB to the disk of the data folder. */
  readonly flushMicroseconds: number;
  /** One-minute load before the run: above zero means that others used the machine. */
  readonly loadBefore: number;
};

const SETTINGS = statement(
  'bench-settings',
  `SELECT name, setting FROM pg_settings
   WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers')`,
);

function flushTime(folder: string): number {
  const file = join(folder, 'flush-probe');
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(8192);
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now();
    writeSync(handle, page);
    fdatasyncSync(handle);
    return (performance.now() - start) * 1000;
  });
  closeSync(handle);
  rmSync(file);
  return Math.round(median(times));
}

export async function describeMachine(db: Executor, folder: string): Promise<Machine> {
  const rows = await db.query<{ name: string; setting: string }>(SETTINGS, []);
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgres: settings.server_version ?? 'unknown',
    settings,
    flushMicroseconds: flushTime(folder),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** An acknowledged write survives a power cut: without this no figure may be compared with another. */
export const isDurable = ({ settings }: Machine): boolean =>
  settings.fsync === 'on' && settings.synchronous_commit === 'on' && settings.full_page_writes === 'on';
