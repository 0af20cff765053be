import { createVerifier, type ProvenItem } from '@zhijie/clearing';
import { statement, useTestDatabase } from '@zhijie/database';
import { expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { at, MARCH, testClearing } from '../testing/clearing.ts';
import { clearingBreaches } from './invariants.ts';
import { itemsBehindFigures, pieceOfProof } from './proof.ts';

const db = useTestDatabase(hubMigrations);
const TRADES = 10_050;
const ADD = statement(
  'test-many-trades',
  `INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
     claim, state, settled_at, month, reversal_id, reversed_at, reversal_month)
   SELECT '110000', 'S' || n, '410100', 'H1', 'P' || n, 'resident', n, 'settled', $2, '2026-03', NULL, NULL, NULL
   FROM generate_series(1, $1::int) AS n`,
);

test('C-01 a month of more items than any page holds is cleared, proved and drilled into whole', async () => {
  await db.query(ADD, [TRADES, at('2026-03-10')]);
  const { clearing } = testClearing(db);
  const made = await clearing.generate(MARCH, 'test');
  if (!made.ok) throw new Error(made.refusal.code);
  const claimed = (TRADES * (TRADES + 1)) / 2;
  expect(made.value.run).toMatchObject({
    items: TRADES,
    tables: { lines: [{ amount: claimed, parts: { settlements: { count: TRADES } } }] },
  });

  const proven: ProvenItem[] = [];
  const verifier = createVerifier({
    published: made.value.run.root ?? undefined,
    onItem: (item) => proven.push(item),
  });
  let pieces = 0;
  for (let after: string | null = null, more = true; more; pieces++) {
    const piece = await pieceOfProof(db, MARCH, { province: '41', after });
    if (!piece.ok) throw new Error(piece.refusal.code);
    verifier.take(piece.value.text);
    after = piece.value.next;
    more = after !== null;
  }
  expect(pieces).toBe(2);
  expect(verifier.done()).toMatchObject({
    ok: true,
    value: { net: { count: TRADES, resident: 0 - claimed } },
  });
  expect(new Set(proven.map(({ itemId }) => itemId)).size).toBe(TRADES);

  const last = proven.at(-2)!.itemId;
  const filter = { counterparty: '11', insuranceType: 'resident', part: 'settlements', province: '41' };
  const behind = await itemsBehindFigures(db, MARCH, { ...filter, after: last, limit: 500 });
  expect(behind).toMatchObject({ items: [{ itemId: proven.at(-1)!.itemId }], isMore: false });
  const none = await itemsBehindFigures(db, MARCH, { ...filter, part: 'returns', after: '', limit: 1 });
  expect(none).toEqual({ items: [], isMore: false });
  expect(await clearingBreaches(db)).toEqual([]);
});
