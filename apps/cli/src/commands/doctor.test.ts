import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase, testPostgresUrl } from '@zhijie/database';
import { instant } from '@zhijie/kernel';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runDoctor, runToEnd } from '../acceptance/programs.ts';
import { openInstallation, readInstallation } from '../installation.ts';
import { givenServer, openNodeDatabase } from '../network/databases.ts';
import { examine } from './doctor.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-doctor-'));
const prefix = `doctor_${randomBytes(6).toString('hex')}`;
let adminUrl: string;

beforeAll(async () => {
  adminUrl = await testPostgresUrl();
  await openInstallation(folder, ['hub', '11', '31'], () => instant(1_750_000_000_000));
  for (const address of ['hub', '31']) {
    await (await openNodeDatabase(givenServer(adminUrl, prefix), address)).close();
  }
}, 60_000);

afterAll(async () => {
  for (const address of ['hub', '31']) await dropDatabase(adminUrl, `${prefix}_${address}`);
  rmSync(folder, { recursive: true });
});

const looking = (url: string) => ({
  ZHIJIE_DATA: folder,
  ZHIJIE_DATABASE_PREFIX: prefix,
  DATABASE_URL: url,
});

test('a node that cannot be read is a finding with its cause; the others are examined', async () => {
  for (const [name, value] of Object.entries(looking(adminUrl))) vi.stubEnv(name, value);
  const { findings } = await examine(readInstallation(folder));
  vi.unstubAllEnvs();
  expect(findings).toEqual([
    {
      where: '11',
      check: 'node-unreadable',
      row: '',
      detail: expect.stringContaining(`"${prefix}_11" does not exist`),
    },
  ]);
}, 30_000);

test('a server that does not answer makes every node a finding, and the report is still JSON', async () => {
  const { code, findings } = await runDoctor(looking('postgres://nobody@127.0.0.1:1/postgres'));
  expect(code).toBe(1);
  const unreadable = findings.filter(({ check }) => check === 'node-unreadable');
  expect(unreadable.map(({ where }) => where)).toEqual(['hub', '11', '31']);
}, 30_000);

test('a failure of any command is its sentence and exit code 1, without a stack', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'zhijie-broken-'));
  try {
    writeFileSync(join(broken, 'network.json'), '{');
    const { code, output } = await runToEnd(['doctor'], { ZHIJIE_DATA: broken });
    expect(code).toBe(1);
    expect(output).toMatch(/^\S*network\.json 不是可读的 JSON 文件；请从备份恢复\n$/);
  } finally {
    rmSync(broken, { recursive: true });
  }
}, 30_000);
