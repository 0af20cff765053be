import { statement, useTestDatabase } from '@zhijie/database';
import { readAnswer, signCsb, signTif } from '@zhijie/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nonceMemory } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { failureOf, HOSPITAL, nextMessageId, requestBytes } from '../testing/hospital.ts';
import { personOf } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';
import { createGateway, type GatewayDeps } from './index.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let app: FastifyInstance;

async function gateway(own: Partial<GatewayDeps> = {}): Promise<FastifyInstance> {
  const made = Fastify({ logger: false });
  const careOf = (province: string) => (province === '11' ? network.care.care.deps : undefined);
  await made.register(createGateway({ careOf, now: () => network.clock.now, log: () => {}, ...own }));
  return made;
}

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  app = await gateway();
});
afterAll(() => app.close());

const KEPT = statement('test-nonces-kept', 'SELECT count(*)::integer AS kept FROM care.header_nonce');

const signIn = (own: { signInNumber?: string; providerId?: string } = {}) =>
  requestBytes(network, '9001', { operatorNumber: '0001' }, { messageId: nextMessageId(), ...own });

async function post(url: string, payload: Uint8Array, headers: Record<string, string> = {}, to = app) {
  const reply = await to.inject({ method: 'POST', url, payload: Buffer.from(payload), headers });
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toMatch(/^application\/json/);
  return Uint8Array.from(reply.rawPayload);
}

describe('the gateway over HTTP', () => {
  it.each([
    '/fsi/api/rsfComIfsService/callService',
    '/fsi/api/rsfComIfsService/callService/9001',
    '/fsi/9001',
    '/fsi/x?y=1',
  ])('answers POST %s', async (url) => {
    expect(readAnswer('9001', await post(url, signIn())).ok).toBe(true);
  });

  it.each([
    'application/json',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    ';;broken',
    'multipart/form-data',
  ])('reads JSON under the content type %s', async (type) => {
    const bytes = await post('/fsi/call', signIn(), { 'content-type': type });
    expect(readAnswer('9001', bytes).ok).toBe(true);
  });

  it('says so when path and body name different transactions', async () => {
    expect(failureOf(await post('/fsi/call/2207', signIn()))).toContain('2207');
  });

  it('answers a body of 10 MB without reading it into memory, and goes on', async () => {
    const bytes = await post('/fsi/call', Buffer.alloc(10 * 1024 * 1024, 0x7b));
    expect(failureOf(bytes)).toContain('【1004】');
    expect(readAnswer('9001', await post('/fsi/call', signIn())).ok).toBe(true);
  });

  it('answers an empty body', async () => {
    expect(failureOf(await post('/fsi/call', new Uint8Array()))).toContain('【1001】');
  });

  it('says that the outcome is unknown when a writing call breaks, and names its reference when a query does', async () => {
    const broken = await gateway({
      careOf: () =>
        ({ ...network.care.care.deps, db: { query: () => Promise.reject(new Error('gone')) } }) as never,
    });
    expect(failureOf(await post('/fsi/call', signIn(), {}, broken))).toContain('结果未知');
    const query = requestBytes(network, '1201', { providerId: HOSPITAL }, { messageId: nextMessageId() });
    expect(failureOf(await post('/fsi/call', query, {}, broken))).toMatch(/编号 \d{30}/);
    await broken.close();
  });
});

describe('header styles', () => {
  it('verifies x-tif and lets an account speak for its own institution only', async () => {
    const credentials = { account: 'his-1', secret: 's3cret' };
    const secretOf = (account: string) => (account === 'his-1' ? 's3cret' : undefined);
    const speaksFor = (...providers: string[]) =>
      gateway({ headerStyle: { style: 'tif', secretOf, providersOf: () => providers } });
    const own = await speaksFor(HOSPITAL);
    const headers = signTif(credentials, network.clock.now, 'n0nce');
    expect(readAnswer('9001', await post('/fsi/call', signIn(), headers, own)).ok).toBe(true);
    const forged = { ...headers, 'x-tif-signature': '00' };
    expect(Buffer.from(await post('/fsi/call', signIn(), forged, own)).toString()).toContain('签名不一致');
    const other = await speaksFor('H11010500002');
    expect(failureOf(await post('/fsi/call', signIn(), headers, other))).toContain('【1050】');
    const nobodys = await speaksFor();
    expect(failureOf(await post('/fsi/call', signIn(), headers, nobodys))).toContain('【1050】');
    const several = await speaksFor('H11010500002', HOSPITAL);
    for (const providerId of [HOSPITAL, 'H11010500002']) {
      expect(readAnswer('9001', await post('/fsi/call', signIn({ providerId }), headers, several)).ok).toBe(
        true,
      );
    }
    const third = signIn({ providerId: 'H11010500003' });
    expect(failureOf(await post('/fsi/call', third, headers, several))).toContain('【1050】');
    await Promise.all([own.close(), other.close(), nobodys.close(), several.close()]);
  });

  it('an x-tif nonce is good once inside the window, whatever it is sent with, and after a restart', async () => {
    const secretOf = (account: string) => ({ 'his-1': 's3cret', 'his-2': 'other' })[account];
    const strict = () => gateway({ headerStyle: { style: 'tif', secretOf }, nonces: nonceMemory(care) });
    const signed = (nonce: string, account = 'his-1') =>
      signTif({ account, secret: secretOf(account)! }, network.clock.now, nonce);
    const isTaken = async (headers: Record<string, string>, to: FastifyInstance) => {
      const bytes = await post('/fsi/call', signIn(), headers, to);
      const isRefused = Buffer.from(bytes).toString().includes('签名不一致');
      expect(readAnswer('9001', bytes).ok).toBe(!isRefused);
      return !isRefused;
    };
    const first = await strict();
    const headers = signed('once');
    const forged = { ...headers, 'x-tif-signature': '00' };
    expect(await isTaken(forged, first)).toBe(false);
    expect(await isTaken(headers, first)).toBe(true);
    expect(await isTaken(headers, first)).toBe(false);
    expect(await isTaken({ ...headers, 'x-tif-nonce': ' once ' }, first)).toBe(false);
    expect(await isTaken(signed('twice'), first)).toBe(true);
    expect(await isTaken(signed('once', 'his-2'), first)).toBe(true);
    await first.close();
    const restarted = await strict();
    expect(await isTaken(headers, restarted)).toBe(false);
    const headersOfRush = signed('rush');
    const rush = await Promise.all(Array.from({ length: 5 }, () => isTaken(headersOfRush, restarted)));
    expect(rush.filter(Boolean)).toHaveLength(1);
    await restarted.close();
  });

  it('the memory of nonces stays as large as an hour of calls', async () => {
    const memory = nonceMemory(care);
    const from = network.clock.now + 10 * 3_600_000;
    const at = (minute: number) => (from + minute * 60_000) as typeof network.clock.now;
    for (let minute = 0; minute < 180; minute += 1) {
      expect(await memory({ account: 'a', nonce: String(minute), at: at(minute) })).toBe(true);
    }
    const [row] = await care.query<{ kept: number }>(KEPT, []);
    expect(row!.kept).toBeLessThanOrEqual(62);
    expect(await memory({ account: 'a', nonce: '179', at: at(180) })).toBe(false);
    expect(await memory({ account: 'a', nonce: '0', at: at(180) })).toBe(true);
  });

  it('nobody is let in while the nonces cannot be looked at', async () => {
    const secretOf = () => 's3cret';
    const nonces = () => Promise.reject(new Error('gone'));
    const broken = await gateway({ headerStyle: { style: 'tif', secretOf }, nonces });
    const headers = signTif({ account: 'his-1', secret: 's3cret' }, network.clock.now, 'n');
    expect(readAnswer('9001', await post('/fsi/call', signIn(), headers, broken)).ok).toBe(false);
    await broken.close();
  });

  it('verifies CSB', async () => {
    const style = { style: 'csb', secretKeyOf: (key: string) => (key === 'ak' ? 'sk' : undefined) } as const;
    const signed = await gateway({ headerStyle: style });
    const call = { apiName: '9001', apiVersion: '1.0' };
    const headers = signCsb({ accessKey: 'ak', secretKey: 'sk' }, call, network.clock.now);
    expect(readAnswer('9001', await post('/fsi/call', signIn(), headers, signed)).ok).toBe(true);
    expect(Buffer.from(await post('/fsi/call', signIn(), {}, signed)).toString()).toContain('缺少');
    await signed.close();
  });
});

describe('sign-in of the day', () => {
  it('is demanded where the province demands it', async () => {
    const strict = await gateway({ requiresSignIn: true });
    const input = { credentialType: 'id-card', credentialNumber: personOf('journey-1').certificate } as const;
    const identify = (signInNumber?: string) =>
      requestBytes(network, '1101', input, {
        messageId: nextMessageId(),
        ...(signInNumber ? { signInNumber } : {}),
      });
    expect(failureOf(await post('/fsi/call', identify(), {}, strict))).toContain('【1041】');
    const signed = readAnswer('9001', await post('/fsi/call', signIn(), {}, strict));
    const number = signed.ok ? signed.value.output.signInNumber : '';
    expect(readAnswer('1101', await post('/fsi/call', identify(number), {}, strict)).ok).toBe(true);
    network.clock.now = (network.clock.now + 86_400_000) as typeof network.clock.now;
    expect(failureOf(await post('/fsi/call', identify(number), {}, strict))).toContain('【1041】');
    await strict.close();
  });
});
