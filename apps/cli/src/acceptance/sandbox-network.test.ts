import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase, testPostgresUrl } from '@zhijie/database';
import { knownPersonOf } from '@zhijie/population';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenServer } from '../network/databases.ts';
import { buildHttp } from '../network/http.ts';
import { type SandboxNetwork, startSandboxNetwork } from '../network/sandbox-network.ts';
import { clientOf } from './network-under-test.ts';

const HOSPITAL = 'H99010100001';
const prefix = `box_${randomBytes(6).toString('hex')}`;
const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-sandbox-test-'));
let network: SandboxNetwork;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  const server = givenServer(await testPostgresUrl(), prefix);
  network = await startSandboxNetwork({ dataDir, server, provinces: ['99'] });
  app = await buildHttp(network.served);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
}, 180_000);
afterAll(async () => {
  await app?.close();
  await network?.stop();
  for (const address of ['hub', '99'])
    await dropDatabase(await testPostgresUrl(), `${prefix}_sandbox_${address}`);
  rmSync(dataDir, { recursive: true, force: true });
});

async function post(path: string, body: unknown = {}) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('the clock of the sandbox moves every node forward, and a reset throws the state away', async () => {
  const { hospital } = clientOf(url, HOSPITAL);
  const signedIn = await hospital.expect('9001', { operatorNumber: '0001' }, { messageId: 'BEFORE' });
  expect((await post('/sandbox/api/clock', { days: -1 })).status).toBe(422);
  expect((await post('/sandbox/api/clock', { days: 40 })).body.aheadMs).toBe(40 * 86_400_000);
  const later = await hospital.expect('9001', { operatorNumber: '0001' }, { messageId: 'LATER' });
  const dayOf = (reference: string): number =>
    Date.parse(reference.slice(6, 14).replace(/(\d{4})(\d{2})/, '$1-$2-'));
  expect(dayOf(later.reference) - dayOf(signedIn.reference)).toBeGreaterThanOrEqual(40 * 86_400_000);

  const resetting = post('/sandbox/api/reset');
  expect((await resetting).body.aheadMs).toBe(0);
  expect(await (await fetch(`${url}/sandbox/api/calls`)).json()).toMatchObject({ calls: [] });
  // The same message id is a new call for the new network: nothing of the old one is left.
  const anew = await hospital.expect('9001', { operatorNumber: '0001' }, { messageId: 'BEFORE' });
  expect(anew.output).not.toEqual(signedIn.output);
  // Hub and insurer gateway are the new ones too.
  const months = await fetch(`${url}/api/nation/matrix?month=2026-03`, {
    headers: { 'x-zhijie-agency': '000000' },
  });
  expect(months.status, await months.text()).toBe(200);
  const insurer = { headers: { 'x-zhijie-insurer': 'demo-property' } };
  const products = await fetch(`${url}/api/insurer/products`, insurer);
  expect(products.status, await products.text()).toBe(200);
  const { citizenNumber } = knownPersonOf('journey-1');
  expect((await hospital.identify(citizenNumber, '990100')).insuredRegion).toBe('990100');
}, 180_000);
