import { assert } from '@zhijie/kernel';
import pg from 'pg';
import { isSerializationFailure, QueryFailure } from './failures.ts';
import { typeParsers } from './types.ts';

/** A statement with a name: PostgreSQL parses it once per connection. */
export type Statement = { readonly name: string; readonly text: string };

export interface Executor {
  /** Runs one statement or throws `QueryFailure`. bigint is a number, bytea `Uint8Array`, a date text. */
  query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

export type TransactionOptions = {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
};

export interface Database extends Executor {
  /**
   * Runs the work in one transaction on one connection: COMMIT when it returns, ROLLBACK when it throws.
   * READ COMMITTED unless said otherwise.
   */
  transaction<T>(work: (tx: Executor) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
  readonly url: string;
}

export type DatabaseOptions = {
  readonly url: string;
  /** Connections; 8 is where two cores are busy, more adds only latency. */
  readonly max?: number;
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
};

const known = new Map<string, string>();

/** Names a statement. A name stands for one text in the whole program. */
export function statement(name: string, text: string): Statement {
  assert(
    name.length > 0 && name.length <= 63,
    `Statement name "${name}" is empty or longer than 63 characters`,
  );
  const earlier = known.get(name);
  assert(
    earlier === undefined || earlier === text,
    `Statement "${name}" is already defined with another text`,
  );
  known.set(name, text);
  return Object.freeze({ name, text });
}

// What a Database or Executor of this package stands on; `runScript` needs the bare connection.
type Bare = { query(config: pg.QueryConfig): Promise<pg.QueryResult> };
const bareOf = new WeakMap<Executor, Bare>();

/** Lets a wrapper of a database (the tests' lazy one) be used wherever the database itself is. */
export function standsFor(wrapper: Executor, database: Executor): void {
  const bare = bareOf.get(database);
  assert(bare !== undefined, 'The database was not opened by openDatabase');
  bareOf.set(wrapper, bare);
}

/** Runs a script of several statements without values: migrations only. */
export async function runScript(executor: Executor, name: string, sql: string): Promise<void> {
  const bare = bareOf.get(executor);
  assert(bare !== undefined, 'The executor was not opened by openDatabase');
  await bare.query({ text: sql }).catch((cause) => {
    throw new QueryFailure(name, cause);
  });
}

async function run<Row>(bare: Bare, s: Statement, values: readonly unknown[]): Promise<Row[]> {
  const { name, text } = s;
  try {
    const result = await bare.query({ name, text, values: values as unknown[] });
    return result.rows as Row[];
  } catch (cause) {
    throw new QueryFailure(name, cause);
  }
}

function executorOver(bare: Bare): Executor {
  const executor: Executor = { query: (s, values) => run(bare, s, values) };
  bareOf.set(executor, bare);
  return executor;
}

/**
 * Opens a pool. Connections are made when needed and made again after PostgreSQL restarted; a lost idle
 * connection is dropped silently, a lost busy one rejects its statement.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: planningOnce(options.url),
    max: options.max ?? 8,
    application_name: options.applicationName ?? 'zhijie',
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: 300_000,
    keepAlive: true,
    types: typeParsers,
  });
  // Without these two listeners the loss of an idle connection would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  let closing: Promise<void> | undefined;
  const database: Database = {
    url: options.url,
    query: (s, values) => run(pool, s, values),
    transaction: (work, how) => transact(pool, work, how),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
  bareOf.set(database, pool);
  return database;
}

/**
 * Each statement has one plan per connection. PostgreSQL would otherwise plan many of ours at every call,
 * hoping to gain by their values, which a look-up by key never does. So a statement has no optional
 * conditions (`$1 IS NULL OR …`) where an index matters.
 */
function planningOnce(url: string): string {
  const whole = new URL(url);
  const given = whole.searchParams.get('options');
  const setting = '-c plan_cache_mode=force_generic_plan';
  whole.searchParams.set('options', given === null ? setting : `${given} ${setting}`);
  return whole.toString();
}

function beginText({ isolation, readOnly }: TransactionOptions): string {
  const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`;
  return `BEGIN${level}${readOnly === true ? ' READ ONLY' : ''}`;
}

async function transact<T>(
  pool: pg.Pool,
  work: (tx: Executor) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect().catch((cause) => {
    throw new QueryFailure('connect', cause);
  });
  let broken: Error | undefined;
  try {
    await client.query(beginText(options)).catch(failureOf('begin'));
    const value = await work(executorOver(client));
    await commit(client);
    return value;
  } catch (error) {
    // A connection that cannot roll back is destroyed: it must never carry work into the next transaction.
    await client.query('ROLLBACK').catch((cause) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

// COMMIT of a transaction whose statement failed (and was caught by the work) answers ROLLBACK: without this
// check the caller would acknowledge what was never stored.
async function commit(client: pg.PoolClient): Promise<void> {
  const result = await client.query('COMMIT').catch(failureOf('commit'));
  if (result.command !== 'COMMIT') {
    throw new QueryFailure(
      'commit',
      new Error('the transaction was rolled back: one of its statements failed'),
    );
  }
}

function failureOf(name: string): (cause: unknown) => never {
  return (cause) => {
    throw new QueryFailure(name, cause);
  };
}

/** Runs the work again after a serialization failure or a deadlock, at most `attempts` times in all. */
export async function retrying<T>(work: () => Promise<T>, attempts = 4): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isSerializationFailure(error)) throw error;
    }
  }
}
