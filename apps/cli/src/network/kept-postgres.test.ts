import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, statement } from '@zhijie/database';
import { afterEach, expect, it } from 'vitest';
import { postgresFolder } from '../acceptance/programs.ts';
import { keepPostgres } from './kept-postgres.ts';

const ONE = statement('kept-postgres-one', 'SELECT 1 AS one');
const folder = mkdtempSync(join(tmpdir(), 'zhijie-kept-'));
const dataDir = join(folder, 'postgres');
let stop: () => Promise<void> = async () => undefined;

afterEach(async () => {
  await stop();
  rmSync(postgresFolder(folder), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it('a PostgreSQL that dies is started again on its port; one that cannot be is told of', async () => {
  const log: string[] = [];
  const kept = await keepPostgres(dataDir, (line) => void log.push(line));
  stop = kept.stop;
  const db = openDatabase({ url: kept.adminUrl, max: 1 });
  const answers = () => db.query(ONE, []).catch(() => 'not yet');
  const place = postgresFolder(folder);
  const pidOf = () => Number(readFileSync(join(place, 'postmaster.pid'), 'utf8').split('\n')[0]);
  expect(await answers()).toEqual([{ one: 1 }]);
  process.kill(kept.pid, 'SIGKILL');
  // Its children outlive it for a moment and still answer: first it must have been noticed.
  await expect.poll(() => log.join('\n'), { timeout: 60_000 }).toContain(`(${kept.pid}) ended by itself`);
  await expect.poll(answers, { timeout: 60_000 }).toEqual([{ one: 1 }]);
  expect(pidOf()).not.toBe(kept.pid);
  const successor = pidOf();
  rmSync(join(place, 'global'), { recursive: true, force: true });
  process.kill(successor, 'SIGKILL');
  expect((await kept.lost).message).toContain('无法在端口');
  await db.close();
});
