import { useTestDatabase } from '@zhijie/database';
import { beforeAll, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  harness,
  inpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
beforeAll(async () => {
  await harness(db).side.seed(examplePersons);
});

class Crash extends Error {}

const stoppingAt = (point: string) =>
  harness(db, {
    crashpoint: (name) => {
      if (name === point) throw new Crash(name);
    },
  });

const id = personId('journey-long-term');
const bill = (visitId: string) => inpatientBill({ personId: id, visitId });

test.each([
  ['insured.settle.before-commit', 'unknown'],
  ['insured.settle.after-commit', 'settled'],
  ['insured.reverse.before-commit', 'settled'],
  ['insured.reverse.after-commit', 'reversed'],
])('a stop at %s leaves the settlement %s, and repeating ends it', async (point, state) => {
  const name = point.replaceAll('.', '-');
  const settle = { settlementId: `S-${name}`, requestedAt: 0, bill: bill(name) };
  const reverse = {
    reversalId: `R-${name}`,
    settlementId: `S-${name}`,
    personId: id,
    requestedAt: 0,
    reason: 'undo' as const,
  };
  const stopped = stoppingAt(point);
  const isReversal = point.includes('reverse');
  if (isReversal) valueIn(await stopped.ask('settlement.settle@1', settle));
  const work = isReversal
    ? stopped.ask('settlement.reverse@1', reverse)
    : stopped.ask('settlement.settle@1', settle);
  await expect(work).rejects.toThrow(Crash);
  expect(await insuredInvariants(db)).toEqual([]);

  const restarted = harness(db);
  const found = await restarted.ask('settlement.outcome@1', { settlementId: `S-${name}`, personId: id });
  expect(valueIn(found).state).toBe(state);
  const again = isReversal
    ? await restarted.ask('settlement.reverse@1', reverse)
    : await restarted.ask('settlement.settle@1', settle);
  expect(again.ok).toBe(true);
  expect(await insuredInvariants(db)).toEqual([]);
});
