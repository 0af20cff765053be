import { useTestDatabase } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import { beforeAll, expect, test } from 'vitest';
import {
  allMigrations,
  CARE_AREA,
  examplePersons,
  type Harness,
  HOSPITAL,
  harness,
  personId,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
const id = personId('journey-1');
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

async function shownCode(): Promise<string> {
  const actor = { id, kind: 'person', node: '99', areas: [], roles: [] } as const;
  const issued = await h.side.services.issueCredential(actor, id);
  assert(issued.ok, 'a person gets a code');
  return issued.value.code;
}

const scan = (code: string, decodeId: string) => ({
  decodeId,
  code,
  operatorId: '0001',
  departmentId: '01',
  business: 'registration' as const,
});

const codesOf = (results: readonly { ok: boolean; refusal?: { code: string } }[]) =>
  results.map((one) => (one.ok ? 'success' : one.refusal!.code)).sort();

const EIGHT = Array.from({ length: 8 }, (_, index) => `act-${index}`);
const ONE_OF_EIGHT = [...Array(7).fill('credential-used'), 'success'];

test('Q-10 of eight institutions’ scans of one code at once, one gets the token', async () => {
  const code = await shownCode();
  const results = await Promise.all(EIGHT.map((each) => h.ask('credential.decode@1', scan(code, each))));
  expect(codesOf(results)).toEqual(ONE_OF_EIGHT);
});

test('Q-10 of eight acts with one token at once, one uses it up', async () => {
  const { token } = valueIn(await h.ask('credential.decode@1', scan(await shownCode(), 'D')));
  const shown = { certificateType: 'insurance-code', certificateNumber: token } as const;
  const rest = { cardSerial: null, name: null, asOf: '2026-03-10' };
  const act = (usedBy: string) => {
    const presentation = { operatorId: '0001', businesses: ['registration' as const], usedBy };
    return h.ask('person.identify@1', { ...shown, ...rest, presentation });
  };
  expect(codesOf(await Promise.all(EIGHT.map(act)))).toEqual(ONE_OF_EIGHT);
});

test('Q-10 a code names its area, and another node does not answer for it', async () => {
  const code = await shownCode();
  expect(code).toMatch(/^990100\d{22}$/);
  const elsewhere = { careArea: CARE_AREA, providerId: HOSPITAL, insuredArea: '410100' };
  const result = await h.ask('credential.decode@1', scan(code, 'E'), elsewhere);
  expect(result).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
});

const me = { id, kind: 'person', node: '99', areas: [], roles: [] } as const;
const switchCode = (isActive: boolean) => h.side.services.switchCode(me, { personId: id, isActive });

test('Q-10 the first showing activates; off counts at once for codes and unused tokens, on begins anew', async () => {
  const shown = await shownCode();
  expect(await h.side.services.codeState(me, id)).toMatchObject({ value: { state: 'active' } });
  const { token } = valueIn(await h.ask('credential.decode@1', scan(await shownCode(), 'S1')));
  const second = await shownCode();
  valueIn(await switchCode(false));
  expect(await h.side.services.issueCredential(me, id)).toMatchObject({
    refusal: { code: 'credential-inactive' },
  });
  expect((await h.ask('credential.decode@1', scan(second, 'S2'))).ok).toBe(false);
  expect((await h.ask('credential.decode@1', scan(shown, 'S3'))).ok).toBe(false);
  const presentation = { operatorId: '0001', businesses: ['registration' as const], usedBy: 'act' };
  const identified = await h.ask('person.identify@1', {
    certificateType: 'insurance-code',
    certificateNumber: token,
    cardSerial: null,
    name: null,
    asOf: '2026-03-10',
    presentation,
  });
  expect(identified).toMatchObject({ refusal: { code: 'credential-expired' } });
  valueIn(await switchCode(true));
  expect((await h.ask('credential.decode@1', scan(await shownCode(), 'S4'))).ok).toBe(true);
});

test('Q-10 Q-07 nobody else shows or switches the code: not a stranger, not an agency, not a delegate', async () => {
  const stranger = { ...me, id: personId('curl') };
  const actsFor = {
    delegationId: 'D',
    personId: id,
    scopes: ['bills', 'consents'],
    isGuardian: false,
  } as const;
  const agency = { ...me, id: 'agency', kind: 'agency', areas: ['990100'] } as const;
  for (const actor of [stranger, { ...stranger, actsFor }, agency]) {
    const refused = { refusal: { code: 'not-permitted' } };
    expect(await h.side.services.issueCredential(actor, id)).toMatchObject(refused);
    expect(await h.side.services.switchCode(actor, { personId: id, isActive: false })).toMatchObject(refused);
  }
  const guardian = { ...stranger, actsFor: { ...actsFor, isGuardian: true } };
  expect((await h.side.services.issueCredential(guardian, id)).ok).toBe(true);
});
