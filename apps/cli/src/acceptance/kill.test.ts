import {
  type Database,
  openDatabase,
  runningPostgres,
  runScript,
  statement,
  urlOfDatabase,
} from '@zhijie/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenPromises, type Gateway, type Promised, patientsOf, refundAll, startLoad } from './load.ts';
import {
  isAlive,
  type Program,
  postgresFolder,
  postgresOf,
  processesNaming,
  run,
  runDoctor,
  temporaryFolder,
} from './programs.ts';

const BEIJING = 'H11010500001';
const AT_ONCE = 4;
const VISITS = 16;
const TIMEOUT_MS = 180_000;

const folder = temporaryFolder();
const environment = { ZHIJIE_DATA: folder.path, ZHIJIE_PORT: '0' };
const gateway: Gateway = { url: '' };
const promised: Promised[] = [];
let program: Program;

async function start(): Promise<void> {
  program = run(['start', '--provinces', '11,41'], environment);
  const [, url] = await program.says(/正在服务：(http:\/\/[\d.]+:\d+)\//);
  gateway.url = url!;
}

beforeAll(start, TIMEOUT_MS);
afterAll(async () => {
  program.kill('SIGKILL');
  await program.exited;
  for (const pid of processesNaming(postgresFolder(folder.path))) process.kill(pid, 'SIGKILL');
  folder.remove();
});

/** Kills in the middle of the load; every hospital gets its answer in the end, and what it was told holds. */
async function underLoad(kill: () => Promise<void>): Promise<void> {
  const load = startLoad(gateway, {
    providerId: BEIJING,
    patients: patientsOf('41'),
    count: VISITS,
    atOnce: AT_ONCE,
  });
  await load.reached(AT_ONCE);
  await kill();
  await load.done;
  expect(load.promised).toHaveLength(VISITS);
  promised.push(...load.promised);
  expect(await brokenPromises(gateway, BEIJING, load.promised)).toEqual([]);
}

describe('an acknowledged settlement outlives kill -9 under load', { timeout: TIMEOUT_MS }, () => {
  it('of the program', () =>
    underLoad(async () => {
      program.kill('SIGKILL');
      await program.exited;
      await start();
    }));

  it('of PostgreSQL: the program starts it again by itself and goes on', async () => {
    const before = postgresOf(folder.path);
    await underLoad(async () => {
      process.kill(before, 'SIGKILL');
    });
    expect(isAlive(before)).toBe(false);
    expect(postgresOf(folder.path)).not.toBe(before);
    expect(isAlive(program.pid)).toBe(true);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  it('of both at once', () =>
    underLoad(async () => {
      process.kill(postgresOf(folder.path), 'SIGKILL');
      program.kill('SIGKILL');
      await program.exited;
      await start();
    }));

  it('T-04 refunds that were in their middle are made, once', async () => {
    const load = startLoad(gateway, {
      providerId: BEIJING,
      patients: patientsOf('41'),
      count: VISITS,
      atOnce: AT_ONCE,
    });
    await load.done;
    let answered = 0;
    let killed: Promise<void> | undefined;
    const refunds = await refundAll(gateway, BEIJING, load.promised, () => {
      answered += 1;
      killed ??= (async () => {
        program.kill('SIGKILL');
        await program.exited;
        await start();
      })();
      killed.catch(() => undefined);
    });
    await killed;
    expect(answered).toBe(VISITS);
    expect(new Set(refunds.map((each) => each.settlementId)).size).toBe(VISITS);
    for (const [index, { amounts }] of refunds.entries()) {
      expect(amounts.feeTotal + load.promised[index]!.amounts.feeTotal).toBe(0);
    }
    expect(await brokenPromises(gateway, BEIJING, refunds)).toEqual([]);
  });

  it('after all of it: nothing acknowledged is lost and the doctor finds nothing', async () => {
    expect(new Set(promised.map((each) => each.settlementId)).size).toBe(3 * VISITS);
    expect(await brokenPromises(gateway, BEIJING, promised)).toEqual([]);
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
  });
});

const CLAIMS = ['11 care_ledger', '41 insured_ledger', 'hub hub_ledger'] as const;

/** As the owner of the server, past triggers and rights. */
async function byHand(where: (typeof CLAIMS)[number], sql: string): Promise<readonly string[]> {
  const [address, schema] = where.split(' ');
  const running = runningPostgres(postgresFolder(folder.path))!;
  const url = urlOfDatabase(running.url('postgres'), `zhijie_${address}`);
  const db: Database = openDatabase({ url, max: 1 });
  try {
    await runScript(
      db,
      'by-hand',
      `SET session_replication_role = replica; ${sql.replaceAll('$S', schema!)}`,
    );
    const ids = statement(
      `acceptance-transfers-${schema}`,
      `SELECT transfer_id FROM ${schema}.transfer WHERE reference = $1 ORDER BY 1`,
    );
    return (await db.query<{ transfer_id: string }>(ids, [promised[0]!.settlementId])).map(
      (row) => row.transfer_id,
    );
  } finally {
    await db.close();
  }
}

const change = (fen: number): string =>
  `UPDATE $S.transfer SET amount = amount + ${fen} WHERE reference = '${promised[0]!.settlementId}' AND
     transfer_id = (SELECT min(transfer_id) FROM $S.transfer WHERE reference = '${promised[0]!.settlementId}')`;

describe('the doctor', { timeout: TIMEOUT_MS }, () => {
  it('names a transfer that was changed by hand, with its row, and exits 1', async () => {
    const [transfer] = await byHand('11 care_ledger', change(100));
    const { code, findings } = await runDoctor(environment);
    expect(code).toBe(1);
    const rows = findings.filter((finding) => finding.where === '11').map((finding) => finding.row);
    expect(rows.join('\n')).toMatch(new RegExp(`${transfer}|${promised[0]!.settlementId}`));
    await byHand('11 care_ledger', change(-100));
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
  });

  it('names a pair that was changed by hand on all sides by the same amount', async () => {
    for (const where of CLAIMS) await byHand(where, change(100));
    const { code, findings } = await runDoctor(environment);
    expect(code).toBe(1);
    for (const where of ['11', '41', 'hub']) {
      const rows = findings.filter((finding) => finding.where === where).map((finding) => finding.row);
      expect(rows.join('\n'), where).toContain(promised[0]!.settlementId);
    }
    for (const where of CLAIMS) await byHand(where, change(-100));
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
  });
});

describe('Ctrl-C', { timeout: TIMEOUT_MS }, () => {
  it('stops the program cleanly, PostgreSQL with it', async () => {
    const postgres = postgresOf(folder.path);
    program.kill('SIGINT');
    // npm passes the terminal's Ctrl-C on: the program gets it twice.
    program.kill('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.said()).toContain('正在停止');
    expect(isAlive(postgres)).toBe(false);
    expect(processesNaming(postgresFolder(folder.path))).toEqual([]);
  });

  it('leaves books that the doctor reads without the program', async () => {
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
    expect(processesNaming(postgresFolder(folder.path))).toEqual([]);
  });
});
