import { instant, ok, type Result, refuse } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import type { Province } from '@zhijie/province';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { insuranceCodeApi } from './insurance-code.ts';

const CODE = { code: '4101000000000000000000000000', expiresAt: instant(1_795_226_100_000) };

type Issue = (actor: { id: string; kind: string }, personId: string) => Promise<Result<typeof CODE>>;

/** A province of which nothing is there but the issuing of codes. */
async function post(payload: unknown, issueCredential: Issue = async () => ok(CODE)) {
  const province = { address: '41', insured: { services: { issueCredential } } } as unknown as Province;
  const app = Fastify();
  await app.register(insuranceCodeApi(new Map([['41', province]])));
  const reply = await app.inject({ method: 'POST', url: '/api/insurance-code', payload: payload as object });
  await app.close();
  expect(reply.headers['cache-control']).toBe('no-store');
  return { status: reply.statusCode, body: reply.json() };
}

test('ID1 shows the code that the person’s own insured side issues to the person', async () => {
  const asked: unknown[] = [];
  const answer = await post({ person: 'li-jianguo' }, async (actor, personId) => {
    asked.push(actor, personId);
    return ok(CODE);
  });
  const { personId } = knownPersonOf('li-jianguo');
  expect(asked).toMatchObject([{ id: personId, kind: 'person' }, personId]);
  expect(answer).toMatchObject({
    status: 200,
    body: { person: 'li-jianguo', name: '李建国', code: CODE.code },
  });
});

test.each([
  ['somebody unknown', { person: 'nobody' }, 'person-unknown'],
  ['somebody whose node is not here', { person: 'zhang-guilan' }, 'person-unknown'],
  ['another question', { persons: [] }, 'invalid-input'],
])('refuses %s', async (_name, payload, code) => {
  expect(await post(payload)).toMatchObject({ status: 422, body: { refusal: { code } } });
});

test('passes on what the insured side refuses', async () => {
  const answer = await post({ person: 'li-jianguo' }, async () => refuse('person-unknown'));
  expect(answer).toMatchObject({ status: 422, body: { refusal: { code: 'person-unknown' } } });
});
