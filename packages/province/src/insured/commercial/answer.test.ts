import { statement, useTestDatabase } from '@zhijie/database';
import { type CommercialFact, type InsurerQuestion, RESULT_CLASSES } from '@zhijie/exchange';
import { instant } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import { agree, cover, exampleInsurer, overhear } from '../testing/commercial.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { readAnswer } from './answer.ts';

const db = useTestDatabase(allMigrations);
const insurer = exampleInsurer();
const facts: CommercialFact[] = [];
let h: Harness;
let settlementId: string;
const PATIENT = personId('journey-long-term');
const PRODUCT = 'demo-b-2026';
let consentId: string;

beforeAll(async () => {
  h = harness(db, { commercial: insurer.deps });
  overhear(h, facts);
  await h.side.seed(examplePersons);
  await cover(h, examplePersons.find((one) => one.key === 'journey-long-term')!, PRODUCT);
  consentId = await agree(h, PATIENT, PRODUCT, ['inScope']);
});

let bills = 0;
let legs = 0;
beforeEach(async () => {
  facts.length = 0;
  insurer.asked.length = 0;
  settlementId = `S-M${++bills}`;
  const bill = inpatientBill({ personId: PATIENT, visitId: settlementId, usesPersonalAccount: false });
  valueIn(await h.ask('settlement.settle@1', { settlementId, requestedAt: h.clock.now, bill }));
});

const hold = async (own: object = {}) => {
  const ask = {
    legId: `M-${++legs}`,
    actId: 'A-1',
    settlementId,
    personId: PATIENT,
    kind: 'insurer' as const,
    payer: PRODUCT,
    asked: 1_000_000,
    until: h.clock.now + 60_000,
    ...own,
  };
  return { ask, held: valueIn(await h.ask('leg.hold@1', ask)) };
};
const undo = async (legId: string) =>
  valueIn(await h.ask('leg.void@1', { legId, personId: PATIENT, kind: 'insurer' }));
const TOLD = statement(
  'test.commercial.told',
  `select subject from insured.message where kind = 'insurer-later' and subject like $1 || '.%'
   order by created_at, subject`,
);
const toldOf = async (claimId: string) =>
  (await db.query<{ subject: string }>(TOLD, [claimId])).map(({ subject }) => subject.split('.').at(-1));
const laterOf = async () => valueIn(await h.side.services.laterClaimsOf(personActor(PATIENT), PATIENT));

describe('K-04 an insurer that answers by itself', () => {
  test('K-03 K-04 hears sums of the consented classes, no name, no line, no class besides; pays; is told', async () => {
    insurer.says = (question) => JSON.stringify(insurer.pays(question, 250_000));
    const { ask, held } = await hold();
    expect(held).toMatchObject({ state: 'held', amount: 250_000 });
    const [question] = insurer.asked;
    expect(Object.keys(question!).sort()).toEqual(
      ['asked', 'insurer', 'left', 'policyNumber', 'product', 'questionId', 'until'].sort(),
    );
    expect(Object.keys(question!.left)).toEqual(['inScope']);
    expect(JSON.stringify(question)).not.toContain(PATIENT);
    expect(valueIn(await h.ask('leg.confirm@1', { legId: ask.legId }))).toMatchObject({ amount: 250_000 });
    expect(facts).toMatchObject([{ kind: 'paid', insurer: 'demo-property', amount: 250_000, layers: [] }]);
    expect(JSON.stringify(facts)).not.toContain(PATIENT);
    const log = valueIn(await h.side.services.accessLog(personActor(PATIENT), { personId: PATIENT }));
    const shown = log.filter(({ purpose }) => purpose === 'disclosure');
    expect(shown[0]).toMatchObject({ fields: ['inScope'], product: PRODUCT, about: settlementId });
    await undo(ask.legId);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  const question: InsurerQuestion = {
    questionId: 'q',
    insurer: 'demo-property',
    product: PRODUCT,
    policyNumber: 'p',
    left: { inScope: 500 },
    asked: 400,
    until: 9,
  };
  const answer = insurer.pays(question, 300);
  const key = insurer.deps.insurerKey!('demo-property')!;
  const read = (said: object) => {
    const result = readAnswer(question, insurer.signed(JSON.stringify(said)), key);
    return result.ok ? 'taken' : result.refusal.code;
  };

  test('its answer is taken as it was signed and not otherwise', () => {
    expect(read(answer)).toBe('taken');
    const signed = insurer.signed(JSON.stringify(answer));
    const changed = { ...signed, text: signed.text.replace('300', '301') };
    expect(readAnswer(question, changed, key)).toMatchObject({ refusal: { code: 'unsigned' } });
    const stranger = exampleInsurer().signed(JSON.stringify(answer));
    expect(readAnswer(question, stranger, key)).toMatchObject({ refusal: { code: 'unsigned' } });
    expect(readAnswer(question, { ...signed, signature: '*' }, key)).toMatchObject({
      refusal: { code: 'unsigned' },
    });
  });

  const MORE = ['name', 'certificateNumber', 'diagnosis', 'lines', 'hospital', 'personId', 'note', 'amount'];
  test.each(MORE)('K-04 an answer with a field %s is no answer', (field) => {
    expect(read({ ...answer, [field]: 'x' })).toBe('unreadable');
    expect(read({ ...answer, paid: { ...answer.paid, [field]: 1 } })).toBe('unreadable');
  });

  test.each(RESULT_CLASSES.filter((one) => one !== 'inScope'))(
    'K-03 an answer about %s, which was not consented to, is no answer',
    (field) => {
      expect(read({ ...answer, paid: { [field]: 1 } })).toBe('unasked-class');
    },
  );

  test('an answer that pays more than is left or asked, or another question, is no answer', () => {
    expect(read({ ...answer, paid: { inScope: 501 } })).toBe('too-much');
    expect(read({ ...answer, paid: { inScope: 401 } })).toBe('too-much');
    expect(read({ ...answer, questionId: 'other' })).toBe('other-question');
    expect(read({ ...answer, insurer: 'demo-life' })).toBe('other-question');
    expect(read({ ...answer, paid: { inScope: -1 } })).toBe('unreadable');
  });
});

describe('K-07 the public settlement never waits for an insurer', () => {
  test('silent for 3 s, it is put off and told; the claim is settled later, to the person', async () => {
    const waits: number[] = [];
    const silent = {
      ...insurer.deps,
      line: { ask: () => new Promise<null>(() => undefined) },
      patience: (ms: number) => {
        waits.push(ms);
        return AbortSignal.abort();
      },
    };
    (h.deps as { commercial: unknown }).commercial = silent;
    const { ask, held } = await hold();
    (h.deps as { commercial: unknown }).commercial = insurer.deps;
    expect(waits).toEqual([3000]);
    expect(held).toMatchObject({ state: 'later', amount: 0, reason: { code: 'insurer-later' } });
    expect(held.reason!.text).toContain('转为事后理赔');
    expect((await laterOf())[0]).toMatchObject({ state: 'queued', claimId: ask.legId, attempts: 0 });
    // Settled, whatever the insurer does.
    const bill = valueIn(
      await h.side.services.billOfPerson(personActor(PATIENT), { personId: PATIENT, settlementId }),
    );
    expect(bill.state).toBe('settled');

    insurer.says = (question) => JSON.stringify({ ...insurer.pays(question, 0), decision: 'later' });
    expect(await h.side.driveCommercial()).toBe(1);
    expect((await laterOf())[0]).toMatchObject({ state: 'queued', attempts: 1 });
    expect(await h.side.driveCommercial()).toBe(0);
    insurer.says = (question) => JSON.stringify(insurer.pays(question, 120_000));
    h.clock.now = instant(h.clock.now + 60_000);
    expect(await h.side.driveCommercial()).toBe(1);
    expect((await laterOf())[0]).toMatchObject({ state: 'paid' });
    expect(new Set(insurer.asked.map(({ questionId }) => questionId)).size).toBe(1);
    expect(facts).toMatchObject([{ kind: 'paid', payee: 'person', amount: 120_000 }]);
    expect(await toldOf(ask.legId)).toEqual(['queued', 'paid']);
    expect(await insuredInvariants(db)).toEqual([]);

    expect((await undo(ask.legId)).state).toBe('voided');
    expect(facts[1]).toMatchObject({ kind: 'undone', payee: 'person', undoes: facts[0]!.factId });
    expect((await laterOf())[0]).toMatchObject({ state: 'withdrawn' });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test.each([
    ['declines', (q: InsurerQuestion) => JSON.stringify(insurer.pays(q, 0)), 'refused', 'insurer-declined'],
    ['says what is no answer', () => '{}', 'later', 'insurer-later'],
    ['is not there', () => null, 'later', 'insurer-later'],
  ] as const)('an insurer that %s', async (_name, says, state, code) => {
    insurer.says = says;
    const { ask, held } = await hold();
    expect(held).toMatchObject({ state, amount: 0, reason: { code } });
    await undo(ask.legId);
    expect((await laterOf()).every((one) => one.state !== 'queued')).toBe(true);
    expect(facts).toEqual([]);
  });

  test('a person may ask a product afterwards, once', async () => {
    insurer.says = (question) => JSON.stringify(insurer.pays(question, 1000));
    const claim = { personId: PATIENT, settlementId, product: PRODUCT };
    const me = personActor(PATIENT);
    valueIn(await h.side.services.claimLater(me, claim));
    expect(await h.side.services.claimLater(me, claim)).toMatchObject({
      refusal: { code: 'later-not-possible' },
    });
    await h.side.driveCommercial();
    expect(facts).toMatchObject([{ payee: 'person', amount: 1000 }]);
    expect((await hold()).held).toMatchObject({ state: 'refused', reason: { code: 'settled-otherwise' } });
    const stranger = personActor(personId('curl'));
    expect(await h.side.services.claimLater(stranger, claim)).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
  });
});

test('K-03 revoked between hold and confirmation, nothing leaves and nothing is paid', async () => {
  const person = examplePersons.find((one) => one.key === 'journey-referral')!;
  await cover(h, person, 'demo-a-2026');
  const own = { personId: person.personId, payer: 'demo-a-2026', asked: 2_000_000 };
  const id = 'S-REVOKED';
  const totals = { total: 9_000_000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 9_000_000 };
  const bill = inpatientBill({ personId: own.personId, visitId: id, usesPersonalAccount: false, totals });
  valueIn(await h.ask('settlement.settle@1', { settlementId: id, requestedAt: h.clock.now, bill }));
  const refused = await hold({ ...own, settlementId: id });
  expect(refused.held).toMatchObject({ state: 'refused', reason: { code: 'no-consent' } });
  const given = await agree(h, own.personId, 'demo-a-2026');
  const { ask, held } = await hold({ ...own, settlementId: id });
  expect(held.state).toBe('held');
  const me = personActor(own.personId);
  valueIn(await h.side.services.revokeConsent(me, { consentId: given, channel: 'web' }));
  expect(valueIn(await h.ask('leg.confirm@1', { legId: ask.legId }))).toMatchObject({
    state: 'voided',
    amount: 0,
    reason: { code: 'no-consent' },
  });
  expect(facts).toEqual([]);
  expect(await insuredInvariants(db)).toEqual([]);
});

test('K-03 without consent the insurer is not even asked', async () => {
  const me = personActor(PATIENT);
  valueIn(await h.side.services.revokeConsent(me, { consentId, channel: 'web' }));
  const { held } = await hold();
  expect(held).toMatchObject({ state: 'refused', amount: 0, reason: { code: 'no-consent' } });
  expect(insurer.asked).toEqual([]);
});
