import { useTestDatabase } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insuredFigures, insuredInvariants } from '../index.ts';
import {
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  outpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { readStaleCases } from './store.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});
beforeEach(() => {
  h.clock.now = at('2026-03-10 09:00:00');
});

async function accumulators(id: string, month = '2026-03'): Promise<Record<string, number>> {
  const answer = await h.ask('accumulators.read@1', { personId: id, insuranceType: 'resident', month });
  assert(answer.ok, 'the accumulators are read');
  return Object.fromEntries(answer.value.values.map(({ counter, value }) => [counter, value]));
}

const settle = (id: string, visitId: string, own = {}) =>
  h.ask('settlement.settle@1', {
    settlementId: `S-${visitId}`,
    requestedAt: h.clock.now,
    bill: inpatientBill({ personId: id, visitId, ...own }),
  });

const reverse = (id: string, settlementId: string, reversalId = `R-${settlementId}`, from = {}) =>
  h.ask(
    'settlement.reverse@1',
    { reversalId, settlementId, personId: id, requestedAt: h.clock.now, reason: 'undo' },
    from,
  );

const outcomeOf = async (id: string, settlementId: string) =>
  valueIn(await h.ask('settlement.outcome@1', { settlementId, personId: id }));

describe('reversing', () => {
  test('settle and reverse leave accumulators, account and payables where they were', async () => {
    const id = personId('journey-1');
    const local = { careArea: '990100', providerId: 'H99010100001' };
    const bill = outpatientBill({ personId: id, visitId: 'V1' });
    const before = await accumulators(id);
    const request = { settlementId: 'S-V1', requestedAt: h.clock.now, bill };
    const settled = valueIn(await h.ask('settlement.settle@1', request, local));
    const answer = await reverse(id, 'S-V1', 'R-V1', local);
    const reversed = valueIn(answer);
    expect(reversed).toMatchObject({ outcome: 'reversed', accountBalance: 4560, staleSettlements: [] });
    expect(reversed.parts?.paidByFunds).toBe(-settled.parts.paidByFunds);
    expect(answer.trades?.map((t) => [t.kind, t.claim])).toEqual([
      ['settlement', 12_852],
      ['reversal', -12_852],
    ]);
    expect(await accumulators(id)).toEqual(before);
    expect((await insuredFigures(db)).map((figure) => figure.amount)).toEqual([0]);
    expect(await insuredInvariants(db)).toEqual([]);
    expect(await outcomeOf(id, 'S-V1').catch(() => 'denied')).toBe('denied');
  });

  test('a repeated reversal gets the first answer, whatever its own id', async () => {
    const id = personId('journey-long-term');
    valueIn(await settle(id, 'V2'));
    const first = valueIn(await reverse(id, 'S-V2', 'R-1'));
    expect(valueIn(await reverse(id, 'S-V2', 'R-2'))).toEqual(first);
    expect(await outcomeOf(id, 'S-V2')).toMatchObject({ state: 'reversed', reversedAt: first.reversedAt });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('a reversal that arrives first leaves a tombstone that never expires', async () => {
    const id = personId('journey-long-term');
    expect(await outcomeOf(id, 'S-V3')).toMatchObject({ state: 'unknown', decision: null });
    const answer = valueIn(await reverse(id, 'S-V3'));
    expect(answer).toMatchObject({ outcome: 'never-settled', parts: null });
    h.clock.now = at('2031-03-10 09:00:00');
    expect(await settle(id, 'V3')).toMatchObject({ refusal: { code: 'reversed-before-arrival' } });
    expect(valueIn(await reverse(id, 'S-V3', 'R-other'))).toEqual(answer);
    expect(await outcomeOf(id, 'S-V3')).toMatchObject({ state: 'reversed', decision: null });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('a visit segment is free again after its reversal', async () => {
    const id = personId('journey-referral');
    valueIn(await settle(id, 'V4'));
    valueIn(await reverse(id, 'S-V4'));
    const bill = inpatientBill({ personId: id, visitId: 'V4' });
    const again = { settlementId: 'S-V4-again', requestedAt: h.clock.now, bill };
    expect((await h.ask('settlement.settle@1', again)).ok).toBe(true);
  });

  test('T-07 a reversal in January lowers the accumulators of December', async () => {
    const id = personId('journey-temporary');
    h.clock.now = at('2026-12-30 10:00:00');
    valueIn(await settle(id, 'V5', { admittedOn: '2026-12-20', dischargedOn: '2026-12-30' }));
    expect((await accumulators(id, '2026-12')).admissions).toBe(1);
    h.clock.now = at('2027-01-04 10:00:00');
    valueIn(await reverse(id, 'S-V5'));
    expect((await accumulators(id, '2026-12')).admissions).toBe(0);
    expect((await accumulators(id, '2027-01')).admissions).toBe(0);
    const months = (await insuredFigures(db)).map((figure) => figure.month);
    expect(months).toEqual(expect.arrayContaining(['2026-12', '2027-01']));
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('V-11 a stay over the new year is one bill of the year of its discharge', async () => {
    const id = personId('journey-temporary');
    h.clock.now = at('2027-01-05 10:00:00');
    const stay = { admittedOn: '2026-12-20', dischargedOn: '2027-01-05' };
    expect(valueIn(await settle(id, 'V11', stay)).policyYear).toBe(2027);
    expect((await accumulators(id, '2026-12')).admissions).toBe(0);
    expect((await accumulators(id, '2027-01')).admissions).toBe(1);
  });

  test('T-04 T-05 undoing an earlier settlement flags the later one with the computed difference', async () => {
    const id = personId('journey-temporary');
    valueIn(await settle(id, 'V6'));
    const later = valueIn(await settle(id, 'V7'));
    const answer = valueIn(await reverse(id, 'S-V6'));
    const cases = await readStaleCases(db, id);
    expect(cases.map((row) => row.settlement_id)).toEqual(answer.staleSettlements);
    expect(answer.staleSettlements).toEqual(['S-V7']);
    const sum = (cases[0]?.funds_difference ?? 0) + (cases[0]?.person_difference ?? 0);
    expect(sum).toBe(0);
    expect(valueIn(await settle(id, 'V7'))).toEqual(later);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('only the provider that settled reverses or asks', async () => {
    const id = personId('journey-referral');
    valueIn(await settle(id, 'V8'));
    expect(await reverse(id, 'S-V8', 'R-8', { providerId: 'H11010500002' })).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
    expect(await reverse(id, 'S-V8', 'R-8', { careArea: '310000' })).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
  });

  test('V-04 details are taken once and must add up to the settled total', async () => {
    const id = personId('journey-referral');
    valueIn(await settle(id, 'V9'));
    const bill = inpatientBill({ personId: id, visitId: 'V9' });
    const line = {
      lineId: '1',
      itemCode: 'X',
      itemName: 'x',
      category: 'bed',
      occurredOn: '2026-03-02',
      fees: bill.totals,
    };
    const details = { settlementId: 'S-V9', personId: id, lines: [line] };
    expect(await h.ask('settlement.details@1', details)).toMatchObject({ value: { accepted: 1 } });
    expect(await h.ask('settlement.details@1', details)).toMatchObject({ value: { accepted: 1 } });
    const wrong = { ...details, lines: [line, { ...line, lineId: '2' }] };
    expect(await h.ask('settlement.details@1', wrong)).toMatchObject({
      refusal: { code: 'details-do-not-add-up' },
    });
  });
});

type Step = { readonly kind: 'settle' | 'reverse'; readonly visit: number };

test('any order of settling, reversing and repeating keeps every invariant', async () => {
  const id = personId('journey-long-term');
  let run = 0;
  const step = fc.record({
    kind: fc.constantFrom('settle' as const, 'reverse' as const),
    visit: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps: Step[]) => {
      run += 1;
      const model = new Map<string, 'settled' | 'reversed' | 'never-settled'>();
      for (const { kind, visit } of steps) {
        const name = `M${run}-${visit}`;
        const state = model.get(name);
        const answer = kind === 'settle' ? await settle(id, name) : await reverse(id, `S-${name}`);
        expect(answer.ok).toBe(kind === 'reverse' || state !== 'never-settled');
        if (kind === 'settle') model.set(name, state ?? 'settled');
        else
          model.set(name, state === undefined ? 'never-settled' : state === 'settled' ? 'reversed' : state);
      }
      for (const [name, state] of model) {
        const found = await outcomeOf(id, `S-${name}`);
        expect(found.state).toBe(state === 'settled' ? 'settled' : 'reversed');
        expect(found.decision === null).toBe(state === 'never-settled');
      }
      expect(await insuredInvariants(db)).toEqual([]);
    }),
    { numRuns: 12, seed: 20260310 },
  );
});
