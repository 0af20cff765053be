import {
  type ClearingItem,
  type Deferral,
  itemsOfTrade,
  monthsAfter,
  type Penalty,
  periodOf,
} from '@zhijie/clearing';
import { type Executor, pagesOf, statement } from '@zhijie/database';
import { type Fen, fen, type Instant, type Month, month, totalFen } from '@zhijie/kernel';
import { TRADE_COLUMNS, type TradeRecord } from '../trade/store.ts';

type DeferralRow = Deferral & { readonly itemId: string; readonly settlementId: string };

/** A fact of the audit, as stored; `amount` is positive. */
export type DeductionRow = {
  readonly deductionId: string;
  readonly kind: 'deduction' | 'restoration' | 'penalty';
  readonly careArea: string;
  readonly settlementId: string;
  readonly amount: Fen;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
};

const DEFERRALS = statement(
  'hub-clearing-deferrals',
  `SELECT DISTINCT ON (item_id) item_id AS "itemId", settlement_id AS "settlementId", months, reason,
     signed_by AS "signedBy", signed_at AS "signedAt"
   FROM hub.clearing_deferral
   WHERE (care_area, settlement_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
   ORDER BY item_id, months DESC`,
);
const ALL_DEFERRALS = statement(
  'hub-clearing-all-deferrals',
  `SELECT DISTINCT ON (item_id) item_id AS "itemId", settlement_id AS "settlementId", months, reason,
     signed_by AS "signedBy", signed_at AS "signedAt"
   FROM hub.clearing_deferral ORDER BY item_id, months DESC`,
);
const DEFERRED_TRADES = statement(
  'hub-clearing-deferred-trades',
  `SELECT ${TRADE_COLUMNS} FROM hub.trade WHERE (care_area, settlement_id) IN
     (SELECT care_area, settlement_id FROM hub.clearing_deferral)`,
);
const TRADES_OF_MONTH = statement(
  'hub-clearing-trades-of-month',
  `SELECT ${TRADE_COLUMNS} FROM hub.trade WHERE month = $1 OR reversal_month = $1`,
);
const DEDUCTION_COLUMNS = `deduction_id AS "deductionId", kind, care_area AS "careArea",
  settlement_id AS "settlementId", amount, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"`;
const DEDUCTIONS_OF = statement(
  'hub-clearing-deductions-of-settlements',
  `SELECT ${DEDUCTION_COLUMNS} FROM hub.clearing_deduction
   WHERE (care_area, settlement_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
   ORDER BY decided_at, deduction_id`,
);
const DEDUCTIONS_SINCE = statement(
  'hub-clearing-deductions-of-months',
  `SELECT ${DEDUCTION_COLUMNS} FROM hub.clearing_deduction WHERE month BETWEEN $1 AND $2`,
);
const TRADES = statement(
  'hub-clearing-trades',
  `SELECT ${TRADE_COLUMNS} FROM hub.trade t
   WHERE (care_area, settlement_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
);

/** A settlement by where it was given and its id. */
export type SettlementKey = { readonly careArea: string; readonly settlementId: string };

const keyOf = ({ careArea, settlementId }: SettlementKey): string => `${careArea} ${settlementId}`;
const arraysOf = (keys: readonly SettlementKey[]): readonly unknown[] => [
  keys.map(({ careArea }) => careArea),
  keys.map(({ settlementId }) => settlementId),
];

export async function tradesBehind(db: Executor, keys: readonly SettlementKey[]): Promise<TradeRecord[]> {
  return keys.length === 0 ? [] : await db.query<TradeRecord>(TRADES, arraysOf(keys));
}

export async function deductionsOf(db: Executor, keys: readonly SettlementKey[]): Promise<DeductionRow[]> {
  return await db.query<DeductionRow>(DEDUCTIONS_OF, arraysOf(keys));
}

type Deferrals = ReadonlyMap<string, DeferralRow>;
const byItem = (rows: readonly DeferralRow[]): Deferrals => new Map(rows.map((row) => [row.itemId, row]));

function deferralOf(deferrals: Deferrals, itemId: string): Deferral | null {
  const row = deferrals.get(itemId);
  if (row === undefined) return null;
  const { months, reason, signedBy, signedAt } = row;
  return { months, reason, signedBy, signedAt };
}

/** The items of a trade with the deferrals signed for each. */
function itemsWith(trade: TradeRecord, deferrals: Deferrals): ClearingItem[] {
  return itemsOfTrade(trade, deferralOf(deferrals, trade.settlementId)).map((item) =>
    item.kind === 'settlement' ? item : { ...item, deferral: deferralOf(deferrals, item.itemId) },
  );
}

function deductionItem(row: DeductionRow, trade: TradeRecord, deferrals: Deferrals): ClearingItem {
  const { careArea, insuredArea, insuranceType, settlementId, settledAt } = trade;
  const deferral = deferralOf(deferrals, settlementId);
  return {
    itemId: row.deductionId,
    kind: row.kind === 'restoration' ? 'restoration' : 'deduction',
    settlementId,
    careArea,
    insuredArea,
    insuranceType,
    amount: row.kind === 'restoration' ? row.amount : fen(-row.amount),
    decidedAt: row.decidedAt,
    settlementPeriod: settledAt === null ? null : periodOf({ decidedAt: settledAt, deferral }),
    deferral: deferralOf(deferrals, row.deductionId),
  };
}

/** Everything that clears, or cleared, because of these settlements. */
export async function itemsOfTrades(db: Executor, trades: readonly TradeRecord[]): Promise<ClearingItem[]> {
  const deferrals = byItem(await db.query<DeferralRow>(DEFERRALS, arraysOf(trades)));
  const deductions = Map.groupBy(await deductionsOf(db, trades), keyOf);
  return trades.flatMap((trade) => [
    ...itemsWith(trade, deferrals),
    ...(deductions.get(keyOf(trade)) ?? [])
      .filter(({ kind }) => kind !== 'penalty')
      .map((row) => deductionItem(row, trade, deferrals)),
  ]);
}

/** Few enough that settlements do not wait for a page, enough that a month of millions is soon through. */
const PAGE = 2000;

/**
 * Puts every item whose own fields say this month into it: of trades decided in it, of trades that a deferral
 * brings into it, of what audits decided. One that is in another month already fails on the key. Page by
 * page: a month of millions is never in memory. Answers the penalties to be told with it.
 */
export async function storeItemsOf(tx: Executor, period: Month): Promise<readonly Penalty[]> {
  const deferrals = byItem(await tx.query<DeferralRow>(ALL_DEFERRALS, []));
  const isOf = (item: ClearingItem): boolean => periodOf(item) === period;
  const special = new Map<string, ClearingItem>();
  for (const trade of await tx.query<TradeRecord>(DEFERRED_TRADES, []))
    for (const item of itemsWith(trade, deferrals)) special.set(item.itemId, item);
  const rows = await tx.query<DeductionRow>(DEDUCTIONS_SINCE, [monthsAfter(period, -2), period]);
  const trades = new Map((await tradesBehind(tx, rows)).map((trade) => [keyOf(trade), trade]));
  for (const row of rows) {
    const trade = trades.get(keyOf(row));
    if (row.kind === 'penalty' || trade === undefined) continue;
    special.set(row.deductionId, deductionItem(row, trade, deferrals));
  }
  await storeItems(tx, period, [...special.values()].filter(isOf));
  for await (const page of pagesOf<TradeRecord>(tx, TRADES_OF_MONTH, [period], PAGE)) {
    const items = page.flatMap((trade) => itemsWith(trade, deferrals));
    await storeItems(
      tx,
      period,
      items.filter((item) => isOf(item) && !special.has(item.itemId)),
    );
  }
  return penaltiesOf(rows, period);
}

/** C-06: told in the month of the decision, never cleared. */
function penaltiesOf(rows: readonly DeductionRow[], period: Month): Penalty[] {
  return rows
    .filter((row) => row.kind === 'penalty' && periodOf({ ...row, deferral: null }) === period)
    .map(({ deductionId, careArea, settlementId, amount }) => ({
      penaltyId: deductionId,
      careArea,
      settlementId,
      amount: totalFen(amount),
    }))
    .toSorted((a, b) => (a.penaltyId < b.penaltyId ? -1 : 1));
}

const ITEM_COLUMNS = `item_id AS "itemId", kind, settlement_id AS "settlementId", care_area AS "careArea",
  insured_area AS "insuredArea", insurance_type AS "insuranceType", amount, decided_at AS "decidedAt",
  settlement_period AS "settlementPeriod", deferral`;
const STORE = statement(
  'hub-clearing-store-items',
  `INSERT INTO hub.clearing_item
     (item_id, kind, settlement_id, care_area, insured_area, insurance_type, amount, decided_at,
      settlement_period, deferral, period)
   SELECT i.*, $11 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
     $7::bigint[], $8::bigint[], $9::text[], $10::jsonb[]) AS i`,
);
const OF_PROVINCE = statement(
  'hub-clearing-items-of-province',
  `SELECT ${ITEM_COLUMNS} FROM hub.clearing_item
   WHERE period = $1 AND item_id COLLATE "C" > $2 AND (left(care_area, 2) = $3 OR left(insured_area, 2) = $3)
   ORDER BY item_id COLLATE "C" LIMIT $4`,
);
const OF_PAIR = statement(
  'hub-clearing-items-of-pair',
  `SELECT ${ITEM_COLUMNS} FROM hub.clearing_item
   WHERE period = $1 AND item_id COLLATE "C" > $2 AND left(insured_area, 2) = $3 AND left(care_area, 2) = $4
   ORDER BY item_id COLLATE "C" LIMIT $5`,
);
const OF_RUN = statement(
  'hub-clearing-items-of-run',
  `SELECT ${ITEM_COLUMNS} FROM hub.clearing_item WHERE period = $1 AND item_id COLLATE "C" > $2
   ORDER BY item_id COLLATE "C" LIMIT $3`,
);
const PERIOD_OF_ITEM = statement(
  'hub-clearing-period-of-item',
  'SELECT period FROM hub.clearing_item WHERE item_id = $1',
);

async function storeItems(tx: Executor, period: Month, items: readonly ClearingItem[]): Promise<void> {
  const of = <T>(pick: (item: ClearingItem) => T): T[] => items.map(pick);
  if (items.length === 0) return;
  await tx.query(STORE, [
    of((item) => item.itemId),
    of((item) => item.kind),
    of((item) => item.settlementId),
    of((item) => item.careArea),
    of((item) => item.insuredArea),
    of((item) => item.insuranceType),
    of((item) => item.amount),
    of((item) => item.decidedAt),
    of((item) => item.settlementPeriod),
    of((item) => (item.deferral === null ? null : JSON.stringify(item.deferral))),
    period,
  ]);
}

/** All items of a run, in the order of their ids, page by page. */
export async function* clearedItems(db: Executor, period: Month): AsyncGenerator<readonly ClearingItem[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: ClearingItem[] = await db.query<ClearingItem>(OF_RUN, [period, after, PAGE]);
    yield page;
    after = page.length < PAGE ? undefined : page.at(-1)!.itemId;
  }
}

/** The next items of a run that concern a province: given or insured there. */
export function clearedItemsOf(
  db: Executor,
  of: { readonly period: Month; readonly province: string; readonly after: string; readonly limit: number },
): Promise<ClearingItem[]> {
  return db.query<ClearingItem>(OF_PROVINCE, [of.period, of.after, of.province, of.limit]);
}

/** The next items of a run between two provinces: insured in the one, given in the other. */
export function clearedItemsOfPair(
  db: Executor,
  of: {
    readonly period: Month;
    readonly insuredProvince: string;
    readonly careProvince: string;
    readonly after: string;
    readonly limit: number;
  },
): Promise<ClearingItem[]> {
  return db.query<ClearingItem>(OF_PAIR, [
    of.period,
    of.after,
    of.insuredProvince,
    of.careProvince,
    of.limit,
  ]);
}

/** In which month an item cleared, or null. */
export async function clearedIn(db: Executor, itemId: string): Promise<Month | null> {
  const [row] = await db.query<{ period: string }>(PERIOD_OF_ITEM, [itemId]);
  return row === undefined ? null : month(row.period);
}
