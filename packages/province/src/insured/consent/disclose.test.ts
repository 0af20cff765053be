import { useTestDatabase } from '@zhijie/database';
import { instant } from '@zhijie/kernel';
import { beforeAll, expect, test } from 'vitest';
import {
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { verifyDisclosure } from './sd-jwt.ts';
import { DATA_CLASSES, type DataClass, PURPOSE_NEEDS } from './words.ts';

const db = useTestDatabase(allMigrations);
const id = personId('journey-long-term');
const me = personActor(id);
const INSURER = { kind: 'insurer', id: 'INS-001' } as const;
let h: Harness;
let settlementId: string;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
  const bill = inpatientBill({ personId: id, visitId: 'V-consent' });
  settlementId = h.deps.ids.next('settlement', '110000', h.deps.now());
  valueIn(await h.ask('settlement.settle@1', { settlementId, requestedAt: h.clock.now, bill }));
});

async function consentTo(product: string, dataClasses: readonly DataClass[]): Promise<string> {
  const request = {
    personId: id,
    recipient: { ...INSURER, name: '示例保险' },
    purpose: 'claim-settlement' as const,
    product,
    dataClasses,
  };
  const form = valueIn(await h.side.services.consentForm(me, request));
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  return valueIn(await h.side.services.giveConsent(me, { ...request, ...agreed })).consentId;
}

const pull = (product: string, dataClasses?: readonly DataClass[]) =>
  h.side.services.disclose({
    recipient: INSURER,
    personId: id,
    settlementId,
    purpose: 'claim-settlement',
    product,
    ...(dataClasses === undefined ? {} : { dataClasses }),
  });

const read = (token: string, own: object = {}) =>
  verifyDisclosure(token, {
    key: h.side.services.disclosureKey(),
    audience: 'insurer/INS-001',
    now: Math.floor(h.clock.now / 1000),
    ...own,
  });

const latest = async () => valueIn(await h.side.services.accessLog(me, { personId: id, limit: 1 }))[0];

test('K-03 journey 15: in-scope result only; revoked at 10:00 the pull of 10:01 is refused and in the log', async () => {
  const consentId = await consentTo('P-001', ['inScope']);
  h.clock.now = at('2026-03-10 09:58:59');
  const given = valueIn(await pull('P-001'));
  expect(given.dataClasses).toEqual(['inScope']);
  expect(valueIn(await read(given.token)).values).toEqual({ inScope: 1_007_500 });
  expect(await latest()).toMatchObject({
    actor_id: 'insurer/INS-001',
    purpose: 'disclosure',
    fields: ['inScope'],
    product: 'P-001',
    about: settlementId,
  });
  h.clock.now = instant(at('2026-03-10 10:00:00') - 1);
  valueIn(await h.side.services.revokeConsent(me, { consentId, channel: 'web' }));
  h.clock.now = instant(at('2026-03-10 10:01:00') - 1);
  expect(await pull('P-001', ['inScope'])).toMatchObject({ ok: false, refusal: { code: 'consent-revoked' } });
  expect(await latest()).toMatchObject({
    actor_id: 'insurer/INS-001',
    purpose: 'disclosure-refused',
    fields: ['inScope'],
    refusal: 'consent-revoked',
  });
});

test('K-03 K-04 of every class alone: a disclosure says that class and nothing else', async () => {
  h.clock.now = at('2026-03-11 09:00:00');
  for (const [index, only] of PURPOSE_NEEDS['claim-settlement'].classes.entries()) {
    const product = `ONE-${index}`;
    await consentTo(product, [only]);
    const pulled = await pull(product, DATA_CLASSES);
    if (!pulled.ok) {
      // Not held at this side of the province: nothing goes out in its place.
      expect(['invoice', 'diagnosis', 'billLines']).toContain(only);
      continue;
    }
    const { values } = valueIn(await read(pulled.value.token));
    expect(Object.keys(values)).toEqual([only]);
    const shownTexts = pulled.value.token.split('~').slice(1, -1);
    expect(shownTexts.map((each) => JSON.parse(Buffer.from(each, 'base64url').toString())[1])).toEqual([
      only,
    ]);
  }
});

test('K-03 a disclosure is worth nothing changed, to another recipient, later, or under another key', async () => {
  await consentTo('P-009', ['inScope', 'publicFunds']);
  const { token } = valueIn(await pull('P-009'));
  const [signed, first, second] = token.split('~') as [string, string, string];
  const invented = Buffer.from(JSON.stringify(['salt', 'inScope', 1])).toString('base64url');
  const other = { ...h.side.services.disclosureKey(), x: 'A'.repeat(43) };
  expect((await read(token)).ok).toBe(true);
  // Showing less than was given is the recipient's right; adding is not.
  expect((await read(`${signed}~${first}~`)).ok).toBe(true);
  expect((await read(`${signed}~${first}~${second}~${invented}~`)).ok).toBe(false);
  expect(await read(token.replace(/\./, '.e'))).toMatchObject({ ok: false });
  expect((await read(token, { audience: 'insurer/INS-002' })).ok).toBe(false);
  expect((await read(token, { now: Math.floor(h.clock.now / 1000) + 601 })).ok).toBe(false);
  expect((await read(token, { key: other })).ok).toBe(false);
});

test('K-03 a bill that is not the person’s is refused by its name, and written down', async () => {
  await consentTo('P-010', ['inScope']);
  const asked = { recipient: INSURER, personId: id, purpose: 'claim-settlement', product: 'P-010' } as const;
  const pulled = await h.side.services.disclose({ ...asked, settlementId: 'S-unknown' });
  expect(pulled).toMatchObject({ refusal: { code: 'disclosure-subject-unknown' } });
  expect(await latest()).toMatchObject({ purpose: 'disclosure-refused', about: 'S-unknown' });
});
