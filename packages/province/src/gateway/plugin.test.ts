import { useTestDatabase } from '@zhijie/database';
import { readAnswer, signCsb, signTif } from '@zhijie/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const signIn = (own: { signInNumber?: string } = {}) =>
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
    const speaksFor = (providerOf: () => string) =>
      gateway({ headerStyle: { style: 'tif', secretOf, providerOf } });
    const own = await speaksFor(() => HOSPITAL);
    const headers = signTif(credentials, network.clock.now, 'n0nce');
    expect(readAnswer('9001', await post('/fsi/call', signIn(), headers, own)).ok).toBe(true);
    const forged = { ...headers, 'x-tif-signature': '00' };
    expect(Buffer.from(await post('/fsi/call', signIn(), forged, own)).toString()).toContain('签名不一致');
    const other = await speaksFor(() => 'H11010500002');
    expect(failureOf(await post('/fsi/call', signIn(), headers, other))).toContain('【1050】');
    await Promise.all([own.close(), other.close()]);
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
