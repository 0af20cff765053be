import { type Database, type Executor, QueryFailure, type Statement } from '@zhijie/database';
import { never, type Process } from './process.ts';
import { passCrashPoint, type World } from './world.ts';

/** Changes what a statement does; only for bugs that are planted to test the tests. */
export type StatementTap = (
  statement: Statement,
  run: () => Promise<unknown[]>,
  life: { readonly process: Process; readonly world: World; readonly values: readonly unknown[] },
) => Promise<unknown[]>;

type Life = { readonly world: World; readonly process: Process; readonly tap: StatementTap | undefined };

/**
 * The real database as one life of a node sees it: one statement in flight at a time over the whole
 * simulation, each a moment of virtual time before and after it. A transaction has the database for itself.
 * A crash before a statement means that it never ran, a crash after it that its answer was never read; an
 * open transaction is rolled back. A lost connection is the same for one statement, and the node lives on.
 */
export function processDatabase(
  world: World,
  process: Process,
  real: Database,
  tap?: StatementTap,
): Database {
  const life = { world, process, tap };
  const lock = createLock();
  return {
    url: real.url,
    close: async () => undefined,
    async query<Row>(s: Statement, values: readonly unknown[]): Promise<Row[]> {
      const release = await lock.take();
      const outcome = await settled(run<Row>(life, s, { values, query: () => real.query<Row>(s, values) }));
      release();
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
    async transaction(work, options) {
      const release = await lock.take();
      await process.pause(statementMs(world));
      const begin = world.loop.beginReal();
      const end = { end: begin };
      const inner = (tx: Executor) => {
        begin();
        return insideTransaction(life, tx, work).finally(() => {
          end.end = world.loop.beginReal();
        });
      };
      const outcome = await settled(real.transaction(inner, options));
      begin();
      end.end();
      if (passCrashPoint(world, process, 'after commit')) return never();
      release();
      await process.pause(statementMs(world));
      if (!outcome.ok) throw outcome.error;
      if (connectionBreaks(world)) throw lost(world, process, 'commit');
      return outcome.value;
    },
  };
}

function statementMs({ timing, plan }: World): number {
  const isSlow = plan.slowDatabase > 0 && timing.chance(plan.slowDatabase, 1000);
  return isSlow ? 200 + timing.below(4_000) : timing.below(3);
}

const connectionBreaks = (world: World) => world.occurs('connectionLost');

function lost(world: World, process: Process, name: string): QueryFailure {
  world.note(`${process.name} loses its connection at ${name}`);
  return new QueryFailure(name, Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }));
}

type Asked<Row> = { readonly values: readonly unknown[]; readonly query: () => Promise<Row[]> };

async function run<Row>(life: Life, s: Statement, { values, query }: Asked<Row>): Promise<Row[]> {
  const { world, process, tap } = life;
  await process.pause(statementMs(world));
  if (passCrashPoint(world, process, `before ${s.name}`)) return never();
  if (connectionBreaks(world)) throw lost(world, process, `before ${s.name}`);
  world.note(`${process.name} ${s.name}`);
  const bare = () => runReal(world, query);
  const work = tap === undefined ? bare() : (tap(s, bare, { process, world, values }) as Promise<Row[]>);
  const outcome = await settled(work);
  if (passCrashPoint(world, process, `after ${s.name}`)) return never();
  await process.pause(statementMs(world));
  if (!outcome.ok) throw outcome.error;
  if (connectionBreaks(world)) throw lost(world, process, `after ${s.name}`);
  return outcome.value;
}

/**
 * Rolled back when the process crashes, and when its connection is lost: nothing more is heard of it then.
 */
async function insideTransaction<T>(
  life: Life,
  tx: Executor,
  work: (tx: Executor) => Promise<T>,
): Promise<T> {
  const { world, process } = life;
  const broken: { by: unknown } = { by: null };
  const own: Executor = {
    async query<Row>(s: Statement, values: readonly unknown[]): Promise<Row[]> {
      if (broken.by !== null) throw broken.by;
      const outcome = await settled(run<Row>(life, s, { values, query: () => tx.query<Row>(s, values) }));
      if (outcome.ok) return outcome.value;
      broken.by = outcome.error;
      throw outcome.error;
    },
  };
  const worked = async () => {
    const value = await work(own);
    await process.pause(statementMs(world));
    if (passCrashPoint(world, process, 'before commit')) return never();
    if (broken.by !== null) throw broken.by;
    return value;
  };
  return await Promise.race([worked(), process.stopped]);
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
