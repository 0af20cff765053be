import { describe, expect, test } from 'vitest';
import {
  createTestDatabase,
  type Executor,
  isConnectionFailure,
  isRaised,
  isSerializationFailure,
  isUniqueViolation,
  type Migration,
  MigrationFailure,
  migrate,
  nodeMigrations,
  openDatabase,
  retrying,
  runScript,
  schemaSnapshot,
  statement,
  useTestDatabase,
} from './index.ts';

const sample: Migration = {
  id: 'sample-001',
  sql: `CREATE SCHEMA sample;
    CREATE TABLE sample.account (id text PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
    CREATE INDEX account_balance ON sample.account (balance);
    CREATE FUNCTION sample.complain() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no_such_account' USING DETAIL = 'X1'; END $$;`,
};
const INSERT = statement('test-insert', 'INSERT INTO sample.account (id, balance) VALUES ($1, $2)');
const BALANCE = statement('test-balance', 'SELECT balance FROM sample.account WHERE id = $1');
const ADD = statement('test-add', 'UPDATE sample.account SET balance = balance + $2 WHERE id = $1');
const COMPLAIN = statement('test-complain', 'SELECT sample.complain()');
const WHO = statement('test-who', 'SELECT pg_backend_pid() AS pid');
const END_OTHERS = statement(
  'test-end-others',
  `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()`,
);
const VALUES = statement(
  'test-values',
  `SELECT $1::bigint AS amount, $2::bytea AS bytes, $3::date AS day, $4::bigint[] AS amounts,
          $5::bytea[] AS parts, sum($1::bigint) OVER ()::bigint AS total`,
);
const BIG = statement('test-big', 'SELECT 9007199254740993::bigint AS amount');

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a database', () => {
  const db = useTestDatabase([sample]);
  const balanceOf = async (id: string) => (await db.query<{ balance: number }>(BALANCE, [id]))[0]?.balance;

  test('keeps what a transaction wrote when the work returns', async () => {
    await db.transaction((tx) => tx.query(INSERT, ['kept', 5]));
    expect(await balanceOf('kept')).toBe(5);
  });

  test('keeps nothing of a transaction whose work throws', async () => {
    const work = db.transaction(async (tx) => {
      await tx.query(INSERT, ['lost', 5]);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await balanceOf('lost')).toBeUndefined();
  });

  test('does not report success when a failed statement was swallowed inside the transaction', async () => {
    const work = db.transaction(async (tx) => {
      await tx.query(INSERT, ['half', 1]);
      await tx.query(INSERT, ['half', 1]).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await balanceOf('half')).toBeUndefined();
  });

  test('reads bigint as number, bytea as plain bytes and a date as its text', async () => {
    const bytes = Uint8Array.of(0, 255, 10);
    const [row] = await db.query<Record<string, unknown>>(VALUES, [
      900_000_000_000,
      bytes,
      '2025-02-28',
      [1, -2],
      [bytes, Uint8Array.of()],
    ]);
    expect(row).toEqual({
      amount: 900_000_000_000,
      bytes,
      day: '2025-02-28',
      amounts: [1, -2],
      parts: [bytes, Uint8Array.of()],
      total: 900_000_000_000,
    });
    expect(row?.bytes).not.toBeInstanceOf(Buffer);
  });

  test('refuses to read a bigint that a number cannot hold', async () => {
    await expect(db.query(BIG, [])).rejects.toThrow('does not fit');
  });

  test('names the statement in an error and never a value', async () => {
    await db.query(INSERT, ['secret-person', 1]);
    const problem = await problemOf(db.query(INSERT, ['secret-person', 1]));
    expect(isUniqueViolation(problem)).toBe(true);
    expect(isUniqueViolation(problem, 'account_pkey')).toBe(true);
    expect(isUniqueViolation(problem, 'other')).toBe(false);
    expect(String(problem)).toContain('test-insert');
    expect(String(problem)).not.toContain('secret-person');
  });

  test('recognises what a function raised by its name', async () => {
    const problem = await problemOf(db.query(COMPLAIN, []));
    expect(isRaised(problem, 'no_such_account')).toBe(true);
    expect(isRaised(problem, 'no_such')).toBe(false);
  });

  test('refuses one statement name for two texts', () => {
    expect(() => statement('test-insert', 'SELECT 1')).toThrow('already defined');
    expect(statement('test-who', WHO.text)).toEqual(WHO);
  });

  test('finishes both of two transactions that lock in opposite order when they are retried', async () => {
    await db.query(INSERT, ['left', 0]);
    await db.query(INSERT, ['right', 0]);
    let deadlocks = 0;
    let holding = 0;
    const bothHold = Promise.withResolvers<void>();
    const transfer = (first: string, second: string) =>
      retrying(async () => {
        try {
          await db.transaction(async (tx) => {
            await tx.query(ADD, [first, 1]);
            holding += 1;
            if (holding === 2) bothHold.resolve();
            await bothHold.promise;
            await tx.query(ADD, [second, 1]);
          });
        } catch (error) {
          if (isSerializationFailure(error)) deadlocks += 1;
          throw error;
        }
      });
    await Promise.all([transfer('left', 'right'), transfer('right', 'left')]);
    // More than one where the victim is back before PostgreSQL has woken the other.
    expect(deadlocks).toBeGreaterThanOrEqual(1);
    expect([await balanceOf('left'), await balanceOf('right')]).toEqual([2, 2]);
  });

  test('does not retry what would fail again', async () => {
    let runs = 0;
    const work = retrying(async () => {
      runs += 1;
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(runs).toBe(1);
  });
});

describe('connections', () => {
  const db = useTestDatabase([sample]);

  test('come back after the server ended them, idle or in the middle of a transaction', async () => {
    const other = openDatabase({ url: db.url, max: 2 });
    await other.query(WHO, []);
    const broken = problemOf(
      other.transaction(async (tx: Executor) => {
        await tx.query(INSERT, ['cut', 1]);
        await db.query(END_OTHERS, []);
        await new Promise((done) => setTimeout(done, 50));
        await tx.query(WHO, []);
      }),
    );
    expect(isConnectionFailure(await broken)).toBe(true);
    expect(await other.query(WHO, [])).toHaveLength(1);
    expect(await db.query(BALANCE, ['cut'])).toEqual([]);
    await other.close();
  });

  test('end a statement that takes longer than allowed', async () => {
    const hasty = openDatabase({ url: db.url, max: 1, statementTimeoutMs: 50 });
    await expect(hasty.query(statement('test-sleep', 'SELECT pg_sleep(5)'), [])).rejects.toThrow('timeout');
    await hasty.close();
  });
});

describe('migrations', () => {
  const db = useTestDatabase([]);
  const next: Migration = { id: 'sample-002', sql: 'ALTER TABLE sample.account ADD COLUMN note text' };

  test('are applied once, in order, also by processes that start together', async () => {
    const counts = await Promise.all([migrate(db, [sample]), migrate(db, [sample]), migrate(db, [sample])]);
    expect(counts.toSorted()).toEqual([0, 0, 1]);
    expect(await migrate(db, [sample, next])).toBe(1);
    expect(await migrate(db, [sample, next])).toBe(0);
  });

  test('are refused when a recorded one was changed or an id occurs twice', async () => {
    const changed = { ...sample, sql: `${sample.sql} ` };
    await expect(migrate(db, [changed])).rejects.toThrow(MigrationFailure);
    await expect(migrate(db, [next, next])).rejects.toThrow('occurs twice');
  });

  test('leave nothing behind when one of them fails', async () => {
    const good: Migration = { id: 'x-1', sql: 'CREATE SCHEMA half_done' };
    const bad: Migration = { id: 'x-2', sql: 'CREATE TABLE nowhere.t (id text)' };
    await expect(migrate(db, [good, bad])).rejects.toThrow('x-2');
    expect(await schemaSnapshot(db)).not.toContain('half_done');
    expect(await migrate(db, [good])).toBe(1);
  });
});

describe('the schema snapshot', () => {
  const db = useTestDatabase([...nodeMigrations, sample]);

  test('shows tables, columns, constraints, indexes and functions', async () => {
    const text = await schemaSnapshot(db);
    expect(text).toContain('CREATE TABLE sample.account (\n  id text NOT NULL,\n  balance bigint NOT NULL,');
    expect(text).toContain('CONSTRAINT account_balance_check CHECK (balance >= 0)');
    expect(text).toContain('CREATE INDEX account_balance ON sample.account');
    expect(text).toContain('FUNCTION sample.complain()');
    expect(text).not.toContain('zhijie_migration');
  });

  test('is the same for two databases of the same migrations and another after a change', async () => {
    const twin = await createTestDatabase([...nodeMigrations, sample]);
    expect(await schemaSnapshot(twin.db)).toBe(await schemaSnapshot(db));
    await runScript(twin.db, 'change', 'ALTER TABLE sample.account ALTER balance SET DEFAULT 7');
    expect(await schemaSnapshot(twin.db)).not.toBe(await schemaSnapshot(db));
    await twin.drop();
  });
});
