import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { statement, useTestDatabase } from '@zhijie/database';
import { createPolicyLibrary, type PolicyLibrary, policyShelf } from '@zhijie/engine';
import { assert } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { readStaleCases } from '../settlement/store.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { replaySettlements } from './replay.ts';

const POLICIES = fileURLToPath(new URL('../../../../../policies', import.meta.url));

/** The packs of 990100, with the residents' deductible of a hospital stay as told. */
function packs(deductible: string): PolicyLibrary {
  const paths = readdirSync(POLICIES, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(000000|990100).*\.yaml$/.test(path),
  );
  const built = createPolicyLibrary(
    paths.map((path) => ({
      path,
      text: readFileSync(`${POLICIES}/${path}`, 'utf8').replace('amount: 1500元', `amount: ${deductible}`),
    })),
  );
  assert(built.ok, 'the packs are sound');
  return built.value;
}

const db = useTestDatabase(allMigrations);
const shelf = policyShelf(packs('1500元'));
let h: Harness;
const person = personId('journey-long-term');

async function settled(visitId: string) {
  const bill = inpatientBill({ personId: person, visitId });
  return valueIn(
    await h.ask('settlement.settle@1', { settlementId: `S-${visitId}`, requestedAt: h.clock.now, bill }),
  );
}

const versions = statement(
  'policy-version.test.versions',
  'select hash, first_used_at from insured.policy_version order by first_used_at',
);
const spoil = statement('policy-version.test.spoil', `update insured.settlement set answer = 'x'`);
const forget = statement('policy-version.test.forget', 'delete from insured.policy_version');

beforeAll(async () => {
  h = harness(db, { policies: shelf.library });
  await h.side.seed(examplePersons);
});

describe('a pack changed while the node runs', () => {
  test('what was settled before computes again to the same bytes, what comes after uses the new figures', async () => {
    const before = await settled('V1');
    expect(before.parts).toMatchObject({ deductibleApplied: 150_000, paidByPooledFund: 1_592_500 });
    expect(shelf.replace(packs('1000元'))).toHaveLength(1);
    const after = await settled('V2');
    expect(after.parts).toMatchObject({ deductibleApplied: 100_000, paidByPooledFund: 1_625_000 });
    expect(after.benefitPackHash).not.toBe(before.benefitPackHash);
    const kept = await db.query<{ hash: string }>(versions, []);
    expect(kept.map(({ hash }) => hash)).toEqual([before.benefitPackHash, after.benefitPackHash]);
    expect(await replaySettlements(db)).toEqual({ replayed: 2, versions: 2, breaches: [] });
  });

  test('the same version is written once', async () => {
    await settled('V3');
    expect(await db.query(versions, [])).toHaveLength(2);
  });

  test('an answered repetition keeps its first answer, by the first policy', async () => {
    const again = await settled('V1');
    expect(again.parts.deductibleApplied).toBe(150_000);
  });

  test('later settlements are compared by the policy of their own day, also after a restart', async () => {
    const restarted = harness(db, { policies: packs('1200元') });
    const reversal = { reversalId: 'R-V1', settlementId: 'S-V1', personId: person, reason: 'undo' } as const;
    const answer = valueIn(
      await restarted.ask('settlement.reverse@1', { ...reversal, requestedAt: h.clock.now }),
    );
    const stale = (await readStaleCases(db, person)).find((row) => row.settlement_id === 'S-V2');
    expect(answer.staleSettlements).toContain('S-V2');
    expect(stale?.funds_difference).not.toBeNull();
  });

  test('a sample is chosen by its seed', async () => {
    expect(await replaySettlements(db, { sample: 2, seed: 'a' })).toMatchObject({
      replayed: 2,
      breaches: [],
    });
  });
});

describe('what replay finds', () => {
  test('a stored answer that was changed is named with the place', async () => {
    const change = statement(
      'policy-version.test.change',
      `select set_config('session_replication_role', 'replica', true)`,
    );
    await db.transaction(async (tx) => {
      await tx.query(change, []);
      await tx.query(
        statement(
          'policy-version.test.edit',
          `update insured.settlement set answer = replace(answer, '第十条', '第八条') where settlement_id = 'S-V2'`,
        ),
        [],
      );
    });
    const { breaches } = await replaySettlements(db);
    expect(breaches).toEqual([expect.objectContaining({ settlementId: 'S-V2', kind: 'differs' })]);
    expect(breaches[0]!.detail).toContain('第八条');
  });

  test('a version is never changed or removed', async () => {
    await expect(db.query(forget, [])).rejects.toThrow();
    await expect(db.query(spoil, [])).rejects.toThrow();
  });
});
