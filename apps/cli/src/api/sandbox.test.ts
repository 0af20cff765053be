import { generateKeyPair } from '@zhijie/crypto';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxApi } from './sandbox.ts';

const pair = generateKeyPair((length) => new Uint8Array(length).fill(7));
const app = Fastify();
beforeAll(async () => {
  await app.register(sandboxApi());
});
afterAll(() => app.close());

async function post(payload: unknown) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reply = await app.inject({ method: 'POST', url: '/api/sandbox/sign-explain', payload: body });
  expect(reply.headers['cache-control']).toBe('no-store');
  return { status: reply.statusCode, body: reply.json() };
}

const QUESTION = {
  body: '{"appId":"A","version":"1.0.0","note":"","data":{"amount":1.50}}',
  appSecret: 'S',
  privateKey: pair.privateKey.toPem(),
};
const RIGHT = 'appId=A&data={"amount":"1.50"}&version=1.0.0&key=S';

describe('POST /api/sandbox/sign-explain (journey 11)', () => {
  test('marks an empty field kept, then is green with what it said', async () => {
    const wrong = await post({ ...QUESTION, canonical: RIGHT.replace('version', 'note=&version') });
    expect(wrong).toMatchObject({
      status: 200,
      body: {
        matches: false,
        canonical: RIGHT,
        dropped: ['note'],
        difference: {
          ours: { character: 'v' },
          theirs: { character: 'n' },
          mistakes: [{ code: 'empty-kept' }],
        },
      },
    });
    const right = await post({ ...QUESTION, canonical: RIGHT, signature: wrong.body.ours.base64 });
    expect(right.body).toMatchObject({ matches: true, difference: 'same', theirs: { fits: true } });
  });

  test('a text that ends too early is marked at its end', async () => {
    const { body } = await post({ ...QUESTION, canonical: RIGHT.slice(0, -1) });
    expect(body.difference).toMatchObject({ ours: { character: 'S' }, theirs: { character: null } });
  });

  test.each([
    ['no JSON', '{', 'invalid-input'],
    ['no secret', { body: '{}' }, 'invalid-input'],
    ['a body that is an object', { ...QUESTION, body: {} }, 'invalid-input'],
    ['a message that is no object', { ...QUESTION, body: '[]' }, 'body-not-json'],
    ['a key that is none', { ...QUESTION, privateKey: 'AAAA' }, 'key-unreadable'],
    ['a signature that is none', { ...QUESTION, signature: '!' }, 'signature-unreadable'],
    ['a request too large', ' '.repeat(300_000), 'invalid-input'],
  ])('refuses %s', async (_what, payload, code) => {
    const { status, body } = await post(payload);
    expect([status, body.refusal.code]).toEqual([422, code]);
    expect(body.refusal.text).toMatch(/\p{Script=Han}/u);
  });

  test('a key never comes back in an answer', async () => {
    const { body } = await post(QUESTION);
    expect(JSON.stringify(body)).not.toContain(pair.privateKey.toHex());
  });
});
