import { assert } from '@zhijie/kernel';
import pg from 'pg';
import { QueryFailure } from './failures.ts';

// Names go into the text of CREATE DATABASE, which takes no parameters: hence the narrow alphabet.
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** The same server, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}

/** Runs work on one bare connection outside any pool; for CREATE DATABASE, which no transaction may hold. */
export async function withAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (cause) {
    throw cause instanceof QueryFailure ? cause : new QueryFailure('admin', cause);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the database when it is missing (from a template, when named) and answers its address. */
export async function ensureDatabase(
  adminUrl: string,
  name: string,
  options: { readonly template?: string } = {},
): Promise<string> {
  const { template } = options;
  for (const each of [name, template]) {
    assert(each === undefined || NAME.test(each), `Database name "${each}" must match ${NAME.source}`);
  }
  await withAdmin(adminUrl, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rows.length > 0) return;
    const from = template === undefined ? '' : ` TEMPLATE "${template}"`;
    await client.query(`CREATE DATABASE "${name}"${from}`).catch((error: { code?: string }) => {
      // Two processes of a node may make it together: 42P04 and 23505 say that the other was first.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  });
  return urlOfDatabase(adminUrl, name);
}

/** Drops the database with whatever is connected to it. Tests only. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  assert(NAME.test(name), `Database name "${name}" must match ${NAME.source}`);
  await withAdmin(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
}
