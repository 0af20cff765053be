import { join } from 'node:path';
import {
  type Database,
  ensureDatabase,
  type Migration,
  migrate,
  openDatabase,
  runningPostgres,
  urlOfDatabase,
} from '@zhijie/database';
import { GATEWAY, HUB, type Log } from '@zhijie/exchange';
import { hubMigrations } from '@zhijie/hub';
import { gatewayMigrations } from '@zhijie/insurer';
import { Failure } from '@zhijie/kernel';
import { provinceMigrations } from '@zhijie/province';
import { underApplicationRole } from './application-role.ts';
import { keepPostgres } from './kept-postgres.ts';
import { preferThisProgram } from './preference.ts';

/** A PostgreSQL server on which every node has a database of its own. */
export type Server = {
  readonly adminUrl: string;
  /** Null for a server that somebody else runs. */
  readonly pid: number | null;
  /** Stands before the nodes' addresses in the names of their databases. */
  readonly prefix: string;
  /** Settles only when the server is gone and cannot be started again. */
  readonly lost: Promise<Failure>;
  stop(): Promise<void>;
};

const NEVER = new Promise<never>(() => undefined);

/** `ZHIJIE_DATABASE_PREFIX` keeps several installations on one given server apart. */
function prefixOfNames(): string {
  const prefix = process.env.ZHIJIE_DATABASE_PREFIX ?? 'zhijie';
  if (/^[a-z][a-z0-9_]{0,49}$/.test(prefix)) return prefix;
  throw new Failure(`ZHIJIE_DATABASE_PREFIX "${prefix}" 应以小写字母开头，仅含小写字母、数字和下划线`);
}

/** A server that somebody else runs and that is never stopped here. */
export function givenServer(adminUrl: string, prefix: string): Server {
  return { adminUrl, pid: null, prefix, lost: NEVER, stop: async () => undefined };
}

/** The database of a node on a server. */
export const databaseName = (server: Pick<Server, 'prefix'>, address: string): string =>
  `${server.prefix}_${address}`;
const folderOf = (dataDir: string): string => join(dataDir, 'postgres');

/** Where a node that runs as a process of its own keeps its data. */
export const nodeFolder = (folder: string, address: string): string => join(folder, 'nodes', address);

/** The server of `DATABASE_URL` when set, else the embedded one, started below the data folder. */
export async function openServer(dataDir: string, log: (line: string) => void): Promise<Server> {
  const given = process.env.DATABASE_URL;
  const prefix = prefixOfNames();
  if (given !== undefined && given !== '') return givenServer(given, prefix);
  preferThisProgram();
  return { ...(await keepPostgres(folderOf(dataDir), log)), prefix };
}

/**
 * For a program that only looks: the server as it runs now, or one started for the look and stopped after
 * it.
 */
export async function lookAtServer(dataDir: string): Promise<Server> {
  const running = process.env.DATABASE_URL ? undefined : runningPostgres(folderOf(dataDir));
  if (running === undefined) return openServer(dataDir, () => undefined);
  return givenServer(running.url('postgres'), prefixOfNames());
}

export function migrationsOf(address: string): readonly Migration[] {
  if (address === GATEWAY) return gatewayMigrations;
  return address === HUB ? hubMigrations : provinceMigrations;
}

/** The migrated database of a node, made when missing, under the application's role. */
export async function openNodeDatabase(
  server: Pick<Server, 'adminUrl' | 'prefix'>,
  address: string,
  options: { readonly max?: number; readonly log?: Log } = {},
): Promise<Database> {
  const url = await ensureDatabase(server.adminUrl, databaseName(server, address));
  const pool = { max: options.max ?? 8, applicationName: `zhijie ${address}` };
  const db = openDatabase({ url, ...pool });
  try {
    await migrate(db, migrationsOf(address));
    return await underApplicationRole(db, { ...pool, log: options.log ?? (() => undefined) });
  } catch (cause) {
    await db.close();
    throw new Failure(`节点 ${address} 的数据库无法升级`, { cause });
  }
}

/** A node's database as it is, without migrating it. */
export function lookAtDatabase(server: Pick<Server, 'adminUrl' | 'prefix'>, address: string): Database {
  const url = urlOfDatabase(server.adminUrl, databaseName(server, address));
  return openDatabase({ url, max: 2, applicationName: 'zhijie doctor' });
}
