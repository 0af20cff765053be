import { type Database, statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hubEntry, insuredInvariants } from '../index.ts';
import {
  agree,
  cover,
  exampleInsurer,
  JOURNEY_SEVEN_FEES,
  journeySevenPolicies,
} from '../testing/commercial.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
const PRODUCT = 'demo-a-2026';
const PATIENT = examplePersons.find(({ key }) => key === 'journey-long-term')!;
const { personId } = PATIENT;

/** What the payer sends to the database; `before` may do something just before a statement. */
const sent: string[] = [];
let before: (name: string) => Promise<unknown> = () => Promise.resolve();
const watched: Database = {
  url: '',
  close: () => db.close(),
  async query(asked, values) {
    sent.push(asked.name);
    await before(asked.name);
    return db.query(asked, values);
  },
  transaction(work, options) {
    sent.push('transaction');
    return db.transaction(work, options);
  },
};

/** May stop the node at a crash point. */
let crash: (point: string) => void = () => undefined;
let h: Harness;
let consentId = '';
beforeAll(async () => {
  const { deps: commercial } = exampleInsurer();
  const entryOf: ReturnType<typeof hubEntry> = (outgoing) => hubEntry(() => h.clock.now)(outgoing);
  const crashpoint = (point: string) => crash(point);
  h = harness(watched, { policies: journeySevenPolicies(), commercial, entryOf, crashpoint });
  await h.side.seed(examplePersons);
  await cover(h, PATIENT, PRODUCT);
  consentId = await agree(h, personId, PRODUCT);
});
beforeEach(() => {
  before = () => Promise.resolve();
  crash = () => undefined;
});

let bills = 0;
async function settled(): Promise<{ settlementId: string; cash: number }> {
  const settlementId = `S-ONCE${++bills}`;
  const own = { personId, visitId: `V-ONCE${bills}`, usesPersonalAccount: false, totals: JOURNEY_SEVEN_FEES };
  const asked = { settlementId, requestedAt: h.clock.now, bill: inpatientBill(own) };
  return { settlementId, cash: valueIn(await h.ask('settlement.settle@1', asked)).parts.paidInCash };
}

const kind = 'insurer' as const;
const holdOf = ({ settlementId, cash }: { settlementId: string; cash: number }) => ({
  ...{ legId: `ONCE-${bills}`, actId: 'A-ONCE', settlementId, personId, kind, payer: PRODUCT, asked: cash },
  until: h.clock.now + 600_000,
});

async function during<T>(work: () => Promise<T>): Promise<{ value: T; names: readonly string[] }> {
  sent.length = 0;
  const value = await work();
  return { value, names: [...sent] };
}

const LEAVES = statement(
  'test.at-once.leaves',
  `select kind, count(*)::integer as n from evidence.journal where subject = $1 group by 1 order by 1`,
);
const TOLD = statement(
  'test.at-once.told',
  `select (select count(*)::integer from node.outbox where message = 'commercial.paid@1') as facts,
     (select count(*)::integer from insured.disclosure where person_id = $1) as disclosures`,
);

describe('K-04 an insurer whose product this node computes', () => {
  it('holds in one commit and pays in one, with every leaf; each word again says the same', async () => {
    const ask = holdOf(await settled());
    const held = await during(async () => valueIn(await h.ask('leg.hold@1', ask)));
    expect(held.value).toMatchObject({ state: 'held', heldUntil: ask.until });
    expect(held.names).toEqual(['insured.commercial.holding', 'insured.commercial.hold-leg']);
    expect(valueIn(await h.ask('leg.hold@1', ask))).toEqual(held.value);
    const { legId } = ask;
    const paid = await during(async () => valueIn(await h.ask('leg.confirm@1', { legId, kind })));
    expect(paid.value).toMatchObject({ state: 'confirmed', amount: held.value.amount, heldUntil: null });
    expect(paid.names).toEqual(['insured.commercial.confirming', 'insured.commercial.confirm-leg']);
    expect(valueIn(await h.ask('leg.confirm@1', { legId, kind }))).toEqual(paid.value);
    expect(valueIn(await h.ask('leg.outcome@1', { legId }))).toEqual(paid.value);
    expect(await db.query(LEAVES, [legId])).toEqual([
      { kind: 'insured.commercial-payment', n: 2 },
      { kind: 'insured.leg', n: 2 },
      { kind: 'insured.leg-asked', n: 1 },
    ]);
    expect(await db.query(TOLD, [personId])).toEqual([{ facts: 1, disclosures: 1 }]);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  it('K-02 decides again when the product-year moved since it was read', async () => {
    const [first, second] = [holdOf(await settled()), holdOf(await settled())];
    let isOther = false;
    before = async (name) => {
      if (name !== 'insured.commercial.hold-leg' || isOther) return;
      isOther = true;
      await h.ask('leg.hold@1', second);
    };
    const held = await during(async () => valueIn(await h.ask('leg.hold@1', first)));
    expect(held.names.filter((name) => name === 'insured.commercial.hold-leg')).toHaveLength(2);
    expect(held.value.state).toBe('held');
    expect(await insuredInvariants(db)).toEqual([]);
  });

  it('K-07 pays no payment that its leg has not heard of: the leg is asked about first', async () => {
    // An earlier bill that nobody counted: the hold goes the long way, and stops between payment and leg.
    await settled();
    const ask = holdOf(await settled());
    const { legId } = ask;
    crash = (point) => {
      if (point === 'insured.commercial.after-commit') throw new Error('stopped');
    };
    await expect(h.ask('leg.hold@1', ask)).rejects.toThrow('stopped');
    crash = () => undefined;
    expect(valueIn(await h.ask('leg.confirm@1', { legId, kind })).state).toBe('absent');
    expect(valueIn(await h.ask('leg.outcome@1', { legId })).state).toBe('held');
    expect(valueIn(await h.ask('leg.confirm@1', { legId, kind })).state).toBe('confirmed');
    expect(await insuredInvariants(db)).toEqual([]);
  });

  it('K-03 pays nothing when the consent is withdrawn after it was read', async () => {
    const ask = holdOf(await settled());
    expect(valueIn(await h.ask('leg.hold@1', ask)).state).toBe('held');
    before = async (name) => {
      if (name !== 'insured.commercial.confirm-leg') return;
      before = () => Promise.resolve();
      valueIn(await h.side.services.revokeConsent(personActor(personId), { consentId, channel: 'web' }));
    };
    const told = (await db.query(TOLD, [personId]))[0];
    expect(valueIn(await h.ask('leg.confirm@1', { legId: ask.legId, kind }))).toMatchObject({
      state: 'voided',
      amount: 0,
      reason: { code: 'no-consent' },
    });
    expect((await db.query(TOLD, [personId]))[0]).toEqual(told);
    expect(await insuredInvariants(db)).toEqual([]);
  });
});
