import { type ClearingItem, type LinePart, partOf, periodOf } from '@zhijie/clearing';
import { type Executor, statement } from '@zhijie/database';
import { dateOf, type Instant, type InsuranceType, type Month, provinceOf } from '@zhijie/kernel';
import {
  clearedIn,
  clearedItemsOfPair,
  deductionsOf,
  itemsOfTrades,
  type SettlementKey,
  tradesBehind,
} from '../clearing/items.ts';
import { TRADE_COLUMNS, type TradeRecord } from '../trade/store.ts';
import type { OverviewDeps } from './overview.ts';
import { matrixOf, type Pair, type PairState } from './pairs.ts';

export type PairItem = ClearingItem & { readonly part: LinePart };

export type ItemsAsked = Pair & {
  readonly insuranceType: InsuranceType | null;
  readonly part: LinePart | null;
  /** After which; as the page before said. */
  readonly after: string;
  readonly limit: number;
};

const RUNNING = statement(
  'hub-overview-trades-of-pair',
  `SELECT ${TRADE_COLUMNS} FROM hub.trade
   WHERE (month = $1 OR reversal_month = $1) AND left(insured_area, 2) = $2 AND left(care_area, 2) = $3
     AND settlement_id COLLATE "C" > $4
   ORDER BY settlement_id COLLATE "C" LIMIT $5`,
);

/** As many rows as are looked through at a time for those that were asked for. */
const PIECE = 1000;

const isAsked =
  ({ insuranceType, part }: ItemsAsked) =>
  (item: ClearingItem): boolean =>
    (insuranceType === null || item.insuranceType === insuranceType) &&
    (part === null || partOf(item) === part);

/**
 * The items behind a cell of the matrix, in the order of their ids. Of a month that is not cleared: the items
 * that its trades would make today.
 */
export async function itemsOfPair(
  deps: OverviewDeps,
  month: Month,
  asked: ItemsAsked,
): Promise<{ readonly items: readonly PairItem[]; readonly next: string | null }> {
  const isCleared = (await deps.clearing.state(month)) !== undefined;
  const keep = isAsked(asked);
  const found: { readonly item: ClearingItem; readonly cursor: string }[] = [];
  for (let after: string | null = asked.after; after !== null && found.length <= asked.limit; ) {
    const page: Piece = isCleared
      ? await clearedPiece(deps.db, month, { ...asked, after })
      : await runningPiece(deps.db, month, { ...asked, after });
    found.push(...page.rows.filter(({ item }) => keep(item)));
    after = page.next;
  }
  // All items of one settlement stand on one page: the cursor of a running month is the settlement.
  let end = asked.limit;
  while (end < found.length && found[end]!.cursor === found[end - 1]!.cursor) end += 1;
  const shown = found.slice(0, end);
  return {
    items: shown.map(({ item }) => ({ ...item, part: partOf(item) })),
    next: found.length > end ? shown.at(-1)!.cursor : null,
  };
}

type Piece = {
  readonly rows: readonly { readonly item: ClearingItem; readonly cursor: string }[];
  readonly next: string | null;
};
type PieceAsked = Pair & { readonly after: string };

async function clearedPiece(db: Executor, period: Month, asked: PieceAsked): Promise<Piece> {
  const items = await clearedItemsOfPair(db, { period, ...asked, limit: PIECE });
  const rows = items.map((item) => ({ item, cursor: item.itemId }));
  return { rows, next: items.length < PIECE ? null : items.at(-1)!.itemId };
}

/** By settlements: a cursor stands before all items of the next one. */
async function runningPiece(db: Executor, month: Month, asked: PieceAsked): Promise<Piece> {
  const { insuredProvince, careProvince, after } = asked;
  const values = [month, insuredProvince, careProvince, after, PIECE];
  const trades = await db.query<TradeRecord>(RUNNING, values);
  const items = (await itemsOfTrades(db, trades)).filter((item) => periodOf(item) === month);
  const rows = items.map((item) => ({ item, cursor: item.settlementId }));
  return { rows, next: trades.length < PIECE ? null : trades.at(-1)!.settlementId };
}

/** One settlement as the nation knows it; whose it is stays with the provinces. Amounts in fen. */
export type NationBill = Pick<
  TradeRecord,
  | 'settlementId'
  | 'careArea'
  | 'insuredArea'
  | 'providerId'
  | 'insuranceType'
  | 'claim'
  | 'state'
  | 'settledAt'
  | 'reversedAt'
> & {
  readonly items: readonly BillItem[];
  readonly exceptions: readonly BillException[];
};

export type BillItem = Pick<ClearingItem, 'itemId' | 'amount' | 'decidedAt'> & {
  readonly part: LinePart;
  /** In which month it clears or cleared. */
  readonly month: Month;
  readonly isCleared: boolean;
  /** Of an audit's deduction. */
  readonly reason: string | null;
  readonly payment: { readonly orderId: string | null; readonly state: PairState; readonly label: string };
};

export type BillException = {
  readonly exceptionId: string;
  readonly day: string;
  readonly verdict: string;
  readonly closed: string | null;
  readonly foundAt: Instant;
};

const EXCEPTIONS = statement(
  'hub-overview-exceptions-of-bill',
  `SELECT exception_id AS "exceptionId", day, verdict, closed, found_at AS "foundAt"
   FROM hub.reconciliation_exception
   WHERE care_area = $1 AND settlement_id = $2 AND day = ANY ($3) ORDER BY found_at, exception_id`,
);

/** A settlement with everything that cleared because of it; null when the hub has not heard of it. */
export async function billOf(deps: OverviewDeps, key: SettlementKey): Promise<NationBill | null> {
  const [trade] = await tradesBehind(deps.db, [key]);
  if (trade === undefined) return null;
  const { careArea, insuredArea, settlementId, providerId, insuranceType } = trade;
  const { claim, state, settledAt, reversedAt } = trade;
  const reasons = new Map(
    (await deductionsOf(deps.db, [key])).map(({ deductionId, reason }) => [deductionId, reason]),
  );
  const items = await itemsOfTrades(deps.db, [trade]);
  const moments = [settledAt, reversedAt].filter((at) => at !== null);
  return {
    ...{
      settlementId,
      careArea,
      insuredArea,
      providerId,
      insuranceType,
      claim,
      state,
      settledAt,
      reversedAt,
    },
    items: await Promise.all(items.map((item) => billItem(deps, item, reasons.get(item.itemId) ?? null))),
    exceptions: await deps.db.query<BillException>(EXCEPTIONS, [careArea, settlementId, moments.map(dateOf)]),
  };
}

async function billItem(deps: OverviewDeps, item: ClearingItem, reason: string | null): Promise<BillItem> {
  const { itemId, amount, decidedAt, careArea, insuredArea, insuranceType } = item;
  const cleared = await clearedIn(deps.db, itemId);
  const month = cleared ?? periodOf(item);
  const { rows } = await matrixOf(deps, month);
  const row = rows.find(
    (each) =>
      each.careProvince === provinceOf(careArea) &&
      each.insuredProvince === provinceOf(insuredArea) &&
      each.insuranceType === insuranceType,
  );
  return {
    ...{ itemId, amount, decidedAt, month, reason },
    part: partOf(item),
    isCleared: cleared !== null,
    payment: {
      orderId: row?.orderId ?? null,
      state: row?.state ?? 'running',
      label: row?.label ?? '尚未清算',
    },
  };
}
