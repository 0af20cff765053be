import type { Database, Executor, Statement } from '@zhijie/database';
import { never, type Process } from './process.ts';
import { passCrashPoint, type World } from './world.ts';

/** Changes what a statement does; only for bugs that are planted to test the tests. */
export type StatementTap = (
  statement: Statement,
  run: () => Promise<unknown[]>,
  life: { readonly process: Process; readonly world: World; readonly isInTransaction: boolean },
) => Promise<unknown[]>;

/**
 * The real database as one life of a node sees it: one statement in flight at a time over the whole
 * simulation, each a moment of virtual time before and after it. A transaction has the database for
 * itself. A crash before a statement means that it never ran, a crash after it that its answer was never
 * read; an open transaction is rolled back.
 */
export function processDatabase(
  world: World,
  process: Process,
  real: Database,
  tap?: StatementTap,
): Database {
  const lock = createLock();

  const statementMs = () => {
    const { timing, plan } = world;
    const isSlow = plan.slowDatabase > 0 && timing.chance(plan.slowDatabase, 1000);
    return isSlow ? 200 + timing.below(4_000) : timing.below(3);
  };

  async function run<Row>(on: Executor, s: Statement, values: readonly unknown[], inside: boolean) {
    await process.pause(statementMs());
    if (passCrashPoint(world, process, `before ${s.name}`)) return never();
    world.note(`${process.name} ${s.name}`);
    const bare = () => runReal(world, () => on.query<Row>(s, values));
    const work = tap === undefined ? bare() : tap(s, bare, { process, world, isInTransaction: inside });
    const outcome = await settled(work as Promise<Row[]>);
    if (!process.isAlive() || passCrashPoint(world, process, `after ${s.name}`)) return never();
    await process.pause(statementMs());
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  }

  return {
    url: real.url,
    close: async () => undefined,
    async query<Row>(s: Statement, values: readonly unknown[]): Promise<Row[]> {
      const release = await lock.take();
      const outcome = await settled(run<Row>(real, s, values, false));
      release();
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
    async transaction(work, options) {
      const release = await lock.take();
      await process.pause(statementMs());
      if (!process.isAlive()) return never();
      const begin = world.loop.beginReal();
      let end = begin;
      const inner = async (tx: Executor) => {
        begin();
        const own: Executor = { query: (s, values) => run(tx, s, values, true) };
        try {
          const worked = (async () => {
            const value = await work(own);
            await process.pause(statementMs());
            return passCrashPoint(world, process, 'before commit') ? await never() : value;
          })();
          return await Promise.race([worked, process.stopped]);
        } finally {
          end = world.loop.beginReal();
        }
      };
      const outcome = await settled(real.transaction(inner, options));
      begin();
      end();
      if (!process.isAlive() || passCrashPoint(world, process, 'after commit')) return never();
      release();
      await process.pause(statementMs());
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
  };
}

async function runReal<Row>(world: World, work: () => Promise<Row[]>): Promise<Row[]> {
  const end = world.loop.beginReal();
  try {
    return await work();
  } finally {
    end();
  }
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settled<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error };
  }
}

/** First come, first served. */
function createLock() {
  let last: Promise<void> = Promise.resolve();
  return {
    async take(): Promise<() => void> {
      const before = last;
      let release: () => void = () => {};
      last = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      return release;
    },
  };
}
