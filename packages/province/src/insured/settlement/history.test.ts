import { statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, expect, test } from 'vitest';
import {
  agencyOf,
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
const id = personId('journey-long-term');
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
  for (const visitId of ['1', '2', '3']) {
    const bill = inpatientBill({ personId: id, visitId });
    valueIn(await h.ask('settlement.settle@1', { settlementId: `S${visitId}`, requestedAt: 0, bill }));
  }
  const reversal = {
    reversalId: 'R2',
    settlementId: 'S2',
    personId: id,
    requestedAt: 0,
    reason: 'undo' as const,
  };
  valueIn(await h.ask('settlement.reverse@1', reversal));
});

test('a person sees the own bills, newest first, page by page, with what became of each', async () => {
  const { billsOf } = h.side.services;
  const first = valueIn(await billsOf(personActor(id), { personId: id, limit: 2 }));
  const rest = valueIn(await billsOf(personActor(id), { personId: id, before: first.at(-1)!, limit: 2 }));
  expect([...first, ...rest].map((bill) => [bill.settlementId, bill.state])).toEqual([
    ['S3', 'settled'],
    ['S2', 'reversed'],
    ['S1', 'settled'],
  ]);
  expect(first[0]?.decision.steps.length).toBeGreaterThan(0);
  expect(first[0]?.decision.steps.every((step) => step.clause.document !== '')).toBe(true);
});

test('one bill is found by its id; nobody sees the bill of somebody else', async () => {
  const { billOfPerson, staleCasesOf } = h.side.services;
  const key = { personId: id, settlementId: 'S1' };
  expect(valueIn(await billOfPerson(personActor(id), key)).providerName).toBe('北京示例医院');
  expect(await billOfPerson(personActor(id), { ...key, settlementId: 'S9' })).toMatchObject({
    refusal: { code: 'settlement-unknown' },
  });
  for (const actor of [personActor('X'), agencyOf('990102')]) {
    expect(await billOfPerson(actor, key)).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await staleCasesOf(actor, id)).toMatchObject({ refusal: { code: 'not-permitted' } });
  }
});

test('A-02 the slip of a bill has its diagnoses, what it added, and its categories once the details are in', async () => {
  const { slipOfPerson } = h.side.services;
  const key = { personId: id, settlementId: 'S1' };
  const before = valueIn(await slipOfPerson(personActor(id), key));
  const bill = inpatientBill({ personId: id, visitId: '1' });
  expect(before.diagnoses).toEqual(bill.diagnoses);
  expect(before.categories).toBeNull();
  expect(before.added).toContainEqual({ counter: 'admissions', value: 1 });
  const half = (part: number) => part / 2;
  const fees = Object.fromEntries(Object.entries(bill.totals).map(([name, part]) => [name, half(part)]));
  const line = { itemCode: 'X', itemName: 'x', occurredOn: '2026-03-02', fees: fees as typeof bill.totals };
  const lines = ['bed', 'bed'].map((category, index) => ({ ...line, category, lineId: `${index}` }));
  valueIn(await h.ask('settlement.details@1', { ...key, lines }));
  const after = valueIn(await slipOfPerson(personActor(id), key));
  expect(after.categories).toEqual([{ category: 'bed', fees: bill.totals }]);
  expect(await slipOfPerson(personActor('X'), key)).toMatchObject({ refusal: { code: 'not-permitted' } });
  expect(await slipOfPerson(personActor(id), { ...key, settlementId: 'S9' })).toMatchObject({
    refusal: { code: 'settlement-unknown' },
  });
});

test('a settlement id that another person has already used is refused', async () => {
  const other = personId('journey-referral');
  const bill = inpatientBill({ personId: other, visitId: '1' });
  const answer = await h.ask('settlement.settle@1', { settlementId: 'S1', requestedAt: 0, bill });
  expect(answer).toMatchObject({ refusal: { code: 'settlement-content-differs', field: 'personId' } });
});

const unbalanced = statement(
  'insured.testing.unbalanced-parts',
  `insert into insured.settlement (person_id, settlement_id, state, fee_total, fee_eligible, paid_by_funds)
   values ('P', 'S', 'never-settled', 100, 100, 99)`,
);
const revived = statement(
  'insured.testing.revived',
  `update insured.settlement set state = 'settled' where settlement_id = 'S2'`,
);

test('T-01 the database refuses parts that do not sum to the total, and a reversed bill that lives again', async () => {
  await expect(db.query(unbalanced, [])).rejects.toThrow(/check constraint/);
  await expect(db.query(revived, [])).rejects.toThrow(/terminal/);
});
