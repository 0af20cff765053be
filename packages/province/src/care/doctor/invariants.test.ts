import { type Database, runScript, useTestDatabase } from '@zhijie/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { type Hospital, hospital } from '../../testing/hospital.ts';
import { PERSON, personOf, settlementOf, visitWithBatch } from '../../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../../testing/network.ts';
import { careInvariants } from './invariants.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let settlementId: string;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  const visit = await visitWithBatch(beijing);
  settlementId = (await beijing.must('2207', settlementOf(visit))).settlement.settlementId;
});

/** What somebody can do who owns the database. */
async function tamper(db: Database, table: string, sql: string): Promise<void> {
  await runScript(
    db,
    'tamper',
    `ALTER TABLE ${table} DISABLE TRIGGER USER; ${sql}; ALTER TABLE ${table} ENABLE TRIGGER USER`,
  );
}

const found = async () =>
  (await careInvariants(care, network.clock.now)).map(({ invariant, subject }) => `${invariant} ${subject}`);

describe('the doctor of the care side', () => {
  it('finds nothing in sound books', async () => {
    expect(await found()).toEqual([]);
  });

  it('names a transfer that was changed by hand', async () => {
    const table = 'care_ledger.transfer';
    await tamper(care, table, `UPDATE ${table} SET amount = amount + 1 WHERE reference = '${settlementId}'`);
    expect(await found()).toEqual([
      `transfers-say-what-the-parts-say ${settlementId}`,
      `rows-equal-their-leaves ${settlementId}`,
    ]);
    await tamper(care, table, `UPDATE ${table} SET amount = amount - 1 WHERE reference = '${settlementId}'`);
    expect(await found()).toEqual([]);
  });

  it('names a settlement and its transfer that were changed together, so that they balance', async () => {
    const change = (by: number) =>
      `UPDATE care.settlement SET paid_by_pooled_fund = paid_by_pooled_fund + (${by}),
         paid_by_funds = paid_by_funds + (${by}), paid_in_cash = paid_in_cash - (${by}),
         borne_by_person = borne_by_person - (${by}) WHERE settlement_id = '${settlementId}';
       UPDATE care_ledger.transfer SET amount = amount + (${by}) WHERE reference = '${settlementId}'`;
    await tamper(care, 'care_ledger.transfer', change(100));
    expect(await found()).toEqual([`rows-equal-their-leaves ${settlementId}`]);
    await tamper(care, 'care_ledger.transfer', change(-100));
    expect(await found()).toEqual([]);
  });

  it('names a line that was taken out of a settled bill, and a settlement whose message was forgotten', async () => {
    await runScript(
      care,
      'tamper',
      `UPDATE care.fee_line SET settlement_id = NULL WHERE line_number = 'B1-1';
       DELETE FROM care.request_key WHERE settlement_id = '${settlementId}'`,
    );
    expect(await found()).toEqual([
      `lines-sum-to-the-fee-total ${settlementId}`,
      `settlements-are-remembered ${settlementId}`,
    ]);
  });

  it('T-01 cannot store a settlement whose parts do not sum', async () => {
    const sql = `UPDATE care.settlement SET paid_in_cash = paid_in_cash + 1 WHERE settlement_id = '${settlementId}'`;
    await expect(runScript(care, 'tamper', sql)).rejects.toThrow(/settlement_person/);
  });

  it('has no name and no certificate number in the clear', async () => {
    const texts = await care.query<{ text: string }>(ALL_TEXT, []);
    const all = texts.map(({ text }) => text).join('\n');
    expect(all.length).toBeGreaterThan(1000);
    const { name, certificate } = personOf(PERSON);
    for (const secret of [name, certificate]) expect(all).not.toContain(secret);
  });
});

const ALL_TEXT = {
  name: 'test-all-text',
  text: `SELECT v::text AS text FROM care.visit v UNION ALL SELECT r::text FROM care.raw_message r
    UNION ALL SELECT a::text FROM care.stored_answer a UNION ALL SELECT s::text FROM care.settlement s
    UNION ALL SELECT l::text FROM care.access_log l UNION ALL SELECT k::text FROM care.request_key k`,
};
