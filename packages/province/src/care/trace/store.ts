import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

/** One pack of a sale. `lineNumber` is null where the sale is told without a fee line. */
export type SoldPack = {
  readonly traceCode: string;
  readonly itemCode: string;
  readonly isSplit: boolean;
  readonly lineNumber: string | null;
};

/** Where a code stands. */
export type TraceCode = {
  readonly traceCode: string;
  readonly providerId: string;
  readonly itemCode: string;
  readonly state: 'sold' | 'split' | 'returned';
  readonly saleKey: string;
  readonly lineNumber: string | null;
  readonly soldAt: Instant;
};

type Sale = { readonly providerId: string; readonly saleKey: string; readonly at: Instant };

const COLUMNS = `t.trace_code AS "traceCode", t.provider_id AS "providerId", t.item_code AS "itemCode",
  t.state,
  t.sale_key AS "saleKey", t.line_number AS "lineNumber", t.sold_at AS "soldAt"`;

// A returned code may be sold again; a split one in further parts at the same place; the same sale told again
// (with its line, then with its receipt) is the same sale.
const SELL = statement(
  'care-trace-sell',
  `WITH wanted AS (
     SELECT p."traceCode" AS code, p."itemCode" AS item, p."isSplit" AS is_split, p."lineNumber" AS line
     FROM jsonb_to_recordset($1::jsonb) AS p("traceCode" text, "itemCode" text, "isSplit" boolean,
       "lineNumber" text)),
   sold AS (
     INSERT INTO care.trace_code AS t (trace_code, provider_id, item_code, state, sale_key,
       line_number, sold_at)
     SELECT code, $2, item, CASE WHEN is_split THEN 'split' ELSE 'sold' END, $3, line, $4 FROM wanted
     ORDER BY code
     ON CONFLICT (trace_code) DO UPDATE SET provider_id = excluded.provider_id,
       item_code = excluded.item_code,
       state = excluded.state, sale_key = excluded.sale_key, sold_at = excluded.sold_at,
       line_number = CASE WHEN t.sale_key = excluded.sale_key
         THEN coalesce(excluded.line_number, t.line_number) ELSE excluded.line_number END
     WHERE t.state = 'returned'
       OR (t.state = 'split' AND excluded.state = 'split' AND t.provider_id = excluded.provider_id)
       OR (t.state = excluded.state AND t.provider_id = excluded.provider_id
         AND t.sale_key = excluded.sale_key AND t.item_code = excluded.item_code
         AND coalesce(t.line_number = excluded.line_number, true))
     RETURNING t.trace_code)
   INSERT INTO care.trace_event (trace_code, kind, provider_id, item_code, is_split, sale_key, line_number,
     occurred_at)
   SELECT code, 'sold', $2, item, is_split, $3, line, $4 FROM wanted JOIN sold ON sold.trace_code = code
   RETURNING trace_code AS "traceCode"`,
);
const BY_CODE = statement(
  'care-trace-by-code',
  `SELECT ${COLUMNS}, EXISTS (SELECT FROM care.fee_line l WHERE l.provider_id = t.provider_id
     AND l.visit_id = t.sale_key AND l.line_number = t.line_number AND l.settlement_id IS NOT NULL)
       AS "isSettled"
   FROM care.trace_code t WHERE trace_code = ANY($1) ORDER BY trace_code FOR NO KEY UPDATE OF t`,
);
const RETURN = `, back AS (
    INSERT INTO care.trace_event (trace_code, kind, provider_id, item_code, is_split, sale_key, line_number,
      occurred_at)
    SELECT trace_code, 'returned', provider_id, item_code, is_split, sale_key, line_number, $2 FROM freed
    RETURNING trace_code)
  SELECT count(*)::integer AS count FROM back`;
const FREE = statement(
  'care-trace-free',
  `WITH freed AS (UPDATE care.trace_code t SET state = 'returned' FROM care.trace_code o
     WHERE t.trace_code = ANY($1) AND o.trace_code = t.trace_code AND t.state <> 'returned'
     RETURNING t.*, o.state = 'split' AS is_split)${RETURN}`,
);
const FREE_WITHOUT_LINE = statement(
  'care-trace-free-without-line',
  `WITH freed AS (UPDATE care.trace_code t SET state = 'returned' FROM care.trace_code o
     WHERE t.provider_id = $1 AND t.sale_key = $3 AND o.trace_code = t.trace_code AND t.state <> 'returned'
       AND t.line_number IS NOT NULL AND ($4 OR NOT EXISTS (SELECT FROM care.fee_line l
         WHERE l.provider_id = t.provider_id AND l.visit_id = t.sale_key AND l.line_number = t.line_number))
     RETURNING t.*, o.state = 'split' AS is_split)${RETURN}`,
);
const MOVE = statement(
  'care-goods-move',
  `INSERT INTO care.goods_movement (provider_id, message_id, kind, item_code, stocked_item_code, stock_batch,
     quantity, is_split, receipt_number, visit_id, settlement_id, occurred_at, recorded_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

/** Sells packs; answers the codes that were free. The others are sold already. */
export async function sellPacks(tx: Executor, sale: Sale, packs: readonly SoldPack[]): Promise<string[]> {
  const values = [JSON.stringify(packs), sale.providerId, sale.saleKey, sale.at];
  const rows = await tx.query<{ traceCode: string }>(SELL, values);
  return rows.map(({ traceCode }) => traceCode);
}

/** Codes under lock until the transaction ends, and whether the fee line of each is settled. */
export function lockTraceCodes(
  tx: Executor,
  traceCodes: readonly string[],
): Promise<(TraceCode & { readonly isSettled: boolean })[]> {
  return tx.query(BY_CODE, [[...traceCodes]]);
}

/** Takes codes back; they may be sold again. */
export async function freeTraceCodes(
  tx: Executor,
  traceCodes: readonly string[],
  at: Instant,
): Promise<void> {
  await tx.query(FREE, [[...traceCodes], at]);
}

/** Takes back the codes of a visit whose fee lines are gone, or all of them. */
export async function freeOfVisit(
  tx: Executor,
  visit: { readonly providerId: string; readonly visitId: string },
  how: { readonly at: Instant; readonly all: boolean },
): Promise<void> {
  await tx.query(FREE_WITHOUT_LINE, [visit.providerId, how.at, visit.visitId, how.all]);
}

export type GoodsMovement = {
  readonly providerId: string;
  readonly messageId: string;
  readonly kind: 'sale' | 'sale-return';
  readonly itemCode: string;
  readonly stockedItemCode: string;
  readonly stockBatch: string;
  readonly quantity: number;
  readonly isSplit: boolean;
  readonly receiptNumber: string | null;
  readonly visitId: string | null;
  readonly settlementId: string | null;
  readonly occurredAt: Instant;
};

export async function saveMovement(tx: Executor, one: GoodsMovement, at: Instant): Promise<void> {
  const { providerId, messageId, kind, itemCode, stockedItemCode, stockBatch, quantity, isSplit } = one;
  const { receiptNumber, visitId, settlementId, occurredAt } = one;
  const goods = [providerId, messageId, kind, itemCode, stockedItemCode, stockBatch, quantity, isSplit];
  await tx.query(MOVE, [...goods, receiptNumber, visitId, settlementId, occurredAt, at]);
}
