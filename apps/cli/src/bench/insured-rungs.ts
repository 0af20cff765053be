import { type Database, runScript, statement } from '@zhijie/database';
import { trialBalance } from '@zhijie/ledger';
import { insuredInvariants } from '@zhijie/province';
import pg from 'pg';
import { CLIENTS, type InsuredLab, type Prepared } from './insured-lab.ts';
import { ceilingFunction, picked, type RowWrites, readRowWrites } from './row-writes.ts';
import type { Rung } from './rung.ts';

const SETTLED = statement(
  'bench-insured-settled',
  `SELECT count(*) AS settled FROM insured.settlement WHERE state = 'settled'`,
);

/** The invariants of the insured side, its trial balance, and that everything acknowledged is there. */
export async function insuredBreaches(db: Database, acknowledged: number | null): Promise<string[]> {
  const breaches = (await insuredInvariants(db)).map((each) => `${each.invariant}: ${each.subject}`);
  const { total } = await trialBalance(db, 'insured_ledger');
  if (total !== 0) breaches.push(`trial balance of insured_ledger: ${total}`);
  const [row] = await db.query<{ settled: number }>(SETTLED, []);
  if (acknowledged !== null && row?.settled !== acknowledged) {
    breaches.push(`acknowledged ${acknowledged}, stored ${row?.settled}`);
  }
  return breaches;
}

/** Takes prepared settlements one after the other; false when there is none left. */
function dealer(prepared: readonly Prepared[]) {
  let next = 0;
  return (): Prepared | undefined => prepared[next++];
}

async function connect(url: string, pools: pg.Client[]): Promise<pg.Client[]> {
  for (let i = 0; i < CLIENTS; i++) {
    const client = new pg.Client({ connectionString: url });
    // A server that stops with the run must not end the process.
    client.on('error', () => undefined);
    await client.connect();
    pools.push(client);
  }
  return pools;
}

type Base = { readonly url: string; readonly db: Database; readonly clients: pg.Client[] };

async function openBase(lab: InsuredLab, name: string): Promise<Base> {
  const url = await lab.fork(name);
  return { url, db: lab.bench.open(url), clients: await connect(url, []) };
}

function checkOf({ db, clients }: Base): Rung['check'] {
  return async (acknowledged) => {
    await Promise.all(clients.map((client) => client.end()));
    const breaches = await insuredBreaches(db, acknowledged);
    await db.close();
    return breaches;
  };
}

/** P1: the row writes of one settlement in one function, from a bare loop over the driver. */
export async function ceilingRung(lab: InsuredLab, prepared: readonly Prepared[]): Promise<Rung> {
  const base = await openBase(lab, 'p1');
  const writes = await readRowWrites(base.db);
  await runScript(base.db, 'bench-ceiling', ceilingFunction(writes));
  const types = writes.arguments.map(({ type }, index) => `$${index + 1}::${type}`).join(', ');
  const text = `select insured.bench_rows(${types})`;
  const take = dealer(prepared);
  return {
    id: 'P1',
    title: '一次结算的全部行写入：一个函数，裸 pg 循环（上限）',
    clients: CLIENTS,
    async work(client) {
      const item = take();
      if (item === undefined) return false;
      await base.clients[client]!.query({ name: 'rows', text, values: [...item.commit.values] });
      return true;
    },
    check: checkOf(base),
  };
}

const COUNT_OF_VERSION = 'p_expected_version';

/** P2: the same statements one per round trip, in a transaction. */
export async function statementsRung(lab: InsuredLab, prepared: readonly Prepared[]): Promise<Rung> {
  const base = await openBase(lab, 'p2');
  const writes = await readRowWrites(base.db);
  const run = statementRunner(writes);
  const take = dealer(prepared);
  return {
    id: 'P2',
    title: '同样的语句，每条一次往返',
    clients: CLIENTS,
    async work(client) {
      const item = take();
      if (item === undefined) return false;
      await run(base.clients[client]!, item.commit.values);
      return true;
    },
    check: checkOf(base),
  };
}

function statementRunner(writes: RowWrites) {
  const names = ['settlement', 'lockAccounts', 'transfers', 'balances', 'journal', 'accessLog'] as const;
  const steps = names.map((name) => ({ name, ...picked(writes, writes[name]) }));
  const openYear = { name: 'openYear', ...picked(writes, writes.openYear) };
  const year = { name: 'year', ...picked(writes, writes.year) };
  const version = writes.arguments.findIndex(({ name }) => name === COUNT_OF_VERSION);
  return async (client: pg.Client, values: readonly unknown[]): Promise<void> => {
    await client.query('BEGIN');
    for (const { name, text, pick } of [values[version] === 0 ? openYear : year, ...steps]) {
      await client.query({ name, text, values: pick(values) });
    }
    await client.query('COMMIT');
  };
}

/**
 * P3: the commit as the store sends it, checks and locks included; with `reads`, after the read it stands
 * on.
 */
export async function storeRung(
  lab: InsuredLab,
  prepared: readonly Prepared[],
  reads: boolean,
): Promise<Rung> {
  const base = await openBase(lab, reads ? 'p3r' : 'p3');
  const take = dealer(prepared);
  return {
    id: reads ? 'P3r' : 'P3',
    title: reads ? '仓储层：读取快照 + 提交结算' : '仓储层：提交结算（含检查与加锁）',
    clients: CLIENTS,
    async work() {
      const item = take();
      if (item === undefined) return false;
      const { snapshot, commit } = item;
      if (reads) await base.db.query(snapshot.statement, snapshot.values);
      const [row] = await base.db.query<{ outcome: string }>(commit.statement, commit.values);
      if (row?.outcome !== 'settled') throw new Error(`A prepared settlement ended as ${row?.outcome}`);
      return true;
    },
    check: checkOf(base),
  };
}

/**
 * P4: from the item codes to the commit: the lines classified, the bill adjudicated, explained and stored.
 */
export async function adjudicationRung(lab: InsuredLab, lines: number): Promise<Rung> {
  const base = await openBase(lab, `p4_${lines}`);
  const settle = lab.settler(base.db, lines);
  let next = 0;
  return {
    id: `P4.${lines}`,
    title: `仓储层 + ${lines} 行归类与待遇计算`,
    clients: CLIENTS,
    async work() {
      await settle(next++);
      return true;
    },
    check: checkOf(base),
  };
}
