import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import {
  createHospital,
  dischargeInpatient,
  openInpatient,
  quoteVisit,
  settleVisit,
  uploadLines,
  voidSettlement,
} from '@zhijie/counterparties';
import { dropDatabase, testPostgresUrl } from '@zhijie/database';
import { dateOf } from '@zhijie/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallClock } from '../network/network.ts';
import { amountsOf, calculated, expectIdentities, TWENTY_LINES } from './bills.ts';
import { brokenPromises, type Gateway, insist, type Promised, patientsOf, startLoad } from './load.ts';
import { type Program, run, runDoctor, runToEnd, temporaryFolder } from './programs.ts';

const BEIJING = 'H11010500001';
const LI_JIANGUO = '419900198503121358';
const CASH = { usesPersonalAccount: false };
const NODES = ['hub', 'insurers', '11', '41'] as const;
const TIMEOUT_MS = 180_000;
const AT_ONCE = 4;
const VISITS = 20;

type Node = (typeof NODES)[number];

const folder = temporaryFolder();
const prefix = `accept_${randomBytes(6).toString('hex')}`;
const programs = new Map<Node, Program>();
const gateway: Gateway = { url: '' };
const promised: Promised[] = [];
let adminUrl: string;
let environment: Record<string, string>;

/** The first of so many neighbouring ports that nobody uses now. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + (randomBytes(2).readUInt16BE() % 20_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function startNode(node: Node): Promise<void> {
  const program = run(['node', node, '--http', '0'], environment);
  programs.set(node, program);
  const [, url] = await program.says(/正在服务 (http:\/\/[\d.]+:\d+)/);
  if (node === '11') gateway.url = url!;
}

async function kill(node: Node): Promise<void> {
  const program = programs.get(node)!;
  program.kill('SIGKILL');
  expect(await program.exited).toMatchObject({ signal: 'SIGKILL' });
}

beforeAll(async () => {
  adminUrl = await testPostgresUrl();
  environment = { ZHIJIE_DATA: folder.path, DATABASE_URL: adminUrl, ZHIJIE_DATABASE_PREFIX: prefix };
  const port = String(await freePorts(NODES.length));
  const made = await runToEnd(['network', 'init', '--provinces', '11,41', '--port', port], environment);
  expect(made.code, made.output).toBe(0);
  await Promise.all(NODES.map(startNode));
}, TIMEOUT_MS);

afterAll(async () => {
  for (const program of programs.values()) program.kill('SIGKILL');
  await Promise.all([...programs.values()].map((program) => program.exited));
  for (const node of NODES) await dropDatabase(adminUrl, `${prefix}_${node}`);
  folder.remove();
});

describe('hub and two provinces as three processes over HTTPS', { timeout: TIMEOUT_MS }, () => {
  it('carry a stay as one process does: quoted, settled as calculated, reversed, settled again', async () => {
    const hospital = createHospital({
      providerId: BEIJING,
      name: '北京示例医院',
      careRegion: '110000',
      now: wallClock,
      prefix: 'P',
      post: (request) => insist(gateway, request),
    });
    const patient = await hospital.identify(LI_JIANGUO, '410100');
    const open = await openInpatient(hospital, patient);
    const stay = await uploadLines(hospital, open, TWENTY_LINES);
    const quote = await quoteVisit(hospital, stay, CASH);
    await dischargeInpatient(hospital, stay);
    const first = await settleVisit(hospital, stay, CASH);
    const expected = calculated(TWENTY_LINES, {
      area: '410100',
      insuranceType: 'resident',
      care: 'inpatient',
      referral: 'long-term',
      group: 'adult',
      usesAccount: false,
      careArea: '110000',
      certificateNumber: LI_JIANGUO,
      on: dateOf(first.settledAt),
    });
    expect(amountsOf(first)).toEqual(expected);
    expect(amountsOf(quote)).toEqual(expected);
    expectIdentities(first);
    const undone = await voidSettlement(hospital, stay, first.settlementId);
    expect(undone.paidByFunds + first.paidByFunds).toBe(0);
    const second = await settleVisit(hospital, stay, CASH);
    expect(amountsOf(second)).toEqual(expected);
  });

  it('find a person without the insured place once the directory has heard of it', async () => {
    const hospital = createHospital({
      providerId: BEIJING,
      name: '北京示例医院',
      careRegion: '110000',
      now: wallClock,
      prefix: 'D',
      post: (request) => insist(gateway, request),
    });
    await expect
      .poll(() => hospital.identify(LI_JIANGUO).catch((error: Error) => error.message), { timeout: 30_000 })
      .toMatchObject({ insuredRegion: '410100' });
  });

  it('refuse a second program of the same node, and go on', async () => {
    const second = await runToEnd(['node', 'hub'], environment);
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/节点 hub 无法启动：端口 \d+ 已被占用/);
  });

  it.each(['11', '41', 'hub'] as const)(
    '%s killed -9 under load: every hospital gets its answer',
    async (node) => {
      const load = startLoad(gateway, {
        providerId: BEIJING,
        patients: patientsOf('41'),
        count: VISITS,
        atOnce: AT_ONCE,
      });
      await load.reached(AT_ONCE);
      await kill(node);
      await startNode(node);
      await load.done;
      expect(load.promised).toHaveLength(VISITS);
      promised.push(...load.promised);
    },
  );

  it('all books agree afterwards and nothing acknowledged is lost', async () => {
    expect(new Set(promised.map((each) => each.settlementId)).size).toBe(3 * VISITS);
    expect(await brokenPromises(gateway, BEIJING, promised)).toEqual([]);
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
    for (const node of NODES) {
      const program = programs.get(node)!;
      program.kill('SIGTERM');
      expect(await program.exited).toEqual({ code: 0, signal: null });
    }
    expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
  });
});
