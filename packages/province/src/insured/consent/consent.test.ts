import { statement, useTestDatabase } from '@zhijie/database';
import { addDays, dateOf, instant } from '@zhijie/kernel';
import { beforeAll, expect, test } from 'vitest';
import {
  agencyOf,
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import type { ConsentRequest } from './service.ts';
import { consentFor } from './standing.ts';
import { DATA_CLASSES, type DataClass } from './words.ts';

const db = useTestDatabase(allMigrations);
const id = personId('journey-1');
const me = personActor(id);
const INSURER = { kind: 'insurer', id: 'INS-001', name: '示例保险' } as const;
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

const forClaims = (own: Partial<ConsentRequest> = {}): ConsentRequest => ({
  personId: id,
  recipient: INSURER,
  purpose: 'claim-settlement',
  product: 'P-001',
  dataClasses: ['inScope'],
  ...own,
});

async function give(request: ConsentRequest, actor = me): Promise<string> {
  const form = valueIn(await h.side.services.consentForm(actor, request));
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  const given = { ...request, startsOn: undefined, ...agreed };
  return valueIn(await h.side.services.giveConsent(actor, given)).consentId;
}

const wanted = (dataClass: DataClass, moment: number, own: object = {}) => ({
  personId: id,
  recipient: INSURER,
  product: 'P-001',
  purpose: 'claim-settlement' as const,
  dataClass,
  at: instant(moment),
  ...own,
});
const codeOf = async (answer: ReturnType<typeof consentFor>): Promise<string> => {
  const result = await answer;
  return result.ok ? 'stands' : result.refusal.code;
};

test('K-03 a consent revoked at 10:00:00 refuses at 10:00:01, and stood at 09:59:59', async () => {
  const consentId = await give(forClaims());
  const ten = at('2026-03-10 10:00:00');
  h.clock.now = instant(ten - 1);
  const revoked = valueIn(await h.side.services.revokeConsent(me, { consentId, channel: 'web' }));
  expect(revoked.revokedAt).toBe(ten);
  expect(await codeOf(consentFor(db, wanted('inScope', ten - 1000)))).toBe('stands');
  expect(await codeOf(consentFor(db, wanted('inScope', ten)))).toBe('consent-revoked');
  expect(await codeOf(consentFor(db, wanted('inScope', ten + 1000)))).toBe('consent-revoked');
  expect(valueIn(await h.side.services.revokeConsent(me, { consentId, channel: 'web' })).revokedAt).toBe(ten);
});

test.each([
  ['another class', 'excluded', {}],
  ['another product', 'inScope', { product: 'P-002' }],
  ['another purpose', 'inScope', { purpose: 'underwriting' }],
  ['another recipient', 'inScope', { recipient: { kind: 'insurer', id: 'INS-002' } }],
  ['a recipient of another kind', 'inScope', { recipient: { kind: 'bank', id: 'INS-001' } }],
  ['another person', 'inScope', { personId: personId('curl') }],
  ['a day before it begins', 'inScope', { at: at('2026-03-10 08:00:00') }],
] as const)('K-03 nothing follows from a consent for %s', async (_name, dataClass, own) => {
  h.clock.now = at('2026-03-11 09:00:00');
  const later = at('2026-03-11 10:00:00');
  if (!(await consentFor(db, wanted('inScope', later))).ok) await give(forClaims());
  expect(await codeOf(consentFor(db, wanted('inScope', later)))).toBe('stands');
  expect(await codeOf(consentFor(db, wanted(dataClass, later, own)))).toBe('consent-missing');
});

test('K-03 a consent ends with its last day', async () => {
  h.clock.now = at('2026-03-12 09:00:00');
  const endsOn = dateOf(h.clock.now);
  await give(forClaims({ product: 'P-003', endsOn }));
  const of = (moment: number) => codeOf(consentFor(db, wanted('inScope', moment, { product: 'P-003' })));
  expect(await of(at(`${endsOn} 23:59:59`))).toBe('stands');
  expect(await of(at(`${addDays(endsOn, 1)} 00:00:00`))).toBe('consent-expired');
});

test.each([
  [
    'a class that the purpose does not need',
    { dataClasses: ['inScope', 'faceTemplate'] },
    'consent-class-not-needed',
  ],
  ['no class at all', { dataClasses: [] }, 'consent-class-not-needed'],
  ['a bank for a claim', { recipient: { kind: 'bank', id: 'B', name: 'B' } }, 'consent-recipient-differs'],
  ['no product', { product: null }, 'consent-product-missing'],
  ['a period that ends before it begins', { endsOn: '2026-03-01' }, 'consent-period'],
  ['a period of six years', { endsOn: '2032-03-20' }, 'consent-period'],
] as const)('K-03 refuses %s', async (_name, own, code) => {
  const asked = forClaims(own as Partial<ConsentRequest>);
  expect(await h.side.services.consentForm(me, asked)).toMatchObject({ ok: false, refusal: { code } });
});

test('K-03 each sensitive class is agreed to by itself, in the words that were shown', async () => {
  const asked = forClaims({ product: 'P-004', dataClasses: ['coverage', 'inScope', 'diagnosis'] });
  const form = valueIn(await h.side.services.consentForm(me, asked));
  expect(form.sensitiveClasses).toEqual(['inScope', 'diagnosis']);
  const agree = (separately: readonly DataClass[], textHash = form.textHash) =>
    h.side.services.giveConsent(me, { ...asked, textHash, separately, channel: 'web' });
  expect(await agree(['inScope'])).toMatchObject({
    refusal: { code: 'separate-consent-missing', detail: { dataClass: 'diagnosis' } },
  });
  expect(await agree(['inScope', 'diagnosis'], 'f'.repeat(64))).toMatchObject({
    refusal: { code: 'consent-text-differs' },
  });
  const { consentId } = valueIn(await agree(['inScope', 'diagnosis']));
  const kept = valueIn(await h.side.services.consentTextOf(me, consentId));
  expect(kept).toEqual({ text: form.text, textHash: form.textHash });
  expect(await agree(['inScope', 'diagnosis'])).toMatchObject({ refusal: { code: 'consent-exists' } });
});

test('K-03 nobody else gives or withdraws: not a stranger, not the agency', async () => {
  const consentId = await give(forClaims({ product: 'P-005' }));
  const stranger = personActor(personId('curl'));
  for (const actor of [stranger, agencyOf('990100')]) {
    const given = await h.side.services.consentForm(actor, forClaims({ product: 'P-006' }));
    expect(given).toMatchObject({ refusal: { code: 'not-permitted' } });
    const withdrawn = await h.side.services.revokeConsent(actor, { consentId, channel: 'web' });
    expect(withdrawn).toMatchObject({ refusal: { code: 'not-permitted' } });
  }
});

test('K-03 consents are facts: neither changed nor removed, each a leaf of the journal', async () => {
  const consentId = await give(forClaims({ product: 'P-007' }));
  const change = statement('test.change', 'update insured.consent set ends_on = $2 where consent_id = $1');
  await expect(db.query(change, [consentId, '2036-01-01'])).rejects.toThrow();
  const leaves = statement('test.leaves', 'select kind from evidence.journal where subject = $1');
  expect(await db.query(leaves, [consentId])).toEqual([{ kind: 'insured.consent-given' }]);
  const own = valueIn(await h.side.services.consentsOf(me, { personId: id, limit: 100 }));
  expect(own.find((row) => row.consent_id === consentId)).toMatchObject({ state: 'standing' });
  expect(new Set(own.map((row) => row.state))).toContain('revoked');
});

test('every class has a place in a purpose', async () => {
  const { PURPOSE_NEEDS } = await import('./words.ts');
  const used = new Set(Object.values(PURPOSE_NEEDS).flatMap((need) => need.classes));
  expect([...used].sort()).toEqual([...DATA_CLASSES].sort());
});
