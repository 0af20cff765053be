import { statement, useTestDatabase } from '@zhijie/database';
import type { CommercialFact } from '@zhijie/exchange';
import { instant } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  agree,
  cover,
  exampleInsurer,
  JOURNEY_SEVEN_FEES,
  journeySevenPolicies,
  overhear,
} from '../testing/commercial.ts';
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

const db = useTestDatabase(allMigrations);
const insurer = exampleInsurer();
const facts: CommercialFact[] = [];
let h: Harness;
const personOf = (key: string) => examplePersons.find((one) => one.key === key)!;
const FATHER = personId('journey-long-term');
const SECOND = personId('journey-referral');
const THIRD = personId('journey-temporary');

beforeAll(async () => {
  h = harness(db, { policies: journeySevenPolicies(), commercial: insurer.deps });
  overhear(h, facts);
  await h.side.seed(examplePersons);
});

type Fees = typeof JOURNEY_SEVEN_FEES;
let bills = 0;
const cash = new Map<string, number>();

async function settle(person: string, totals: Fees = JOURNEY_SEVEN_FEES): Promise<string> {
  const settlementId = `S-K${++bills}`;
  const bill = inpatientBill({
    personId: person,
    visitId: `V-K${bills}`,
    totals,
    usesPersonalAccount: false,
  });
  const rows = [{ category: 'western-drug', fees: totals }];
  const whole = { ...bill, fees: { kind: 'categories' as const, rows } };
  const settled = await h.ask('settlement.settle@1', { settlementId, requestedAt: h.clock.now, bill: whole });
  cash.set(settlementId, valueIn(settled).parts.paidInCash);
  return settlementId;
}

const inScope = (amount: number): Fees => ({
  ...JOURNEY_SEVEN_FEES,
  total: amount,
  excluded: 0,
  eligible: amount,
});

let legs = 0;
const asking = (person: string, settlementId: string, own: object = {}) => ({
  legId: `L-${++legs}`,
  actId: 'A-1',
  settlementId,
  personId: person,
  kind: 'insurer' as const,
  payer: 'demo-a-2026',
  asked: cash.get(settlementId)!,
  until: h.clock.now + 60_000,
  ...own,
});

const hold = async (person: string, settlementId: string, own: object = {}) => {
  const ask = asking(person, settlementId, own);
  return { ask, held: valueIn(await h.ask('leg.hold@1', ask)) };
};
const confirm = async (legId: string) => valueIn(await h.ask('leg.confirm@1', { legId }));
const undo = async (legId: string, person: string) =>
  valueIn(await h.ask('leg.void@1', { legId, personId: person, kind: 'insurer' }));

const YEAR = statement(
  'test.commercial.year',
  `select coalesce(sum((d.value ->> 'counted')::bigint), 0)::bigint as counted,
     coalesce(sum((d.value ->> 'paid')::bigint), 0)::bigint as paid
   from insured.commercial_payment p cross join lateral jsonb_each(p.delta) d
   where p.person_id = $1 and (p.state in ('held', 'confirmed') or p.state = 'counted' and exists (
     select 1 from insured.settlement s where s.person_id = p.person_id
       and s.settlement_id = p.settlement_id and s.state = 'settled'))`,
);
const year = async (person: string) => (await db.query(YEAR, [person]))[0];

const PUBLIC = statement(
  'test.commercial.public',
  `select md5(coalesce(string_agg(s::text, '|' order by s.settlement_id), '')) || (
     select md5(coalesce(string_agg(a::text, '|' order by a.year), '')) from insured.accumulators a
     where a.person_id = $1) || (
     select md5(coalesce(string_agg(t::text, '|' order by t.transfer_id), '')) from insured_ledger.transfer t)
     || (select md5(coalesce(string_agg(r::text, '|' order by r.item_id), '')) from insured.trade_row r)
     as bytes
   from insured.settlement s where s.person_id = $1`,
);
/** Everything public about a person, byte for byte; the whole public ledger and what public clearing sees. */
const publicBytes = async (person: string) => (await db.query<{ bytes: string }>(PUBLIC, [person]))[0]!.bytes;

describe('journey 7: three payers of one stay', () => {
  test('K-01 K-02 K-06 K-08 the insurer pays 6,899.10 of 76,123.88, the patient 24,724.78, on a slip of its own', async () => {
    await cover(h, personOf('journey-long-term'), 'demo-a-2026');
    await agree(h, FATHER, 'demo-a-2026');
    const settlementId = await settle(FATHER);
    const { decision } = valueIn(
      await h.side.services.billOfPerson(personActor(FATHER), { personId: FATHER, settlementId }),
    );
    expect(decision.parts).toMatchObject({
      feeTotal: 7_612_388,
      paidByPooledFund: 4_130_000,
      paidByCriticalIllness: 320_000,
      paidInCash: 3_162_388,
    });
    const before = await publicBytes(FATHER);
    const left = decision.parts.paidInCash;
    const quoted = valueIn(await h.ask('leg.quote@1', { settlementId, personId: FATHER, left }));
    expect(quoted.offers).toContainEqual({
      kind: 'insurer',
      payer: 'demo-a-2026',
      name: '示例市惠民保（虚构，DEMO-居民-A 的商业补充）',
      amount: 689_910,
      obstacle: null,
    });
    const { ask, held } = await hold(FATHER, settlementId);
    expect(held).toMatchObject({ state: 'held', amount: 689_910, heldUntil: ask.until });
    expect(facts).toEqual([]);
    const paid = await confirm(ask.legId);
    expect(paid).toMatchObject({ state: 'confirmed', amount: 689_910 });
    expect(left - paid.amount).toBe(2_472_478);
    const key = { personId: FATHER, slipId: paid.slipId! };
    expect(valueIn(await h.side.services.commercialSlip(personActor(FATHER), key))).toMatchObject({
      state: 'confirmed',
      payee: 'hospital',
      amount: 689_910,
      owed: 3_162_388,
      insurerName: '示例人寿保险（虚构）',
      layers: [{ key: 'in-catalogue', base: 1_862_388, deductibleUsed: 1_000_000, paid: 689_910 }],
    });
    expect(facts).toMatchObject([
      { kind: 'paid', payee: 'hospital', insurer: 'demo-life', amount: 689_910, paymentId: ask.legId },
    ]);
    // K-08: nothing public moved, and nothing that public clearing is made of.
    expect(await publicBytes(FATHER)).toBe(before);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('K-02 undone, deductible and cap are what they were, and the insurer hears of it once', async () => {
    facts.length = 0;
    const [slip] = valueIn(
      await h.side.services.commercialSlips(personActor(FATHER), { personId: FATHER }),
    ).rows;
    expect(await year(FATHER)).toEqual({ counted: 1_862_388, paid: 689_910 });
    expect((await undo('L-1', FATHER)).state).toBe('voided');
    expect((await undo('L-1', FATHER)).state).toBe('voided');
    expect((await confirm('L-1')).state).toBe('voided');
    expect(await year(FATHER)).toEqual({ counted: 0, paid: 0 });
    expect(facts).toMatchObject([{ kind: 'undone', undoes: `${slip!.slipId}.paid`, amount: 689_910 }]);
    expect(await insuredInvariants(db)).toEqual([]);
  });
});

describe('one product-year', () => {
  test('K-02 the annual deductible is carried across visits, also over bills that nobody asked the insurer for', async () => {
    await cover(h, personOf('journey-referral'), 'demo-a-2026');
    await agree(h, SECOND, 'demo-a-2026');
    // 8,000.00: 60 % above 1,500.00 leaves 4,100.00 in scope; never put to the insurer.
    const first = await settle(SECOND, inScope(800_000));
    const second = await settle(SECOND, inScope(800_000));
    const below = await hold(SECOND, second);
    expect(below.held).toMatchObject({ state: 'refused', amount: 0, reason: { code: 'below-deductible' } });
    expect(await year(SECOND)).toEqual({ counted: 820_000, paid: 0 });
    const third = await settle(SECOND, inScope(800_000));
    const paid = await hold(SECOND, third);
    // 10,000.00 − 8,200.00 = 1,800.00 of 4,100.00 runs over the deductible; 80 % of the other 2,300.00.
    expect(paid.held).toMatchObject({ state: 'held', amount: 184_000 });
    await confirm(paid.ask.legId);
    expect(await year(SECOND)).toEqual({ counted: 1_230_000, paid: 184_000 });
    const reversal = {
      settlementId: first,
      personId: SECOND,
      reversalId: 'R-1',
      requestedAt: 1,
      reason: 'undo' as const,
    };
    valueIn(await h.ask('settlement.reverse@1', reversal));
    // A reversed bill runs over no deductible: what was paid stays, the next bill meets 1,800.00 of it.
    expect(await year(SECOND)).toEqual({ counted: 820_000, paid: 184_000 });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('K-02 an insurer pays no more than is asked, and one product pays a bill once', async () => {
    const settlementId = await settle(SECOND);
    const one = await hold(SECOND, settlementId, { asked: 100_000 });
    expect(one.held).toMatchObject({ state: 'held', amount: 100_000 });
    const again = await hold(SECOND, settlementId, { asked: 100_000 });
    expect(again.held).toMatchObject({ state: 'refused', reason: { code: 'settled-otherwise' } });
    expect(valueIn(await h.ask('leg.hold@1', one.ask))).toEqual(one.held);
    await undo(one.ask.legId, SECOND);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('a void that comes first stops its hold for ever; a hold ends by itself', async () => {
    const settlementId = await settle(SECOND);
    const late = asking(SECOND, settlementId);
    expect((await undo(late.legId, SECOND)).state).toBe('voided');
    const { ask, held } = await hold(SECOND, settlementId, { asked: 1_000_000 });
    expect(held.state).toBe('held');
    h.clock.now = instant(ask.until + 1);
    expect(await confirm(ask.legId)).toMatchObject({
      state: 'voided',
      amount: 0,
      reason: { code: 'expired' },
    });
    const other = await hold(SECOND, settlementId, { asked: 1_000_000 });
    h.clock.now = instant(other.ask.until + 1);
    expect(await h.side.driveCommercial()).toBe(1);
    expect(valueIn(await h.ask('leg.outcome@1', { legId: other.ask.legId })).state).toBe('voided');
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('K-02 holds of one holder at once, in any order, pay what they pay one after another', async () => {
    await cover(h, personOf('journey-temporary'), 'demo-a-2026');
    await agree(h, THIRD, 'demo-a-2026');
    const settlementIds: string[] = [];
    for (let i = 0; i < 4; i++) settlementIds.push(await settle(THIRD, inScope(800_000)));
    const holds = settlementIds.reverse().map((settlementId) => hold(THIRD, settlementId));
    const done = await Promise.all(holds);
    const { counted, paid } = (await year(THIRD)) as { counted: number; paid: number };
    expect(done.reduce((sum, { held }) => sum + held.amount, 0)).toBe(paid);
    expect(counted).toBeGreaterThan(1_000_000);
    expect(paid).toBe((counted - 1_000_000) * 0.8);
    for (const { ask } of done) await undo(ask.legId, THIRD);
    expect((await year(THIRD)) as object).toMatchObject({ paid: 0 });
    expect(await insuredInvariants(db)).toEqual([]);
  });
});

test('the doctor names a payment that was changed behind its leaf, and a bill that does not add up', async () => {
  const run = (name: string, sql: string) => db.query(statement(`test.commercial.${name}`, sql), []);
  const settlementId = await settle(SECOND);
  const { ask, held } = await hold(SECOND, settlementId, { asked: 50_000 });
  expect(held.state).toBe('held');
  await run('off', 'alter table insured.commercial_payment disable trigger user');
  await run(
    'less',
    `update insured.commercial_payment set amount = amount - 1 where payment_id = '${ask.legId}'`,
  );
  const found = (await insuredInvariants(db)).map(({ invariant, subject }) => `${invariant} ${subject}`);
  expect(found.sort()).toEqual([
    `commercial-bill-is-the-sum-of-its-payments ${settlementId}`,
    `commercial-payment-equals-its-leaf ${ask.legId}`,
    `commercial-payment-is-the-sum-of-its-parts ${ask.legId}`,
  ]);
  await run(
    'more',
    `update insured.commercial_payment set amount = amount + 1 where payment_id = '${ask.legId}'`,
  );
  await run('on', 'alter table insured.commercial_payment enable trigger user');
  await expect(
    run('again', `update insured.commercial_payment set amount = 1 where payment_id = '${ask.legId}'`),
  ).rejects.toThrow();
  await undo(ask.legId, SECOND);
  expect(await insuredInvariants(db)).toEqual([]);
});
