import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { PostgresFailure } from '../failures.ts';
import { findBinaries } from './binaries.ts';
import { readPidFile, release, takeDataFolder } from './holder.ts';
import { sleep, waitUntil } from './wait.ts';
import { chooseWayKind, prepareWay, type Way, type WayKind } from './way.ts';

export type PostgresOptions = {
  /** Made when missing. One program at a time. */
  readonly dataDir: string;
  /** A free one when not given. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Further settings, stronger than ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** false only for tests: nothing is flushed to the disk, a crash may lose everything. */
  readonly durable?: boolean;
  /** Only for tests of the launcher: force a way of running. */
  readonly way?: WayKind;
};

export type Postgres = {
  readonly port: number;
  readonly pid: number;
  readonly way: WayKind;
  readonly dataDir: string;
  /** Address of a database of this server, whether it exists or not. */
  url(databaseName: string): string;
  /** Fast shutdown: open transactions are rolled back, connections closed. */
  stop(): Promise<void>;
};

const USER = 'app';
const LOG = 'zhijie-postgres.log';
const READY_MS = 60_000;
const STOP_MS = 30_000;
// The moment after kill -9 of a postmaster: its children still hold the lock file, the memory or the port.
const TRY_AGAIN = /lock file|pre-existing shared memory|could not bind|Address already in use/;
const TRIES = 40;
const TRY_PAUSE_MS = 250;

/** An acknowledged settlement is on the disk: synchronous_commit and fsync are on. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_permissions: '0700',
  max_connections: '200',
  shared_buffers: '256MB',
  synchronous_commit: 'on',
  wal_compression: 'on',
  // As durable as fdatasync, without the second call and the kernel thread behind it, for which a busy
  // machine makes each commit wait. On other systems the default is better.
  ...(process.platform === 'linux' ? { wal_sync_method: 'open_datasync' } : {}),
  max_wal_size: '2GB',
  checkpoint_timeout: '10min',
  // A young database grows from empty tables: its plans need statistics soon.
  autovacuum_naptime: '15s',
  // Our statements look up by key: a rough idea of a table is enough; an exact one cost a tenth of the load.
  default_statistics_target: '20',
  random_page_cost: '1.1',
  // Short statements: compiling a plan or starting workers costs more than it gains.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
};

const CARELESS: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '128MB',
  max_connections: '400',
  deadlock_timeout: '100ms',
};

/**
 * Starts the PostgreSQL that npm installed, as any user, root too. After a kill -9 of the program or of
 * PostgreSQL the next start recovers. Throws `PostgresFailure` when another living program uses the folder.
 * Start it on the main thread: PostgreSQL is told to stop when the thread that started it ends.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const log = options.log ?? (() => undefined);
  const way = prepareWay(options.way ?? chooseWayKind(), findBinaries(), options.dataDir);
  await takeDataFolder(way.dataDir, log);
  try {
    if (!existsSync(join(way.dataDir, 'PG_VERSION'))) initialise(way, options, log);
    return await startPatiently(way, options, log);
  } catch (error) {
    release(way.dataDir);
    throw error;
  }
}

/**
 * The address of a PostgreSQL that some program started on this data folder and that runs now; undefined when
 * none does. For a second program, e.g. the doctor, that only wants to look.
 */
export function runningPostgres(dataDir: string): { port: number; url(name: string): string } | undefined {
  const note = join(dataDir, 'DATA-IS-ELSEWHERE.txt');
  const folder = existsSync(note) ? readFileSync(note, 'utf8').trim() : resolve(dataDir);
  const found = readPidFile(folder);
  if (found === undefined || !found.ready) return undefined;
  return { port: found.port, url: urlOn(found.port, folder) };
}

/** What a socket's address in the kernel holds, on every system, less the name of PostgreSQL's file. */
const SOCKET_FOLDER_BYTES = 104 - '/.s.PGSQL.65535.lock'.length;

/** Null where the folder's path is too long for a socket: then connections are TCP on the loopback. */
const socketFolder = (dataDir: string): string | null =>
  process.platform === 'win32' || Buffer.byteLength(dataDir) > SOCKET_FOLDER_BYTES ? null : dataDir;

// Through the socket in the data folder: the same statements cost a tenth less processor time than over TCP,
// which stays open for other programs.
const urlOn = (port: number, dataDir: string) => (name: string) => {
  const url = new URL(`postgres://${USER}@127.0.0.1:${port}/${name}`);
  const folder = socketFolder(dataDir);
  if (folder !== null) url.searchParams.set('host', folder);
  return url.toString();
};

// Made beside the folder and moved into place: a kill in the middle leaves nothing half made.
function initialise(way: Way, options: PostgresOptions, log: (line: string) => void): void {
  log(`making a new database cluster in ${way.dataDir}`);
  const building = `${way.dataDir}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { mode: 0o700 });
  if (way.identity.uid !== undefined)
    chownSync(building, way.identity.uid, way.identity.gid ?? way.identity.uid);
  const [command, ...rest] = [
    ...way.prefix,
    join(way.root, 'bin', 'initdb'),
    ...['-D', building, '-U', USER, '--auth=trust', '-E', 'UTF8'],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(options.durable === false ? ['--no-sync'] : []),
  ];
  const done = spawnSync(command!, rest, {
    cwd: building,
    env: { ...process.env, LC_ALL: 'C' },
    encoding: 'utf8',
    ...way.identity,
  });
  if (done.status !== 0) {
    const reason = done.error?.message ?? done.stderr;
    throw new PostgresFailure(`initdb 失败 / initdb failed in ${way.dataDir}: ${reason}`, {
      cause: done.error,
    });
  }
  // Replaces an empty folder only: whatever else somebody keeps there is never removed.
  renameSync(building, way.dataDir);
}

async function startPatiently(way: Way, options: PostgresOptions, log: (line: string) => void) {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const logFrom = sizeOf(join(way.dataDir, LOG));
    const child = spawnServer(way, port, options);
    if (await becomesReady(child, way.dataDir)) return running(child, way, port);
    const said = tailOf(join(way.dataDir, LOG), logFrom);
    if (attempt >= TRIES || !TRY_AGAIN.test(said)) {
      throw new PostgresFailure(`PostgreSQL 未能启动 / PostgreSQL did not start in ${way.dataDir}:\n${said}`);
    }
    log('the folder or the port is not free yet, trying again');
    await sleep(TRY_PAUSE_MS);
  }
}

function spawnServer(way: Way, port: number, options: PostgresOptions): ChildProcess {
  const sockets = socketFolder(way.dataDir);
  const settings = {
    ...SETTINGS,
    unix_socket_directories: sockets === null ? '' : `"${sockets.replaceAll('"', '""')}"`,
    ...(options.durable === false ? CARELESS : {}),
    ...options.settings,
  };
  const [command, ...rest] = [
    ...way.prefix,
    join(way.root, 'bin', 'postgres'),
    ...['-D', way.dataDir, '-c', `port=${port}`],
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  const out = openSync(join(way.dataDir, LOG), 'a', 0o600);
  try {
    return spawn(command!, rest, {
      cwd: way.dataDir,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', out, out],
      // Its own process group: Ctrl-C in a terminal reaches the program first, which stops PostgreSQL last.
      detached: true,
      ...way.identity,
    });
  } finally {
    closeSync(out);
  }
}

async function becomesReady(child: ChildProcess, dataDir: string): Promise<boolean> {
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  const ended = () => failed || child.exitCode !== null || child.signalCode !== null;
  const ready = () => {
    const found = readPidFile(dataDir);
    return found !== undefined && found.pid === child.pid && found.ready;
  };
  const decided = await waitUntil(() => ended() || ready(), READY_MS);
  if (decided && !ended()) return true;
  child.kill('SIGQUIT');
  return false;
}

function running(child: ChildProcess, way: Way, port: number): Postgres {
  const ended = new Promise<void>((done) => void child.once('exit', () => done()));
  const stopWithProgram = () => void child.kill('SIGINT');
  process.once('exit', stopWithProgram);
  child.unref();
  const stop = async () => {
    process.removeListener('exit', stopWithProgram);
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      child.kill('SIGINT');
      const killer = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
      await ended;
      clearTimeout(killer);
    }
    release(way.dataDir);
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    pid: child.pid!,
    way: way.kind,
    dataDir: way.dataDir,
    url: urlOn(port, way.dataDir),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

function tailOf(path: string, from: number): string {
  if (!existsSync(path)) return '';
  return readFileSync(path).subarray(from).toString('utf8').slice(-4000);
}
