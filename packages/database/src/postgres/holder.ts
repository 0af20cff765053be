import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresFailure } from '../failures.ts';
import { sleep, waitUntil } from './wait.ts';

// Who started the PostgreSQL of a data folder. A process id alone says little (ids are used again), so the
// start time of that process is kept beside it.
const noteOf = (dataDir: string): string => `${dataDir}.holder.json`;
const STOP_MS = 30_000;

type Holder = { readonly pid: number; readonly started: string };
export type PidFile = { readonly pid: number; readonly port: number; readonly ready: boolean };

/** What PostgreSQL says of itself in its pid file, or undefined when there is none. */
export function readPidFile(dataDir: string): PidFile | undefined {
  const text = textOf(join(dataDir, 'postmaster.pid'));
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** True when the process lives and its command line names this data folder. */
export function isPostgresOf(pid: number, dataDir: string): boolean {
  const found = describe(pid);
  return found !== undefined && !found.dead && found.command.includes(dataDir);
}

/** Ends the holding of the data folder. */
export function release(dataDir: string): void {
  rmSync(noteOf(dataDir), { force: true });
}

/**
 * Takes the data folder for this process. A PostgreSQL left behind by a killed program is ours: it is stopped
 * (SIGINT) and waited for. A folder whose program lives is refused with `PostgresFailure`.
 */
export async function takeDataFolder(dataDir: string, log: (line: string) => void): Promise<void> {
  const holder = livingHolder(dataDir);
  const running = readPidFile(dataDir);
  const live = running !== undefined && isPostgresOf(running.pid, dataDir) ? running : undefined;
  if (holder !== undefined && (live !== undefined || holder.pid !== process.pid)) refuse(dataDir, holder.pid);
  release(dataDir);
  hold(dataDir);
  if (live === undefined) return;
  log(`stopping the PostgreSQL (${live.pid}) left behind by a killed program`);
  signal(live.pid, 'SIGINT');
  const gone = await waitUntil(() => !isPostgresOf(live.pid, dataDir), STOP_MS);
  if (!gone) signal(live.pid, 'SIGQUIT');
  await sleep(gone ? 0 : 500);
}

function hold(dataDir: string): void {
  const started = describe(process.pid)?.started ?? '';
  const note = JSON.stringify({ pid: process.pid, started } satisfies Holder);
  try {
    // Exclusive: of two programs started together one takes the folder.
    writeFileSync(noteOf(dataDir), note, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuse(dataDir, livingHolder(dataDir)?.pid);
  }
}

function refuse(dataDir: string, pid: number | undefined): never {
  throw new PostgresFailure(
    `数据目录 ${dataDir} 正被另一个运行中的进程（${pid ?? '?'}）使用，请先停止它，或换一个目录（ZHIJIE_DATA）。 ` +
      `Cannot use data folder ${dataDir}: process ${pid ?? '?'} is using it; stop it or choose another.`,
  );
}

function livingHolder(dataDir: string): Holder | undefined {
  const text = textOf(noteOf(dataDir));
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as Holder;
    const found = describe(holder.pid);
    return found !== undefined && !found.dead && found.started === holder.started ? holder : undefined;
  } catch {
    return undefined; // A note cut short by a crash names nobody.
  }
}

type Description = { readonly command: string; readonly started: string; readonly dead: boolean };

function describe(pid: number): Description | undefined {
  if (existsSync('/proc/self/stat')) {
    const stat = textOf(`/proc/${pid}/stat`);
    if (stat === undefined) return undefined;
    // Field 2 (the name) may hold blanks and brackets: count from behind it. Field 3 state, field 22 start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = (textOf(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ');
    return { command, started: fields[19] ?? '', dead: fields[0] === 'Z' || fields[0] === 'X' };
  }
  const ps = spawnSync('ps', ['-o', 'lstart=', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  const line = ps.status === 0 ? ps.stdout.trim() : '';
  return line === '' ? undefined : { command: line.slice(24), started: line.slice(0, 24), dead: false };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
