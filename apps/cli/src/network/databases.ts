import { join } from 'node:path';
import {
  type Database,
  ensureDatabase,
  type Migration,
  migrate,
  openDatabase,
  runningPostgres,
  startPostgres,
  urlOfDatabase,
} from '@zhijie/database';
import { hubMigrations } from '@zhijie/hub';
import { Failure } from '@zhijie/kernel';
import { provinceMigrations } from '@zhijie/province';

/** A PostgreSQL server on which every node has a database of its own. */
export type Server = {
  readonly adminUrl: string;
  /** Null for a server that somebody else runs. */
  readonly pid: number | null;
  stop(): Promise<void>;
};

export const databaseName = (address: string): string => `zhijie_${address}`;
const folderOf = (dataDir: string): string => join(dataDir, 'postgres');

/** The server of `DATABASE_URL` when set, else the embedded one, started below the data folder. */
export async function openServer(dataDir: string, log: (line: string) => void): Promise<Server> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') {
    return { adminUrl: given, pid: null, stop: async () => undefined };
  }
  const postgres = await startPostgres({ dataDir: folderOf(dataDir), log });
  return { adminUrl: postgres.url('postgres'), pid: postgres.pid, stop: () => postgres.stop() };
}

/** For a program that only looks: the server as it runs now, or one started for the look and stopped after it. */
export async function lookAtServer(dataDir: string): Promise<Server> {
  const running = process.env.DATABASE_URL ? undefined : runningPostgres(folderOf(dataDir));
  if (running === undefined) return openServer(dataDir, () => undefined);
  return { adminUrl: running.url('postgres'), pid: null, stop: async () => undefined };
}

export const migrationsOf = (address: string): readonly Migration[] =>
  address === 'hub' ? hubMigrations : provinceMigrations;

/** The migrated database of a node, made when missing. */
export async function openNodeDatabase(
  adminUrl: string,
  address: string,
  options: { readonly max?: number } = {},
): Promise<Database> {
  const url = await ensureDatabase(adminUrl, databaseName(address));
  const db = openDatabase({ url, max: options.max ?? 8, applicationName: `zhijie ${address}` });
  try {
    await migrate(db, migrationsOf(address));
  } catch (cause) {
    await db.close();
    throw new Failure(`节点 ${address} 的数据库无法升级`, { cause });
  }
  return db;
}

/** A node's database as it is, without migrating it. */
export function lookAtDatabase(adminUrl: string, address: string): Database {
  const url = urlOfDatabase(adminUrl, databaseName(address));
  return openDatabase({ url, max: 2, applicationName: 'zhijie doctor' });
}
