import { type Executor, type Statement, statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, expect, test } from 'vitest';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  outpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { type Breach, insuredInvariants } from './invariants.ts';

const db = useTestDatabase(allMigrations);
const LOCAL = { careArea: '990100', providerId: 'H99010100001' };
const id = personId('journey-1');
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
  for (const visitId of ['1', '2']) {
    const bill = outpatientBill({ personId: id, visitId });
    valueIn(await h.ask('settlement.settle@1', { settlementId: `S${visitId}`, requestedAt: 0, bill }, LOCAL));
  }
  const reversal = {
    reversalId: 'R2',
    settlementId: 'S2',
    personId: id,
    requestedAt: 0,
    reason: 'undo' as const,
  };
  valueIn(await h.ask('settlement.reverse@1', reversal, LOCAL));
  const registration = {
    requestId: 'H99010100001/M1',
    kind: 'designated' as const,
    personId: id,
    insuranceType: null,
    startsOn: '2026-03-01',
    endsOn: null,
    diseaseCode: null,
    institutionId: 'H99010100001',
    destination: null,
    isPayable: null,
    facts: {},
  };
  valueIn(await h.ask('registration.file@1', registration, LOCAL));
  const tombstone = { ...reversal, reversalId: 'R3', settlementId: 'S3' };
  valueIn(await h.ask('settlement.reverse@1', tombstone, LOCAL));
});

const withoutTriggers = statement(
  'insured.testing.without-triggers',
  `set local session_replication_role = 'replica'`,
);

class Undo extends Error {}

/** What the doctor says after a change by hand, which is then undone. */
async function afterChange(change: Statement): Promise<readonly Breach[]> {
  let found: readonly Breach[] = [];
  await db
    .transaction(async (tx: Executor) => {
      await tx.query(withoutTriggers, []);
      await tx.query(change, []);
      found = await insuredInvariants(tx);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return found;
}

test('a sound database has no breach', async () => {
  expect(await insuredInvariants(db)).toEqual([]);
});

test.each([
  [
    'accumulators',
    'update insured.accumulators set pool_paid = pool_paid + 1',
    'accumulators-are-the-fold-of-settlements',
    '990100',
  ],
  [
    'balance',
    `update insured_ledger.account set balance = balance + 1 where account_id like '%${id}'`,
    'guarded-balance-is-the-fold-of-transfers',
    id,
  ],
  [
    'transfer',
    `update insured_ledger.transfer set amount = amount + 1 where reference = 'S1' and code = 'pooled-fund'`,
    'transfers-say-what-the-parts-say',
    'S1',
  ],
  [
    'balanced-pair',
    `update insured_ledger.transfer set credit = 'payable-to-care-area/990100/110000/resident' where reference = 'S1'`,
    'settlement-equals-its-leaf',
    'S1',
  ],
  [
    'reversed-transfer',
    `update insured_ledger.transfer set debit = 'payable-to-care-area/990100/110000/resident' where reference = 'R2'`,
    'reversal-equals-its-leaf',
    'S2',
  ],
  [
    'orphan',
    `update insured_ledger.transfer set reference = 'nobody' where reference = 'R2'`,
    'transfers-belong-to-a-settlement',
    'R2',
  ],
  [
    'state',
    `update insured.settlement set state = 'settled' where settlement_id = 'S2'`,
    'state-and-reversal-agree',
    'S2',
  ],
  [
    'tombstone',
    `delete from insured.settlement where settlement_id = 'S3'`,
    'state-and-reversal-agree',
    'S3',
  ],
  [
    'answer',
    `update insured.settlement set answer = replace(answer, '990100', '990101') where settlement_id = 'S1'`,
    'settlement-equals-its-leaf',
    'S1',
  ],
  [
    'parts',
    `update insured.settlement set paid_in_cash = paid_in_cash + 1, borne_by_person = borne_by_person + 1, fee_total = fee_total + 1, fee_excluded = fee_excluded + 1 where settlement_id = 'S1'`,
    'settlement-equals-its-leaf',
    'S1',
  ],
  [
    'registrations',
    `update insured.coverage set registrations = '[]' where person_id = '${id}'`,
    'coverage-repeats-its-registrations',
    id,
  ],
  [
    'credential',
    `delete from evidence.journal where kind = 'insured.registration'`,
    'registration-and-credential-have-leaves',
    'F990100',
  ],
  ['row', `delete from insured.settlement where settlement_id = 'S1'`, 'leaf-has-its-row', 'S1'],
])('a change by hand is named: %s', async (name, sql, invariant, subject) => {
  const found = await afterChange(statement(`insured.testing.change-${name}`, sql));
  const named = found.filter((breach) => breach.invariant === invariant);
  expect(named.map((breach) => breach.subject).join(' ')).toContain(subject);
});
