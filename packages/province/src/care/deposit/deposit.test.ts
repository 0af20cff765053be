import { type Database, openDatabase, runScript, useTestDatabase } from '@zhijie/database';
import { type Actor, type Fen, fen } from '@zhijie/kernel';
import { balanceOf, depositAccount, depositChannel, depositSettled } from '@zhijie/ledger';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { HOSPITAL, type Hospital, hospital, ITEMS, inpatientLines } from '../../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  personOf,
  STAY_TOTAL,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../../testing/network.ts';
import { careInvariants } from '../doctor/invariants.ts';
import { foldDeposit } from './account.ts';
import { DEPOSIT_LEVELS, depositCeiling } from './levels.ts';
import {
  applyDeposit,
  type DepositDeps,
  payDeposit,
  payDifference,
  pledgeCredit,
  readDeposit,
  restoreDeposit,
  returnDeposit,
} from './service.ts';
import type { DepositMovement } from './store.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
const deps = (): DepositDeps => network.care.care.deps;
const CASHIER: Actor = {
  id: '0001',
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};
const providerId = HOSPITAL;
let keys = 0;
const next = (): string => {
  keys += 1;
  return `K${keys}`;
};

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const through = (amount: number, channel: 'cash' | 'bank-card' | 'mobile' = 'cash') => ({
  amount: fen(amount),
  channel,
  serial: next(),
});
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;
const pay = (visitId: string, amount: number, channel?: 'cash' | 'bank-card' | 'mobile', key = next()) =>
  payDeposit(deps(), CASHIER, { providerId, visitId, requestKey: key, ...through(amount, channel) });
const balance = (visitId: string) => balanceOf(care, 'care_ledger', depositAccount(providerId, visitId));

async function settled(
  visitId: string,
  personId: string,
  feeTotal: Fen = STAY_TOTAL,
): Promise<{ settlementId: string; cash: Fen }> {
  await beijing.must('2402', dischargeOf({ visitId, personId }));
  const { settlement } = await beijing.must('2304', staySettlement({ visitId, personId }, { feeTotal }));
  return { settlementId: settlement.settlementId, cash: settlement.paidInCash };
}

const CHEAP = fen(30_000);

/** A stay of five days in bed and nothing else: below the deductible, all of it paid in cash. */
async function cheapStay(): Promise<{ visitId: string; personId: string }> {
  const person = personOf('journey-referral');
  const { visitId } = await beijing.must('2401', admission(person), { insuredRegion: '990100' });
  const visit = { visitId, personId: person.personId };
  const lines = inpatientLines(visit, 'C', [[ITEMS.bed, '60.00', '5']]);
  await beijing.must('2301', lines, { insuredRegion: '990100' });
  return visit;
}

describe('the level of a deposit', () => {
  it.each([
    ['I25.101', 'resident', 9450, 'I25'],
    ['I25.101', 'employee', 6200, 'I25'],
    ['C34.900', 'resident', 12_600, 'C'],
    ['Z99.000', 'employee', 2400, ''],
    [null, 'resident', 3900, ''],
  ] as const)(
    'of %s for a %s goes up to ¥%i, whole hundreds of yuan above the average',
    (code, type, yuan, disease) => {
      const { ceiling, level } = depositCeiling({ diagnosisCode: code, insuranceType: type });
      expect([level.averageBurden, level.disease]).toEqual([yuan * 100, disease]);
      expect(ceiling).toBe(Math.ceil(yuan / 100) * 10_000);
    },
  );

  it('is marked as an example as long as nobody has verified it, with its source', () => {
    for (const { verified, source } of DEPOSIT_LEVELS) {
      expect(verified).toBeNull();
      expect(source).toContain('虚构示例');
    }
  });
});

it('what was used came from the earliest payments; the rest goes back by its own channel', () => {
  const move = (kind: DepositMovement['kind'], amount: number, own: Partial<DepositMovement> = {}) =>
    ({
      kind,
      amount: fen(amount),
      requestKey: `${kind}${amount}`,
      ofPayment: null,
      ...own,
    }) as DepositMovement;
  const paid = [move('paid', 300, { channel: 'cash' }), move('paid', 500, { channel: 'mobile' })];
  expect(foldDeposit([...paid, move('used', 400)])).toMatchObject({
    balance: 400,
    returnable: [{ payment: 'paid500', channel: 'mobile', amount: 400 }],
  });
  expect(
    foldDeposit([
      ...paid,
      move('used', 400),
      move('restored', 400),
      move('returned', 100, { ofPayment: 'paid300' }),
    ]),
  ).toMatchObject({
    balance: 700,
    returnable: [
      { payment: 'paid300', amount: 200 },
      { payment: 'paid500', amount: 500 },
    ],
  });
});

describe('a deposit at admission, used at discharge', () => {
  it('is not taken of an outpatient, nor above the average burden of the disease', async () => {
    const outpatient = await visitWithBatch(beijing);
    expect(codeOf(await pay(outpatient.visitId, 100))).toBe('outpatient-deposit');
    const { visitId } = await stayWithLines(beijing);
    expect(await pay(visitId, 280_001)).toMatchObject({
      refusal: { code: 'deposit-above-level', field: 'amount', detail: { ceiling: 280_000 } },
    });
    expect(codeOf(await pay(visitId, 280_000))).toBe('ok');
    expect(codeOf(await pay(visitId, 1))).toBe('deposit-above-level');
    const stranger = { ...CASHIER, roles: ['operator:H11010500002'] };
    const asked = { providerId, visitId, requestKey: next(), ...through(1) };
    expect(codeOf(await payDeposit(deps(), stranger, asked))).toBe('not-permitted');
  });

  it('pays what it can of the cash part; the difference is paid exactly, once', async () => {
    const { visitId, personId } = await stayWithLines(beijing);
    const first = { providerId, visitId, requestKey: next(), ...through(140_000) };
    expect(await payDeposit(deps(), CASHIER, first)).toMatchObject({ value: { outcome: 'applied' } });
    expect(await payDeposit(deps(), CASHIER, first)).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(codeOf(await payDeposit(deps(), CASHIER, { ...first, amount: fen(1) }))).toBe('request-differs');
    expect(codeOf(await payDeposit(deps(), CASHIER, { ...first, requestKey: next() }))).toBe('serial-used');
    const { settlementId, cash } = await settled(visitId, personId);
    expect(cash).toBeGreaterThan(140_000);
    const asked = { providerId, visitId, settlementId };
    const due = cash - 140_000;
    expect(
      codeOf(await payDifference(deps(), CASHIER, { ...asked, requestKey: next(), ...through(due) })),
    ).toBe('deposit-not-used');
    const used = await applyDeposit(deps(), CASHIER, { ...asked, requestKey: 'use' });
    expect(used).toMatchObject({ value: { outcome: 'applied', amount: 140_000, due } });
    const difference = { ...asked, requestKey: next(), ...through(due - 1, 'mobile') };
    expect(await payDifference(deps(), CASHIER, difference)).toMatchObject({
      refusal: { code: 'amount-differs', detail: { due } },
    });
    expect(codeOf(await payDifference(deps(), CASHIER, { ...difference, amount: fen(due) }))).toBe('ok');
    expect(await balance(visitId)).toBe(0);
    expect(await balanceOf(care, 'care_ledger', depositSettled(providerId))).toBe(cash);
  });

  it('goes back by the channel it came by after the discharge, and not before', async () => {
    const { visitId, personId } = await cheapStay();
    await pay(visitId, 10_000, 'bank-card', 'card');
    await pay(visitId, 50_000, 'cash', 'notes');
    const back = (amount: number, channel: 'cash' | 'bank-card', payment: string) =>
      returnDeposit(deps(), CASHIER, {
        providerId,
        visitId,
        requestKey: next(),
        payment,
        ...through(amount, channel),
      });
    expect(codeOf(await back(1, 'cash', 'notes'))).toBe('stay-not-settled');
    const { settlementId, cash } = await settled(visitId, personId, CHEAP);
    expect(cash).toBe(CHEAP);
    expect(codeOf(await back(1, 'cash', 'notes'))).toBe('stay-not-settled');
    const used = await applyDeposit(deps(), CASHIER, {
      providerId,
      visitId,
      settlementId,
      requestKey: next(),
    });
    expect(used).toMatchObject({ value: { amount: CHEAP, due: 0 } });
    const view = await readDeposit(deps(), CASHIER, { providerId, visitId });
    expect(view).toMatchObject({
      value: {
        paid: 60_000,
        used: 30_000,
        balance: 30_000,
        ceiling: 280_000,
        returnable: [{ payment: 'notes', channel: 'cash', amount: 30_000 }],
      },
    });
    expect(codeOf(await back(30_000, 'bank-card', 'notes'))).toBe('channel-differs');
    expect(codeOf(await back(30_001, 'cash', 'notes'))).toBe('amount-exceeds-deposit');
    expect(codeOf(await back(1, 'bank-card', 'card'))).toBe('amount-exceeds-deposit');
    expect(codeOf(await back(30_000, 'cash', 'notes'))).toBe('ok');
    expect(await balance(visitId)).toBe(0);
    expect(await balanceOf(care, 'care_ledger', depositChannel(providerId, 'bank-card'))).toBe(-10_000);
  });

  it('is restored when the settlement is reversed, and used again by the next', async () => {
    const { visitId, personId } = await stayWithLines(beijing);
    await pay(visitId, 250_000);
    const first = await settled(visitId, personId);
    const restore = (settlementId: string) =>
      restoreDeposit(deps(), CASHIER, {
        providerId,
        visitId,
        settlementId,
        requestKey: `undo-${settlementId}`,
      });
    const use = (settlementId: string) =>
      applyDeposit(deps(), CASHIER, { providerId, visitId, settlementId, requestKey: `use-${settlementId}` });
    expect(codeOf(await use(first.settlementId))).toBe('ok');
    expect(codeOf(await restore(first.settlementId))).toBe('settlement-not-reversed');
    await beijing.must('2305', { settlementId: first.settlementId, visitId, personId });
    expect(codeOf(await restore(first.settlementId))).toBe('ok');
    expect(await restore(first.settlementId)).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await balance(visitId)).toBe(250_000);
    expect(codeOf(await use(first.settlementId))).toBe('ok');
    expect(await balance(visitId)).toBe(250_000);
    const { settlement } = await beijing.must('2304', staySettlement({ visitId, personId }));
    expect(await use(settlement.settlementId)).toMatchObject({ value: { outcome: 'applied' } });
    expect(await balance(visitId)).toBe(0);
  });

  it('is not asked for when a credit line is pledged; what was paid before goes back', async () => {
    const { visitId } = await stayWithLines(beijing);
    await pay(visitId, 100_000, 'cash', 'before');
    const pledge = { providerId, visitId, bank: '示例银行', contract: 'C-1' };
    expect(await pledgeCredit(deps(), CASHIER, pledge)).toMatchObject({ value: { outcome: 'applied' } });
    expect(await pledgeCredit(deps(), CASHIER, pledge)).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(codeOf(await pay(visitId, 1))).toBe('deposit-free');
    const back = { providerId, visitId, requestKey: next(), payment: 'before', ...through(100_000) };
    expect(codeOf(await returnDeposit(deps(), CASHIER, back))).toBe('ok');
    expect(await balance(visitId)).toBe(0);
  });

  it('leaves books in which the doctor finds nothing, and names a deposit that is not its movements', async () => {
    const found = async () =>
      (await careInvariants(care, network.clock.now)).map(({ invariant }) => invariant);
    expect(await found()).toEqual([]);
    await runScript(
      care,
      'tamper',
      `UPDATE care_ledger.account SET balance = balance + 1 WHERE account_id LIKE 'deposit/%'`,
    );
    expect(new Set(await found())).toEqual(new Set(['deposit-equals-its-movements']));
  });
});

/** 16 clients return 100 fen each of a deposit of 1 000 fen; answers how many did, and what is left. */
async function rush(db: Database): Promise<{ done: number; left: number }> {
  await runScript(db, 'one-stay', ONE_STAY);
  const clients = openDatabase({ url: db.url, max: 16 });
  const own: DepositDeps = { db: clients, now: () => at('2026-03-10 09:00:00') };
  const stay = { providerId, visitId: 'V1' };
  try {
    await payDeposit(own, CASHIER, { ...stay, requestKey: 'P', ...through(1000) });
    await pledgeCredit(own, CASHIER, { ...stay, bank: 'B', contract: 'C' });
    const back = () =>
      returnDeposit(own, CASHIER, { ...stay, requestKey: next(), payment: 'P', ...through(100) }).catch(
        () => null,
      );
    const all = await Promise.all(Array.from({ length: 16 }, back));
    const done = all.filter((one) => one?.ok === true).length;
    return { done, left: await balanceOf(db, 'care_ledger', depositAccount(providerId, 'V1')) };
  } finally {
    await clients.close();
  }
}

const ONE_STAY = `
INSERT INTO care.institution (provider_id, name, credit_code, kind, level, area, agreement, is_inpatient_open,
  is_outpatient_open, is_chronic_open, chronic_diseases)
VALUES ('${HOSPITAL}', 'H', 'X', 'hospital', 'level3', '110000', 'active', true, true, true, '{}');
INSERT INTO care.visit (provider_id, visit_id, care_area, person_id, insured_area, insurance_type, person_group,
  is_civil_servant, name_sealed, certificate_sealed, certificate_digest, gender, birth_date, kind,
  certificate_type, serial_number, started_at, state, is_emergency, details, registered_at)
VALUES ('${HOSPITAL}', 'V1', '110000', 'P', '990100', 'resident', 'adult', false, '', '', '', 'male',
  '1980-01-01', 'inpatient', 'id-card', 'S', 1, 'open', false, '{}', 1)`;

describe('16 clients drawing on one deposit', () => {
  const sound = useTestDatabase(provinceMigrations);
  // Without the locks of the deposit and of the ledger, and the constraint that stands behind them.
  const unlocked = useTestDatabase(
    provinceMigrations.map(({ id, sql }) => ({
      id: `${id}-unlocked-deposit`,
      sql: sql
        .replace('WHERE account_id = p_account FOR NO KEY UPDATE;', 'WHERE account_id = p_account;')
        .replace('ORDER BY account_id FOR NO KEY UPDATE\n  ) locked', 'ORDER BY account_id\n  ) locked')
        .replace(/,\s+CONSTRAINT balance_at_or_above_floor CHECK \([^)]*\)/, ''),
    })),
  );

  test('never return more than there is', async () => {
    expect(await rush(sound)).toEqual({ done: 10, left: 0 });
  });

  test('would return more without the lock', async () => {
    const { done, left } = await rush(unlocked);
    expect(done).toBeGreaterThan(10);
    expect(left).toBeLessThan(0);
  });
});
