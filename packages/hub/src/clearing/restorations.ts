import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Fen, type Instant, type Month, monthOf } from '@zhijie/kernel';
import { postTransfers } from '@zhijie/ledger';
import type { TradeRecord } from '../trade/store.ts';
import { type DeductionRow, itemsOfTrades, type SettlementKey, tradesBehind } from './items.ts';
import { deductionTransfers } from './postings.ts';

const ADD = statement(
  'hub-clearing-deduct',
  `INSERT INTO hub.clearing_deduction
     (deduction_id, kind, care_area, settlement_id, amount, reason, decided_by, decided_at, month)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

/** Stores a decision of an audit with its transfer and journal leaf. */
export async function storeDeduction(tx: Executor, row: DeductionRow, trade: TradeRecord): Promise<void> {
  const { deductionId, kind, careArea, settlementId, amount, reason, decidedBy, decidedAt } = row;
  const values = [deductionId, kind, careArea, settlementId, amount, reason, decidedBy, decidedAt];
  await tx.query(ADD, [...values, monthOf(decidedAt)]);
  const item = (await itemsOfTrades(tx, [trade])).find(({ itemId }) => itemId === deductionId);
  if (item !== undefined) await postTransfers(tx, 'hub_ledger', deductionTransfers(item));
  await appendToJournal(tx, { kind: 'clearing.deduction', subject: deductionId, digest: digestOf(row) });
}

const LEFT = statement(
  'hub-clearing-left-deducted',
  `SELECT d.care_area AS "careArea", d.settlement_id AS "settlementId",
     sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount ELSE 0 END)::bigint
       AS amount
   FROM hub.clearing_deduction d JOIN hub.trade t USING (care_area, settlement_id) WHERE t.state = 'reversed'
   GROUP BY 1, 2
   HAVING sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount ELSE 0 END) > 0`,
);

/**
 * A reversal takes the whole claim back, so what was deducted from it before is restored: in the month of the
 * reversal while that is the one being generated, else now.
 */
export async function restoreReversed(tx: Executor, period: Month, at: Instant): Promise<void> {
  const left = await tx.query<SettlementKey & { readonly amount: Fen }>(LEFT, []);
  const trades = await tradesBehind(tx, left);
  for (const trade of trades) {
    const { careArea, settlementId, reversalId, reversedAt, reversalMonth } = trade;
    const rest = left.find((each) => each.settlementId === settlementId && each.careArea === careArea);
    if (rest === undefined || reversedAt === null) continue;
    const row = {
      deductionId: `${reversalId}.restored`,
      kind: 'restoration',
      careArea,
      settlementId,
      amount: rest.amount,
      reason: '结算已撤销，扣款恢复',
      decidedBy: 'hub',
      decidedAt: reversalMonth === period ? reversedAt : at,
    } as const;
    await storeDeduction(tx, row, trade);
  }
}
