import { type ClearingItem, partOf, periodOf, proofFor, proofText } from '@zhijie/clearing';
import { type Database, type Executor, statement } from '@zhijie/database';
import { type Month, ok, type Result, refuse } from '@zhijie/kernel';
import { TRADE_COLUMNS, type TradeRecord } from '../trade/store.ts';
import { clearedIn, clearedItemsOf, itemsOfTrades } from './items.ts';
import type { ClearingRefusal } from './refusals.ts';
import { runOf } from './run.ts';

/** How much of a proof file one message carries, in characters; a frame holds 8 MB. */
const PIECE = 4_000_000;

/** A piece of a province's proof file (ADR 0010), and its whole length in characters. */
export async function pieceOfProof(
  db: Database,
  period: Month,
  { province, offset }: { readonly province: string; readonly offset: number },
): Promise<Result<{ readonly text: string; readonly total: number }, ClearingRefusal>> {
  const run = await runOf(db, period);
  if (run === undefined) return refuse('no-such-clearing', { field: 'period', detail: { period } });
  if (run.tree === null || !run.tree.provinces.includes(province)) return refuse('nothing-to-prove');
  const items = await clearedItemsOf(db, period, province);
  const text = proofText(proofFor(run.tree, { items }, province));
  return ok({ text: text.slice(offset, offset + PIECE), total: text.length });
}

export type ItemFilter = {
  readonly counterparty: string | null;
  readonly insuranceType: string | null;
  readonly part: string | null;
};

const isOf =
  (province: string, { counterparty, insuranceType, part }: ItemFilter) =>
  (item: ClearingItem): boolean => {
    const [care, insured] = [item.careArea.slice(0, 2), item.insuredArea.slice(0, 2)];
    return (
      (counterparty === null || (care === province ? insured : care) === counterparty) &&
      (insuranceType === null || item.insuranceType === insuranceType) &&
      (part === null || partOf(item) === part)
    );
  };

/** The items behind the figures of a province, in the order of their ids, after one. */
export async function itemsBehindFigures(
  db: Database,
  period: Month,
  given: ItemFilter & { readonly province: string; readonly after: string; readonly limit: number },
): Promise<{ readonly items: readonly ClearingItem[]; readonly isMore: boolean }> {
  const { province, after, limit } = given;
  const all = (await clearedItemsOf(db, period, province)).filter(isOf(province, given));
  const rest = all.filter(({ itemId }) => itemId > after);
  return { items: rest.slice(0, limit), isMore: rest.length > limit };
}

const LATE = statement(
  'hub-clearing-late-trades',
  `SELECT ${TRADE_COLUMNS} FROM hub.trade t
   WHERE (left(care_area, 2) = $2 OR left(insured_area, 2) = $2)
     AND ((month = $1
           AND NOT EXISTS (SELECT FROM hub.clearing_item i WHERE i.item_id = t.settlement_id))
       OR (reversal_month = $1
           AND NOT EXISTS (SELECT FROM hub.clearing_item i WHERE i.item_id = t.reversal_id)))
   ORDER BY care_area, settlement_id LIMIT 100`,
);

/** What reached the hub after its month was generated and is in no run: it waits for a deferral. */
export async function lateItems(db: Executor, period: Month, province: string): Promise<ClearingItem[]> {
  const trades = await db.query<TradeRecord>(LATE, [period, province]);
  const items = (await itemsOfTrades(db, trades)).filter((item) => periodOf(item) === period);
  const cleared = await Promise.all(items.map(({ itemId }) => clearedIn(db, itemId)));
  return items.filter((_, index) => cleared[index] === null);
}
