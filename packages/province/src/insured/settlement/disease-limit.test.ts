import { useTestDatabase } from '@zhijie/database';
import { beforeAll, describe, expect, test } from 'vitest';
import { insuredInvariants, replaySettlements } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
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

const HOME = { careArea: '990100', providerId: 'H99010100001' } as const;
const id = personId('journey-1');
let visits = 0;

/** A bill of 3,000.00 yuan in scope for one chronic disease, at home. */
function bill(diseaseCode: string) {
  visits += 1;
  const totals = { total: 300_000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 300_000 };
  const row = { lineId: '1', itemCode: 'X', itemName: '药', category: 'western-drug', fees: totals };
  return outpatientBill({
    ...HOME,
    personId: id,
    visitId: `V${visits}`,
    careType: 'chronic',
    diseaseCode,
    usesPersonalAccount: false,
    fees: { kind: 'lines', rows: [{ ...row, occurredOn: '2026-03-10' }] },
    totals,
  });
}

async function settle(settlementId: string, diseaseCode: string) {
  const request = { settlementId, requestedAt: h.clock.now, bill: bill(diseaseCode) };
  return valueIn(await h.ask('settlement.settle@1', request, HOME)).parts.paidByPooledFund;
}

async function reverse(settlementId: string) {
  const request = { settlementId, personId: id, reversalId: `R${settlementId}`, requestedAt: h.clock.now };
  return valueIn(await h.ask('settlement.reverse@1', { ...request, reason: 'undo' }, HOME));
}

/** The pack pays 65 % above 300.00 a year, at most 3,000.00 a year for M00200 and 4,000.00 for M07200. */
describe('D12 each chronic disease has a limit of its own over the year', () => {
  test('V-06 bills of one disease share it, by category; those of another have theirs', async () => {
    expect(await settle('S1', 'M00200')).toBe(175_500);
    expect(await settle('S2', 'M00201')).toBe(300_000 - 175_500);
    expect(await settle('S3', 'M07200')).toBe(195_000);
    expect(await settle('S4', 'M00200')).toBe(0);
    expect(await replaySettlements(db)).toMatchObject({ replayed: 4, breaches: [] });
  });

  test('T-07 undoing one gives its room back, and names the later ones that had less of it', async () => {
    // The deductible falls to S2 instead; S4, for which nothing was left, gets what S2 leaves of the limit.
    expect(await reverse('S1')).toMatchObject({ outcome: 'reversed', staleSettlements: ['S2', 'S4'] });
    const cases = await readStaleCases(db, id);
    expect(cases.map((row) => row.funds_difference)).toEqual([175_500 - 124_500, 300_000 - 175_500]);
    expect(await settle('S5', 'M00200')).toBe(175_500);
    expect(await insuredInvariants(db)).toEqual([]);
  });
});
