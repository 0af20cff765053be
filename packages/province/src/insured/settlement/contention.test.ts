import { statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  harness,
  inpatientBill,
  outpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
beforeAll(async () => {
  await harness(db).side.seed(examplePersons);
});

const id = personId('journey-long-term');
const settleOther = (visitId: string) =>
  harness(db).ask('settlement.settle@1', {
    settlementId: `S-${visitId}`,
    requestedAt: 0,
    bill: inpatientBill({ personId: id, visitId }),
  });

/** Does something just before each of the first commits, as another process of the node might. */
const disturbed = (times: number, point: string, disturb: (count: number) => Promise<unknown>) => {
  let count = 0;
  return harness(db, {
    crashpoint: async (name) => {
      if (name === point && count < times) await disturb(++count);
    },
  });
};

test('a settlement overtaken four times takes locks and counts what overtook it', async () => {
  const h = disturbed(4, 'insured.settle.before-commit', (count) => settleOther(`other-${count}`));
  const bill = inpatientBill({ personId: id, visitId: 'main' });
  const request = { settlementId: 'S-main', requestedAt: 0, bill };
  const settled = valueIn(await h.ask('settlement.settle@1', request));
  const quiet = harness(db);
  const year = { personId: id, insuranceType: 'resident', month: '2026-03' } as const;
  const counters = valueIn(await quiet.ask('accumulators.read@1', year)).values;
  expect(counters.find(({ counter }) => counter === 'admissions')?.value).toBe(5);
  expect(settled.settlementId).toBe('S-main');
  expect(await insuredInvariants(db)).toEqual([]);
});

test('a reversal overtaken four times takes locks and flags what overtook it', async () => {
  valueIn(await settleOther('undone'));
  const h = disturbed(4, 'insured.reverse.before-commit', (count) => settleOther(`late-${count}`));
  const request = { reversalId: 'R', settlementId: 'S-undone', personId: id, requestedAt: 0 };
  const answer = valueIn(await h.ask('settlement.reverse@1', { ...request, reason: 'refund' }));
  expect(answer.outcome).toBe('reversed');
  expect(await insuredInvariants(db)).toEqual([]);
});

test('the same request twice at once has one effect and one answer', async () => {
  const bill = inpatientBill({ personId: id, visitId: 'twice' });
  const request = { settlementId: 'S-twice', requestedAt: 0, bill };
  const [one, two] = [harness(db), harness(db)];
  const answers = await Promise.all([
    one.ask('settlement.settle@1', request),
    two.ask('settlement.settle@1', request),
  ]);
  expect(valueIn(answers[0]!)).toEqual(valueIn(answers[1]!));
  expect(await insuredInvariants(db)).toEqual([]);
});

test('a settlement and its reversal at once end settled and reversed, or never settled', async () => {
  for (let round = 0; round < 8; round++) {
    const name = `race-${round}`;
    const bill = inpatientBill({ personId: id, visitId: name });
    const reversal = { reversalId: `R-${name}`, settlementId: `S-${name}`, personId: id, requestedAt: 0 };
    const [settled, reversed] = await Promise.all([
      harness(db).ask('settlement.settle@1', { settlementId: `S-${name}`, requestedAt: 0, bill }),
      harness(db).ask('settlement.reverse@1', { ...reversal, reason: 'unknown-outcome' }),
    ]);
    expect(valueIn(reversed).outcome).toBe(settled.ok ? 'reversed' : 'never-settled');
  }
  expect(await insuredInvariants(db)).toEqual([]);
});

const spend = statement(
  'insured.testing.spend',
  `select insured_ledger.post(array['spent'], array['personal-account/' || $1], array['account-funding/990100/resident'],
     array[4000::bigint], array['account-funding'], 'spent', '2026-03', 0)`,
);

test('an account emptied since it was read is read again, never overdrawn', async () => {
  const person = personId('journey-1');
  const h = disturbed(1, 'insured.settle.before-commit', () => db.query(spend, [person]));
  const bill = outpatientBill({ personId: person, visitId: 'spent' });
  const from = { careArea: '990100', providerId: 'H99010100001' };
  const request = { settlementId: 'S-spent', requestedAt: 0, bill };
  const parts = valueIn(await h.ask('settlement.settle@1', request, from)).parts;
  expect([parts.paidByPersonalAccount, parts.paidInCash]).toEqual([560, 7948]);
  expect(await insuredInvariants(db)).toEqual([]);
});
