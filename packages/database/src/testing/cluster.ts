import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../postgres/launcher.ts';

export type TestCluster = {
  /** Address of the administration database. */
  readonly url: string;
  stop(): Promise<void>;
};

const PREFIX = 'zhijie-test-';
const ROOM = 2 * 1024 ** 3;

/** A throw-away PostgreSQL without fsync, in memory when there is room. Removed by `stop`. */
export async function createTestCluster(): Promise<TestCluster> {
  const place = placeWithRoom();
  sweep(place);
  const folder = mkdtempSync(join(place, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'data'), durable: false });
    const stop = async () => {
      await postgres.stop();
      remove();
    };
    return { url: postgres.url('postgres'), stop };
  } catch (error) {
    remove();
    throw error;
  }
}

function placeWithRoom(): string {
  // Containers often have only 64 MB of shared memory.
  if (!existsSync('/dev/shm')) return tmpdir();
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > ROOM ? '/dev/shm' : tmpdir();
}

// A killed test run cannot tidy up behind itself; the next one does.
function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : Number.NaN;
    if (Number.isInteger(pid) && !lives(pid)) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
