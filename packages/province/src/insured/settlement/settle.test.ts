import { useTestDatabase } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { insuredFigures, insuredInvariants } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  logEntries,
  outpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

const LOCAL = { careArea: '990100', providerId: 'H99010100001' };

async function accumulators(id: string): Promise<Record<string, number>> {
  const answer = await h.ask('accumulators.read@1', {
    personId: id,
    insuranceType: 'resident',
    month: '2026-03',
  });
  assert(answer.ok, 'the accumulators are read');
  return Object.fromEntries(answer.value.values.map(({ counter, value }) => [counter, value]));
}

describe('settling', () => {
  test('journey 1 pays 82.92 from the pool, 45.60 from the account and 39.48 in cash', async () => {
    const bill = outpatientBill({ personId: personId('journey-1'), visitId: 'J1' });
    const request = { settlementId: 'S-J1', requestedAt: h.clock.now, bill };
    const answer = await h.ask('settlement.settle@1', request, LOCAL);
    expect(valueIn(answer).parts).toMatchObject({
      paidByPooledFund: 8292,
      paidByPersonalAccount: 4560,
      paidInCash: 3948,
      feeTotal: 16_800,
    });
    expect(valueIn(answer).accountBalance).toBe(0);
    expect(answer.trades).toEqual([
      expect.objectContaining({ kind: 'settlement', settlementId: 'S-J1', claim: 8292 + 4560 }),
    ]);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('journey 5: the same stay pays 15,925.00, 13,475.00 and 11,610.00 from the funds by filing', async () => {
    const funds = [];
    for (const key of ['journey-long-term', 'journey-referral', 'journey-temporary']) {
      const bill = inpatientBill({ personId: personId(key), visitId: key });
      const quoted = valueIn(await h.ask('settlement.quote@1', { bill }));
      const request = { settlementId: `S-${key}`, requestedAt: h.clock.now, bill };
      const settled = valueIn(await h.ask('settlement.settle@1', request));
      expect(quoted.parts).toEqual(settled.parts);
      funds.push(settled.parts.paidByFunds);
    }
    expect(funds).toEqual([1_592_500, 1_347_500, 1_161_000]);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('T-02 a hundred quotes leave accumulators and account where they were', async () => {
    const id = personId('journey-long-term');
    const before = await accumulators(id);
    const bill = inpatientBill({ personId: id, visitId: 'T-02' });
    for (let i = 0; i < 100; i++) expect((await h.ask('settlement.quote@1', { bill })).ok).toBe(true);
    expect(await accumulators(id)).toEqual(before);
  });

  test('T-06 a repeated request gets its first answer and has no second effect', async () => {
    const id = personId('journey-referral');
    const bill = inpatientBill({ personId: id, visitId: 'T-06' });
    const request = { settlementId: 'S-T06', requestedAt: h.clock.now, bill };
    const first = valueIn(await h.ask('settlement.settle@1', request));
    const before = await accumulators(id);
    const again = await h.ask('settlement.settle@1', { ...request, requestedAt: h.clock.now });
    expect(valueIn(again)).toEqual(first);
    expect(again.trades).toHaveLength(1);
    expect(await accumulators(id)).toEqual(before);
  });

  test('the same id with other content is refused and names the field', async () => {
    const id = personId('journey-referral');
    const bill = inpatientBill({ personId: id, visitId: 'T-06', providerName: '别的医院' });
    const request = { settlementId: 'S-T06', requestedAt: h.clock.now, bill };
    expect(await h.ask('settlement.settle@1', request)).toMatchObject({
      ok: false,
      refusal: { code: 'settlement-content-differs', field: 'providerName' },
    });
  });

  test('a visit segment has at most one live settlement', async () => {
    const bill = inpatientBill({ personId: personId('journey-referral'), visitId: 'T-06' });
    const request = { settlementId: 'S-T06-other', requestedAt: h.clock.now, bill };
    expect(await h.ask('settlement.settle@1', request)).toMatchObject({
      refusal: { code: 'segment-already-settled' },
    });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('refusals come before any effect and each read of the person is logged', async () => {
    const id = personId('a1');
    const before = await logEntries(db, id);
    const bill = inpatientBill({ personId: id, visitId: 'X' });
    const row = { category: 'bed', fees: { ...bill.totals, total: 1 } };
    const broken = [
      { ...bill, dischargedOn: '2026-02-01' },
      { ...bill, fees: { kind: 'categories' as const, rows: [row] } },
      { ...bill, fees: { kind: 'lines' as const, rows: [] } },
      { ...bill, insuranceType: 'resident' as const },
    ];
    const codes = [];
    for (const [index, each] of broken.entries()) {
      const request = { settlementId: `S-X${index}`, requestedAt: h.clock.now, bill: each };
      const answer = await h.ask('settlement.settle@1', request);
      codes.push(answer.ok ? 'settled' : answer.refusal.code);
    }
    expect(codes).toEqual([
      'discharge-before-admission',
      'fees-do-not-add-up',
      'fees-of-wrong-kind',
      'not-insured',
    ]);
    expect(await logEntries(db, id)).toBe(before + broken.length);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('F-14 a place that demands a filing refuses a visit without one, and says so', async () => {
    const bill = inpatientBill({ personId: personId('journey-1'), visitId: 'F-14' });

    const request = { settlementId: 'S-F14', requestedAt: h.clock.now, bill };

    expect(await h.ask('settlement.settle@1', request)).toMatchObject({
      refusal: { code: 'filing-required' },
    });
  });

  test('a hospital settles only for itself and its own care area', async () => {
    const bill = inpatientBill({ personId: personId('journey-referral'), visitId: 'P' });
    const request = { settlementId: 'S-P', requestedAt: h.clock.now, bill };
    expect(await h.ask('settlement.settle@1', request, LOCAL)).toMatchObject({
      refusal: { code: 'not-permitted', field: 'careArea' },
    });
    expect(await h.ask('settlement.settle@1', request, { providerId: 'H11010500002' })).toMatchObject({
      refusal: { code: 'not-permitted', field: 'providerId' },
    });
  });

  test('two settlements of one person at once both count, one after the other', async () => {
    const id = personId('journey-temporary');
    const before = await accumulators(id);
    const bills = ['C1', 'C2', 'C3', 'C4'].map((visitId) => inpatientBill({ personId: id, visitId }));
    const answers = await Promise.all(
      bills.map((bill) =>
        h.ask('settlement.settle@1', { settlementId: `S-${bill.visitId}`, requestedAt: h.clock.now, bill }),
      ),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect((await accumulators(id)).admissions).toBe((before.admissions ?? 0) + 4);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('the payables by pair, type and month are the sum of the claims', async () => {
    const figures = await insuredFigures(db);
    expect(figures.map((f) => `${f.insuredArea} ${f.careArea} ${f.insuranceType} ${f.month}`)).toContain(
      '990100 110000 resident 2026-03',
    );
  });
});
