import { createHash, randomBytes } from 'node:crypto';
import { dropDatabase, ensureDatabase, urlOfDatabase, withAdmin } from '../admin.ts';
import { type Database, openDatabase, standsFor } from '../database.ts';
import { digestOfMigration, type Migration, migrate } from '../migrations.ts';
import { createTestCluster, type TestCluster } from './cluster.ts';

// Present only inside a test run; production code never loads it.
const vitest = process.env.VITEST === undefined ? undefined : await import('vitest');

/** A database for one test file or the sim, with the migrations applied; `drop` closes and removes it. */
export type TestDatabase = { readonly db: Database; drop(): Promise<void> };

let ownCluster: Promise<TestCluster> | undefined;

/** Address of the shared test PostgreSQL; without the global setup this thread starts one of its own. */
export async function testPostgresUrl(): Promise<string> {
  const given = process.env.ZHIJIE_TEST_POSTGRES;
  if (given !== undefined) return given;
  ownCluster ??= createTestCluster();
  return (await ownCluster).url;
}

/** A fresh database, copied from a template that is made once per set of migrations (about 50 ms). */
export async function createTestDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  const adminUrl = await testPostgresUrl();
  const template = await ensureTemplate(adminUrl, migrations);
  const name = `test_${process.pid}_${randomBytes(8).toString('hex')}`;
  const db = openDatabase({ url: await ensureDatabase(adminUrl, name, { template }), applicationName: name });
  const drop = async () => {
    await db.close();
    await dropDatabase(adminUrl, name);
  };
  return { db, drop };
}

/**
 * For vitest, at the top of a file or a describe: a fresh database before its tests, dropped after them. What
 * it answers is a `Database` that may be handed on at once and used once the tests run.
 */
export function useTestDatabase(migrations: readonly Migration[]): Database {
  if (vitest === undefined)
    throw new Error('useTestDatabase is for vitest; elsewhere use createTestDatabase');
  let made: TestDatabase | undefined;
  const db = (): Database => {
    if (made === undefined) throw new Error('The test database exists only while the tests of its file run');
    return made.db;
  };
  const lazy: Database = {
    get url() {
      return db().url;
    },
    query: (statement, values) => db().query(statement, values),
    transaction: (work, options) => db().transaction(work, options),
    close: async () => undefined,
  };
  vitest.beforeAll(async () => {
    made = await createTestDatabase(migrations);
    standsFor(lazy, made.db);
  });
  vitest.afterAll(async () => {
    await made?.drop();
    made = undefined;
  });
  return lazy;
}

async function ensureTemplate(adminUrl: string, migrations: readonly Migration[]): Promise<string> {
  const digest = createHash('sha256');
  for (const migration of migrations) digest.update(`${migration.id}:${digestOfMigration(migration)};`);
  const name = `template_${digest.digest('hex').slice(0, 32)}`;
  return withAdmin(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rows.length > 0) return name;
    // Built under another name: a failed migration must not leave half a template behind.
    const building = `building_${randomBytes(8).toString('hex')}`;
    await client.query(`CREATE DATABASE "${building}"`);
    const db = openDatabase({ url: urlOfDatabase(adminUrl, building), max: 1 });
    try {
      await migrate(db, migrations);
    } finally {
      await db.close();
    }
    await client.query(`ALTER DATABASE "${building}" RENAME TO "${name}"`);
    return name;
  });
}
