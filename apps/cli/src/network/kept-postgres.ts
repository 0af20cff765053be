import { setTimeout as sleep } from 'node:timers/promises';
import { type Postgres, startPostgres } from '@zhijie/database';
import { Failure } from '@zhijie/kernel';

/** An embedded PostgreSQL that is started again, on the same port, when it dies under us. */
export type KeptPostgres = {
  readonly adminUrl: string;
  readonly pid: number;
  /** Settles when PostgreSQL died and could not be started again. */
  readonly lost: Promise<Failure>;
  stop(): Promise<void>;
};

const LOOK_EVERY_MS = 300;
const TRIES = 3;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the embedded PostgreSQL of a data folder and watches it. The pools of the nodes find it again by
 * themselves since its port stays; what was under way meanwhile is answered as unknown and resolved.
 */
export async function keepPostgres(dataDir: string, log: (line: string) => void): Promise<KeptPostgres> {
  let postgres = await startPostgres({ dataDir, log });
  const { port } = postgres;
  const stopping = new AbortController();
  let tellLost: (failure: Failure) => void;
  const lost = new Promise<Failure>((resolve) => {
    tellLost = resolve;
  });
  const watch = async (): Promise<void> => {
    while (await pause(stopping.signal)) {
      if (isAlive(postgres.pid)) continue;
      log(`PostgreSQL (${postgres.pid}) ended by itself; starting it again`);
      try {
        // Gives the data folder back, which the successor takes.
        await postgres.stop();
        postgres = await startPatiently(dataDir, port, log);
      } catch (cause) {
        tellLost(new Failure(`PostgreSQL 意外退出，且无法在端口 ${port} 重新启动`, { cause }));
        return;
      }
    }
  };
  const watching = watch();
  return {
    adminUrl: postgres.url('postgres'),
    pid: postgres.pid,
    lost,
    async stop() {
      stopping.abort();
      await watching;
      await postgres.stop();
    },
  };
}

/** False at once when the watch ends. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal }).catch(() => undefined);
  return !signal.aborted;
}

async function startPatiently(dataDir: string, port: number, log: (line: string) => void): Promise<Postgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostgres({ dataDir, port, log });
    } catch (cause) {
      if (attempt >= TRIES) throw cause;
      log(`PostgreSQL did not start: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
}
