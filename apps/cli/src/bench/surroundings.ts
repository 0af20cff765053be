import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, dropDatabase, ensureDatabase, openDatabase } from '@zhijie/database';
import { Failure } from '@zhijie/kernel';
import { type Installation, openInstallation } from '../installation.ts';
import { openNodeDatabase, openServer } from '../network/databases.ts';
import { surroundings, wallClock } from '../network/network.ts';
import type { NodeSurroundings } from '../network/nodes.ts';
import { describeMachine, isDurable, type Machine } from './machine.ts';

export const CARE_PROVINCE = '11';
export const INSURED_PROVINCE = '41';
/** Both sides of the one-stop rung. */
export const OWN_PROVINCE = '99';

/** Everything that a run makes, and takes away again: a folder, a server or databases on a given one. */
export type Bench = {
  readonly folder: string;
  readonly around: NodeSurroundings;
  readonly installation: Installation;
  readonly machine: Machine;
  readonly seed: string;
  readonly adminUrl: string;
  /** Null when somebody else runs the server. */
  readonly postgresPid: number | null;
  /** Makes a database of this run, from a template of this run when named; answers its address. */
  makeDatabase(name: string, template?: string): Promise<string>;
  /** The database of a node, under the application's role, as a running network has it. */
  openNode(address: string): Promise<Database>;
  /** A pool on a database of this run; closed with the run at the latest. */
  open(url: string, max?: number): Database;
  close(): Promise<void>;
};

/** PostgreSQL's own folder may lie elsewhere when its user cannot reach ours. */
function removeData(folder: string): void {
  try {
    const elsewhere = readFileSync(join(folder, 'postgres', 'DATA-IS-ELSEWHERE.txt'), 'utf8').trim();
    rmSync(elsewhere, { recursive: true, force: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * A fresh server (or `DATABASE_URL`, where only databases of this run are touched) with its keys and packs.
 */
export async function openBench(seed: string): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-bench-'));
  const prefix = `zhijie_bench_${process.pid}`;
  const names = new Set<string>();
  const pools = new Set<Database>();
  const server = await openServer(folder, () => undefined).catch((cause) => {
    removeData(folder);
    throw cause;
  });
  const open = (url: string, max = 8): Database => {
    const db = openDatabase({ url, max, applicationName: 'zhijie bench' });
    pools.add(db);
    return db;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...pools].map((db) => db.close()));
    if (server.pid === null) for (const name of names) await dropDatabase(server.adminUrl, name);
    await server.stop();
    removeData(folder);
  };
  try {
    const machine = await describeMachine(open(server.adminUrl, 1), folder);
    if (!isDurable(machine)) throw new Failure('PostgreSQL 未开启 fsync / synchronous_commit：结果不可比');
    const addresses = ['hub', CARE_PROVINCE, INSURED_PROVINCE, OWN_PROVINCE];
    const installation = await openInstallation(folder, addresses, wallClock);
    const around = await surroundings(installation, 'error');
    return {
      folder,
      around,
      installation,
      machine,
      seed,
      adminUrl: server.adminUrl,
      postgresPid: server.pid,
      open,
      close,
      async openNode(address) {
        names.add(`${prefix}_${address}`);
        const db = await openNodeDatabase({ adminUrl: server.adminUrl, prefix }, address);
        pools.add(db);
        return db;
      },
      async makeDatabase(name, template) {
        const own = `${prefix}_${name}`;
        names.add(own);
        const from = template === undefined ? {} : { template: `${prefix}_${template}` };
        return ensureDatabase(server.adminUrl, own, from);
      },
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}
