import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ensureDatabase } from '../admin.ts';
import { openDatabase, runScript, statement } from '../database.ts';
import { findBinaries } from './binaries.ts';
import { isPostgresOf } from './holder.ts';
import { type Postgres, type PostgresOptions, runningPostgres, startPostgres } from './launcher.ts';
import { waitUntil } from './wait.ts';
import { chooseWayKind } from './way.ts';

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zhijie-launcher-'));
chmodSync(folder, 0o755);
const dataDir = join(folder, 'data');
const COUNT = statement('test-launcher-count', 'SELECT count(*) AS n FROM kept');
const RECOVERY = statement(
  'test-launcher-settings',
  `SELECT current_setting('synchronous_commit') AS commit,
  current_setting('fsync') AS fsync`,
);
const LOCALE = statement('test-launcher-locale', `SELECT '医保' ~ '^[[:alpha:]]+$' AS letters`);

const started: Postgres[] = [];
const start = async (options: Partial<PostgresOptions> = {}): Promise<Postgres> => {
  const postgres = await startPostgres({ dataDir, settings: { shared_buffers: '16MB' }, ...options });
  started.push(postgres);
  return postgres;
};
const rowsIn = async (postgres: Postgres): Promise<number> => {
  const db = openDatabase({ url: await ensureDatabase(postgres.url('postgres'), 'books'), max: 1 });
  try {
    await runScript(db, 'fill', 'CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1);');
    return (await db.query<{ n: number }>(COUNT, []))[0]!.n;
  } finally {
    await db.close();
  }
};
afterAll(async () => {
  for (const postgres of started) await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the launcher', () => {
  test('makes a cluster, keeps its data over a stop and lets a second program find it', async () => {
    const first = await start();
    expect(await rowsIn(first)).toBe(1);
    expect(runningPostgres(dataDir)?.url('books')).toBe(first.url('books'));
    await first.stop();
    expect(runningPostgres(dataDir)).toBeUndefined();
    const second = await start();
    expect(await rowsIn(second)).toBe(2);
    const db = openDatabase({ url: second.url('books'), max: 1 });
    expect(await db.query(RECOVERY, [])).toEqual([{ commit: 'on', fsync: 'on' }]);
    expect(await db.query(LOCALE, [])).toEqual([{ letters: true }]);
    await db.close();
    await second.stop();
  });

  test('refuses a data folder that a living program uses, in Chinese and English', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/正被另一个运行中的进程.*is using it/s);
    expect(await rowsIn(first)).toBe(3);
    await first.stop();
  });

  test('recovers what was committed after kill -9 of PostgreSQL', async () => {
    const first = await start();
    expect(await rowsIn(first)).toBe(4);
    process.kill(first.pid, 'SIGKILL');
    await waitUntil(() => !isPostgresOf(first.pid, dataDir), 2000);
    const second = await start();
    expect(await rowsIn(second)).toBe(5);
    await second.stop();
  });

  test('recovers after kill -9 of the program that started it', async () => {
    const program = join(folder, 'program.mjs');
    const launcher = new URL('./launcher.ts', import.meta.url).href;
    writeFileSync(
      program,
      `import { startPostgres } from ${JSON.stringify(launcher)};
       const postgres = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
       process.send(postgres.pid);
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const pid = await new Promise<number>((told) => void child.once('message', (m) => told(Number(m))));
    await expect(start()).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    const second = await start();
    expect(isPostgresOf(pid, dataDir)).toBe(false);
    expect(await rowsIn(second)).toBe(6);
    await second.stop();
  });

  test('says why PostgreSQL did not start and never empties a folder of somebody else', async () => {
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'diary.txt'), 'mine');
    await expect(start({ dataDir: foreign })).rejects.toThrow();
    expect(existsSync(join(foreign, 'diary.txt'))).toBe(true);
    await expect(start({ settings: { shared_buffers: 'much' } })).rejects.toThrow('shared_buffers');
  });

  test('names the missing package on a machine without an embedded PostgreSQL', () => {
    expect(() => findBinaries('sunos', 'sparc')).toThrow('DATABASE_URL');
  });

  test.skipIf(process.getuid?.() !== 0)('runs for root where user namespaces are refused', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const asked = join(closed, 'data');
    const postgres = await start({ dataDir: asked, way: 'nobody', durable: false });
    expect(await rowsIn(postgres)).toBe(1);
    expect(postgres.dataDir).not.toBe(asked);
    expect(runningPostgres(asked)?.port).toBe(postgres.port);
    await postgres.stop();
    rmSync(postgres.dataDir, { recursive: true });
    const again = await start({ way: 'nobody' });
    expect(await rowsIn(again)).toBe(7);
    await again.stop();
    const back = await start({ way: chooseWayKind() });
    expect(await rowsIn(back)).toBe(8);
    await back.stop();
  });
});
