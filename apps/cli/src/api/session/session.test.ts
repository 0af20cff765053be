import { type Instant, instant } from '@zhijie/kernel';
import { endedSessions } from '@zhijie/web/session';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { Identify } from '../agency/index.ts';
import { sessionApi } from './api.ts';
import { guardCalls, withSession } from './identify.ts';
import { demoProvider, providerOf } from './provider.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const nobody: Identify = () => ({
  ok: false,
  refusal: { code: 'identity-missing', field: 'authorization', text: '没有出示身份', fix: '请登录' },
});

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function desk() {
  const app = Fastify();
  const clock = { now: START };
  const now = (): Instant => instant(clock.now);
  const sessions = {
    key: new Uint8Array(32).fill(3),
    now,
    ended: endedSessions(now),
    randomBytes: (count: number) => new Uint8Array(count).fill(clock.now % 251),
  };
  const provider = demoProvider(['43']);
  const identify = withSession(nobody, sessions, provider);
  guardCalls(app, sessions);
  await app.register(sessionApi({ sessions, provider }));
  const who = async (request: { headers: Parameters<Identify>[0] }) => {
    const actor = identify(request.headers);
    return actor.ok ? actor.value : { refusal: actor.refusal };
  };
  app.get('/api/who', who);
  const slow = { hasBegun: Promise.withResolvers<void>(), mayEnd: Promise.withResolvers<void>() };
  app.get('/api/slow', async (request) => {
    slow.hasBegun.resolve();
    await slow.mayEnd.promise;
    return who(request);
  });
  app.post('/api/act', who);
  let cookie = '';
  const send = async (method: 'GET' | 'POST', url: string, more: object = {}): Promise<Answer> => {
    const { headers = {}, payload } = more as { headers?: Record<string, string>; payload?: object };
    const reply = await app.inject({
      method,
      url,
      headers: { cookie, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const set = reply.headers['set-cookie'];
    if (set !== undefined) cookie = String(set).split(';')[0]!;
    return { status: reply.statusCode, body: reply.json() };
  };
  const signIn = (value: string, path = 'sign-in') =>
    send('POST', `/api/session/${path}`, { payload: { kind: 'account', value } });
  return {
    app,
    clock,
    send,
    signIn,
    slow,
    get cookie() {
      return cookie;
    },
    set cookie(text: string) {
      cookie = text;
    },
  };
}

it('an account of the demo is the actor of its post, with its areas', async () => {
  const { send, signIn } = await desk();
  expect((await send('GET', '/api/who')).body).toMatchObject({ refusal: { code: 'identity-missing' } });
  expect(await signIn('agency-43/nobody')).toMatchObject({ status: 401 });
  expect(await signIn('agency-43/checker')).toMatchObject({ body: { account: { postLabel: '复核' } } });
  expect((await send('GET', '/api/who')).body).toMatchObject({
    id: 'agency-43/checker',
    kind: 'agency',
    node: '43',
    areas: expect.arrayContaining(['430000', '430100']),
    roles: expect.arrayContaining(['clearing-checker']),
  });
  await send('POST', '/api/session/sign-out');
  expect((await send('GET', '/api/who')).body).toMatchObject({ refusal: { code: 'identity-missing' } });
});

it('a change without the token of its session is refused before it is read', async () => {
  const { send, signIn } = await desk();
  const { body } = await signIn('agency-43/operator');
  expect(await send('POST', '/api/act')).toMatchObject({
    status: 403,
    body: { refusal: { code: 'call-token-missing' } },
  });
  const other = await desk();
  other.clock.now += 1;
  const stolen = await other.signIn('agency-43/operator');
  const headers = { 'x-zhijie-token': String(stolen.body.token) };
  expect(await send('POST', '/api/act', { headers })).toMatchObject({ status: 403 });
  const own = { 'x-zhijie-token': String(body.token) };
  expect((await send('POST', '/api/act', { headers: own })).body).toMatchObject({ node: '43' });
  const elsewhere = { origin: 'https://elsewhere.example' };
  expect(await send('POST', '/api/session/sign-out', { headers: elsewhere })).toMatchObject({ status: 403 });
});

it('fifteen idle minutes lock it; calls keep it open, those of timers do not; only the same person unlocks', async () => {
  const { send, signIn, clock } = await desk();
  await signIn('agency-43/operator');
  clock.now += 14 * MINUTE;
  await send('GET', '/api/who', { headers: { 'x-zhijie-background': '1' } });
  clock.now += 2 * MINUTE;
  expect((await send('GET', '/api/who')).body).toMatchObject({ refusal: { code: 'session-locked' } });
  expect((await send('GET', '/api/session')).body).toMatchObject({ isLocked: true, token: null });
  expect(await signIn('agency-43/checker', 'unlock')).toMatchObject({
    body: { refusal: { code: 'other-account' } },
  });
  expect(await signIn('agency-43/operator', 'unlock')).toMatchObject({ body: { isLocked: false } });
  clock.now += 14 * MINUTE;
  await send('GET', '/api/who');
  clock.now += 2 * MINUTE;
  expect((await send('GET', '/api/who')).body).toMatchObject({ node: '43' });
  expect((await send('POST', '/api/session/lock')).body).toMatchObject({ isLocked: true });
  expect((await send('GET', '/api/who')).body).toMatchObject({ refusal: { code: 'session-locked' } });
});

it.each(['sign-out', 'lock'])('%s holds, whatever a call under way brings back', async (path) => {
  const one = await desk();
  const { app, send, signIn, clock, slow } = one;
  await signIn('agency-43/operator');
  const old = { cookie: one.cookie };
  clock.now += 2 * MINUTE;
  expect((await app.inject({ url: '/api/who', headers: old })).headers['set-cookie']).toContain(
    'zhijie_staff=',
  );
  const underWay = app
    .inject({ url: '/api/slow', headers: old })
    .then(({ headers }) => headers['set-cookie']);
  await slow.hasBegun.promise;
  await send('POST', `/api/session/${path}`);
  slow.mayEnd.resolve();
  expect(await underWay).toBeUndefined();
  // The same cookie from a call that was answered before, and is heard after.
  const late = await app.inject({ url: '/api/who', headers: old });
  expect([late.json(), late.headers['set-cookie']]).toMatchObject([
    { refusal: { code: 'identity-missing' } },
    undefined,
  ]);
});

it('a cookie that somebody changed, or of yesterday, is nobody’s', async () => {
  const one = await desk();
  await one.signIn('agency-43/operator');
  const good = one.cookie;
  const [name, value = ''] = good.split('=');
  const [body = '', mark] = value.split('.');
  const forged = Buffer.from(body, 'base64url').toString().replace('operator', 'checker');
  one.cookie = `${name}=${Buffer.from(forged).toString('base64url')}.${mark}`;
  expect((await one.send('GET', '/api/who')).body).toMatchObject({ refusal: { code: 'identity-missing' } });
  one.cookie = good;
  one.clock.now += 11 * 60 * MINUTE;
  expect((await one.send('GET', '/api/session')).body).toMatchObject({ account: null });
});

it('invented people are offered only where nobody is asked for anything', () => {
  expect(providerOf(nobody, ['43'], {}).offered().length).toBeGreaterThan(5);
  const asked = [{ ZHIJIE_AGENCY_ACCOUNTS: '/accounts.json' }, { ZHIJIE_REQUIRES_SIGN_IN: '1' }];
  for (const environment of asked) expect(providerOf(nobody, ['43'], environment).offered()).toEqual([]);
});
