import { useTestDatabase } from '@zhijie/database';
import { type Fen, fen, instant } from '@zhijie/kernel';
import { freeBalanceOf, personalAccount } from '@zhijie/ledger';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  agencyOf,
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  outpatientBill,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { readBill } from './leg-store.ts';

const db = useTestDatabase(allMigrations);
const DONOR = personId('a1');
const PATIENT = personId('journey-1');
const CARE = { careArea: '990100', providerId: 'H99010100001' };
const certificateOf = (key: string) => examplePersons.find((person) => person.key === key)!;
const relative = certificateOf('journey-1');
const UNTIL = at('2026-03-10 09:10:00');
let h: Harness;
let count = 0;

beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});
beforeEach(() => {
  h.clock.now = at('2026-03-10 09:00:00');
});

afterEach(async () => {
  const { bindings } = valueIn(await h.side.services.bindingsOf(personActor(DONOR), { personId: DONOR }));
  for (const { bindingId, state } of bindings) if (state === 'active') await unbind(bindingId);
});

const wish = (own = {}) => ({
  donorId: DONOR,
  relativeCertificate: relative.citizenNumber as string,
  relativeName: relative.name,
  relation: 'spouse',
  byCommitment: true,
  scopes: ['outpatient', 'pharmacy'] as const,
  limitPerYear: null,
  endsOn: null,
  ...own,
});
const bind = (own = {}) => h.side.services.bindRelative(personActor(DONOR), wish(own));
const codeOf = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? 'ok' : result.refusal?.code;

/** A bound donor with this much on the account (fen), and how to leave. */
async function bound(own: { limitPerYear?: Fen; balance?: number; scopes?: readonly string[] } = {}) {
  const { balance = 0, ...rest } = own;
  const free = await freeOf();
  if (balance > free) {
    const amount = fen(balance - free);
    const funding = { personId: DONOR, insuranceType: 'employee', amount, eventId: `F${++count}` } as const;
    valueIn(await h.side.services.fundAccount(agencyOf('990101'), funding));
  }
  const { bindingId } = valueIn(await bind(rest));
  return bindingId;
}
const unbind = async (bindingId: string) =>
  valueIn(await h.side.services.revokeBinding(personActor(DONOR), bindingId));

/** A settled bill of the patient and what is left to pay of it, fen. */
async function settled(patient = PATIENT): Promise<{ settlementId: string; left: number }> {
  const settlementId = `S-family-${++count}`;
  const bill = outpatientBill({ personId: patient, visitId: settlementId });
  const request = { settlementId, requestedAt: h.clock.now, bill };
  valueIn(await h.ask('settlement.settle@1', request, CARE));
  const row = await readBill(db, { personId: patient, settlementId });
  return { settlementId, left: row!.cash };
}

type Leg = { legId: string; settlementId: string; payer: string; asked: number };
const hold = async (leg: Leg, patient = PATIENT) =>
  valueIn(
    await h.ask('leg.hold@1', { ...leg, actId: 'A1', personId: patient, kind: 'family', until: UNTIL }, CARE),
  );
const confirm = async (legId: string) => valueIn(await h.ask('leg.confirm@1', { legId }, CARE));
const undo = async (legId: string) =>
  valueIn(await h.ask('leg.void@1', { legId, personId: PATIENT, kind: 'family' }, CARE));
const freeOf = async () => (await freeBalanceOf(db, 'insured_ledger', personalAccount(DONOR)))!.free;

describe('Q-12 binding a relative inside the province', () => {
  test.each([
    ['a friend', { relation: 'friend' }, 'not-relative'],
    ['a relation nobody answers for', { byCommitment: false }, 'relation-unproven'],
    [
      'the donor',
      { relativeCertificate: certificateOf('a1').citizenNumber, relativeName: '王例一' },
      'relative-is-donor',
    ],
    ['another name', { relativeName: '李例三' }, 'name-mismatch'],
    ['nothing to use it for', { scopes: [] }, 'scope-missing'],
    ['a resident’s account', { donorId: personId('a2') }, 'not-permitted'],
  ])('%s is refused', async (_, own, code) => {
    expect(codeOf(await bind(own))).toBe(code);
  });

  test('what the register of households says of a relation counts, without a commitment', async () => {
    const relativeCertificate = certificateOf('a3').citizenNumber;
    await h.side.seedKinships([{ personId: DONOR, relativeCertificate, relation: 'parent' }]);
    const parent = { relativeCertificate: certificateOf('a3').citizenNumber, relativeName: '张例三' };
    const wrong = await bind({ ...parent, relation: 'sibling' });
    expect(codeOf(wrong)).toBe('not-relative');
    valueIn(await bind({ ...parent, relation: 'parent', byCommitment: false }));
  });

  test('donor and relative both see a binding, with names masked; nobody else does', async () => {
    const bindingId = await bound();
    for (const [id, role, other] of [
      [DONOR, 'donor', '李**'],
      [PATIENT, 'relative', '王**'],
    ] as const) {
      const seen = valueIn(await h.side.services.bindingsOf(personActor(id), { personId: id }));
      const shown = { bindingId, role, other, relationLabel: '配偶', state: 'active' };
      expect(seen.bindings.find((one) => one.bindingId === bindingId)).toMatchObject(shown);
    }
    const stranger = await h.side.services.revokeBinding(personActor(personId('a2')), bindingId);
    expect(codeOf(stranger)).toBe('binding-unknown');
    expect(codeOf(await bind())).toBe('already-bound');
  });
});

describe('Q-07 Q-12 a bound account pays a part of a bill', () => {
  test('held, confirmed, undone: the settlement’s person stays the patient and the money comes back', async () => {
    const bindingId = await bound({ balance: 100_000 });
    const before = await freeOf();
    const { settlementId, left } = await settled();
    const offers = valueIn(
      await h.ask('leg.quote@1', { settlementId, personId: PATIENT, left }, CARE),
    ).offers;
    expect(offers).toContainEqual({
      ...{ kind: 'family', payer: bindingId, amount: left, obstacle: null },
      name: '王**的职工医保个人账户（家庭共济）',
    });
    const leg = { legId: `L-${++count}`, settlementId, payer: bindingId, asked: left };
    expect(await hold(leg)).toMatchObject({ state: 'held', amount: left });
    expect(await hold({ ...leg })).toMatchObject({ state: 'held', amount: left });
    expect(await freeOf()).toBe(before - left);
    expect(await confirm(leg.legId)).toMatchObject({ state: 'confirmed', amount: left });
    expect(await confirm(leg.legId)).toMatchObject({ state: 'confirmed', amount: left });
    const row = await readBill(db, { personId: PATIENT, settlementId });
    expect(row).toMatchObject({ personId: PATIENT, cash: left });
    expect(await insuredInvariants(db)).toEqual([]);
    expect(await undo(leg.legId)).toMatchObject({ state: 'voided', amount: 0 });
    expect(await undo(leg.legId)).toMatchObject({ state: 'voided' });
    expect(await confirm(leg.legId)).toMatchObject({ state: 'voided' });
    expect(await freeOf()).toBe(before);
    const { events } = valueIn(await h.side.services.bindingLog(personActor(DONOR), { bindingId }));
    expect(events.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['returned', left],
      ['paid', left],
      ['bound', 0],
    ]);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('a void before its hold refuses the hold for ever', async () => {
    const bindingId = await bound({ balance: 50_000 });
    const { settlementId, left } = await settled();
    const legId = `L-${++count}`;
    expect(await undo(legId)).toMatchObject({ state: 'voided' });
    expect(await hold({ legId, settlementId, payer: bindingId, asked: left })).toMatchObject({
      state: 'voided',
      amount: 0,
    });
  });

  test('a hold that nobody confirms ends at its time; the money is free again', async () => {
    const bindingId = await bound({ balance: 50_000 });
    const { settlementId, left } = await settled();
    const before = await freeOf();
    const legId = `L-${++count}`;
    await hold({ legId, settlementId, payer: bindingId, asked: left });
    h.clock.now = instant(h.clock.now + 3_600_000);
    expect(await h.side.driveFamily()).toBe(1);
    expect(await freeOf()).toBe(before);
    expect(valueIn(await h.ask('leg.outcome@1', { legId }, CARE))).toMatchObject({
      state: 'voided',
      reason: { code: 'hold-expired' },
    });
  });

  test.each([
    ['the yearly limit', { limitPerYear: fen(1000) }, 1000, null],
    ['another use than bound for', { scopes: ['pharmacy'] }, 0, 'scope-excluded'],
  ])('%s binds what is paid', async (_, own, amount, code) => {
    const bindingId = await bound({ balance: 50_000, ...own });
    const { settlementId, left } = await settled();
    const answer = await hold({ legId: `L-${++count}`, settlementId, payer: bindingId, asked: left });
    expect(answer).toMatchObject({ amount, state: code === null ? 'held' : 'refused' });
    expect(answer.reason?.code ?? null).toBe(code);
    if (code === null) {
      const other = await settled();
      const next = { legId: `L-${++count}`, settlementId: other.settlementId, payer: bindingId };
      expect(await hold({ ...next, asked: other.left })).toMatchObject({ reason: { code: 'limit-used' } });
    }
  });

  test('revoked, it pays nothing more; what was paid stays', async () => {
    const bindingId = await bound({ balance: 50_000 });
    const first = await settled();
    const legId = `L-${++count}`;
    await hold({ legId, settlementId: first.settlementId, payer: bindingId, asked: first.left });
    await unbind(bindingId);
    expect(await confirm(legId)).toMatchObject({ state: 'confirmed' });
    const second = await settled();
    const next = { legId: `L-${++count}`, settlementId: second.settlementId, payer: bindingId };
    expect(await hold({ ...next, asked: second.left })).toMatchObject({
      reason: { code: 'binding-revoked' },
    });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('sixteen clients on one personal account never overdraw it', async () => {
    const first = await bound();
    const second = certificateOf('curl');
    const also = { relativeCertificate: second.citizenNumber, relativeName: second.name };
    const { bindingId: other } = valueIn(await bind(also));
    // Two bindings of one account: only the account itself keeps them apart.
    const payers = [
      { payer: first, patient: PATIENT },
      { payer: other, patient: second.personId },
    ];
    const bills = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        const { payer, patient } = payers[index % 2]!;
        return { ...(await settled(patient)), payer, patient };
      }),
    );
    const before = await freeOf();
    const target = 30_000;
    if (before < target) {
      const amount = fen(target - before);
      const funding = { personId: DONOR, insuranceType: 'employee', amount, eventId: `F${++count}` } as const;
      valueIn(await h.side.services.fundAccount(agencyOf('990101'), funding));
    }
    const free = await freeOf();
    const answers = await Promise.all(
      bills.map(({ settlementId, left, payer, patient }, index) =>
        hold({ legId: `L-16-${index}`, settlementId, payer, asked: left }, patient),
      ),
    );
    const asked = bills.reduce((sum, { left }) => sum + left, 0);
    const held = answers.reduce((sum, { amount }) => sum + amount, 0);
    expect(asked).toBeGreaterThan(free);
    expect(held).toBe(free);
    expect(await freeOf()).toBe(0);
    await Promise.all(
      answers.flatMap(({ state }, index) => (state === 'held' ? [confirm(`L-16-${index}`)] : [])),
    );
    expect(await freeOf()).toBe(0);
    expect(await insuredInvariants(db)).toEqual([]);
  });
});
