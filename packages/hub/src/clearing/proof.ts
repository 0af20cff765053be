import { type ClearingItem, partOf, periodOf, proofHead, proofLine } from '@zhijie/clearing';
import { type Database, type Executor, statement } from '@zhijie/database';
import { type Month, ok, type Result, refuse } from '@zhijie/kernel';
import { TRADE_COLUMNS, type TradeRecord } from '../trade/store.ts';
import { clearedIn, clearedItemsOf, itemsOfTrades } from './items.ts';
import type { ClearingRefusal } from './refusals.ts';
import { runOf } from './run.ts';

/** How many items of a proof file one message carries: about 300 bytes each, and a frame holds 8 MB. */
const PIECE = 10_000;

/** Whose proof file, and after which item; null: from its head on. */
export type ProofPlace = { readonly province: string; readonly after: string | null };

/**
 * The next lines of a province's proof file (ADR 0010): its head and first items, or those after an item.
 * `next`: the item to go on after; null when these are the last.
 */
export async function pieceOfProof(
  db: Database,
  period: Month,
  { province, after }: ProofPlace,
): Promise<Result<{ readonly text: string; readonly next: string | null }, ClearingRefusal>> {
  const run = await runOf(db, period);
  if (run === undefined) return refuse('no-such-clearing', { field: 'period', detail: { period } });
  if (run.tree === null || !run.tree.provinces.includes(province)) return refuse('nothing-to-prove');
  const items = await clearedItemsOf(db, { period, province, after: after ?? '', limit: PIECE });
  const head = after === null ? [proofHead(run.tree, province)] : [];
  const text = [...head, ...items].map(proofLine).join('');
  return ok({ text, next: items.length < PIECE ? null : items.at(-1)!.itemId });
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
  const { province, limit } = given;
  const isAsked = isOf(province, given);
  const found: ClearingItem[] = [];
  for (let after: string | undefined = given.after; after !== undefined && found.length <= limit; ) {
    const page: ClearingItem[] = await clearedItemsOf(db, { period, province, after, limit: PIECE });
    found.push(...page.filter(isAsked));
    after = page.length < PIECE ? undefined : page.at(-1)!.itemId;
  }
  return { items: found.slice(0, limit), isMore: found.length > limit };
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
