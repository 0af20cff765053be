import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { Trade } from '@zhijie/exchange';
import { assert, type Fen, fen, type Instant, instant, monthOf } from '@zhijie/kernel';
import { hubPostings, type Transfer } from '@zhijie/ledger';

const RECORD = statement(
  'hub-record-trades',
  `SELECT hub.record_trades($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
     $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::bytea[],
     $14::text[], $15::text[], $16::text[], $17::text[]) AS recorded`,
);

/** The claim of a trade as a positive amount: a reversal reports it negative. */
export function claimOfTrade(trade: Trade): Fen {
  const claim = trade.kind === 'reversal' ? 0 - trade.claim : trade.claim;
  assert(claim >= 0, `Trade of settlement "${trade.settlementId}" has the sign of the other kind`);
  return fen(claim);
}

/** The hub's transfer: the insured area owes the care area, or the reverse; null without a claim. */
export function transferOf(trade: Trade): Transfer | null {
  const { careArea, insuredArea, insuranceType } = trade;
  const postedAt = instant(trade.at);
  const event = { careArea, insuredArea, insuranceType, reference: subjectOf(trade), postedAt };
  const [transfer = null, ...more] = hubPostings(fen(trade.claim), { ...event, month: monthOf(postedAt) });
  assert(more.length === 0, 'A trade is one transfer at the hub');
  return transfer;
}

/** The journal's leaf of a trade: what was reported and what the hub booked for it. */
export function digestOfTrade(trade: Trade): Uint8Array {
  return digestOf({ trade, transfer: transferOf(trade) });
}

/** The id under which the journal knows a trade. */
export function subjectOf(trade: Trade): string {
  if (trade.kind === 'settlement') return trade.settlementId;
  assert(trade.reversalId !== null, `Reversal of settlement "${trade.settlementId}" has no id of its own`);
  return trade.reversalId;
}

/**
 * Records trades with their transfers and journal leaves in one statement, hence one transaction. Repeating
 * is without effect; other content under the same id fails with `trade_conflict`. Returns how many were new.
 */
export async function recordTrades(db: Executor, trades: readonly Trade[]): Promise<number> {
  const transfers = trades.map(transferOf);
  const of = <T>(pick: (trade: Trade) => T): T[] => trades.map(pick);
  const [row] = await db.query<{ recorded: number }>(RECORD, [
    of((t) => t.kind),
    of((t) => t.settlementId),
    of((t) => t.reversalId),
    of((t) => t.careArea),
    of((t) => t.insuredArea),
    of((t) => t.providerId),
    of((t) => t.personId),
    of((t) => t.insuranceType),
    of(claimOfTrade),
    of((t) => t.at),
    of((t) => monthOf(instant(t.at))),
    of(subjectOf),
    of(digestOfTrade),
    transfers.map((t) => t?.transferId ?? null),
    transfers.map((t) => t?.debit ?? null),
    transfers.map((t) => t?.credit ?? null),
    transfers.map((t) => t?.code ?? null),
  ]);
  return row?.recorded ?? 0;
}

/** One settlement between two provinces as the hub knows it. */
export type TradeRecord = {
  readonly careArea: string;
  readonly settlementId: string;
  readonly insuredArea: string;
  readonly providerId: string;
  readonly personId: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly claim: Fen;
  readonly state: 'settled' | 'reversed';
  readonly settledAt: Instant | null;
  readonly month: string | null;
  readonly reversalId: string | null;
  readonly reversedAt: Instant | null;
  readonly reversalMonth: string | null;
};

/** A `TradeRecord` as columns of `hub.trade`. */
export const TRADE_COLUMNS = `care_area AS "careArea", settlement_id AS "settlementId",
  insured_area AS "insuredArea", provider_id AS "providerId", person_id AS "personId",
  insurance_type AS "insuranceType", claim, state,
  settled_at AS "settledAt", month, reversal_id AS "reversalId", reversed_at AS "reversedAt",
  reversal_month AS "reversalMonth"`;

export type TradeFilter = {
  readonly careArea?: string;
  readonly insuredArea?: string;
  /** Settled or reversed in this month. */
  readonly month?: string;
};
const CONDITIONS: Readonly<Record<keyof TradeFilter, (place: string) => string>> = {
  careArea: (place) => `care_area = ${place}`,
  insuredArea: (place) => `insured_area = ${place}`,
  month: (place) => `(month = ${place} OR reversal_month = ${place})`,
};
const FILTERS = Object.keys(CONDITIONS) as (keyof TradeFilter)[];

/** A statement per set of filters: one for all of them could not use an index for any. */
function pageBy(filters: readonly (keyof TradeFilter)[]) {
  const conditions = filters.map((name, index) => ` AND ${CONDITIONS[name](`$${index + 4}`)}`).join('');
  return statement(
    ['hub-trades-page', ...filters].join('-'),
    `SELECT ${TRADE_COLUMNS} FROM hub.trade WHERE (care_area, settlement_id) > ($1, $2)${conditions}
     ORDER BY care_area, settlement_id LIMIT $3`,
  );
}

export type TradeCursor = Pick<TradeRecord, 'careArea' | 'settlementId'>;

/** A page of trades in the order of care area and settlement id, after the cursor. */
export async function tradesOf(
  db: Executor,
  filter: TradeFilter,
  page: { after?: TradeCursor; limit: number },
): Promise<TradeRecord[]> {
  const after = page.after ?? { careArea: '', settlementId: '' };
  const given = FILTERS.filter((name) => filter[name] !== undefined);
  const values = [after.careArea, after.settlementId, page.limit, ...given.map((name) => filter[name])];
  return await db.query<TradeRecord>(pageBy(given), values);
}

/** The settlement and the reversal that a record holds, as they were reported. */
export function partsOfRecord(record: TradeRecord): Trade[] {
  const { careArea, insuredArea, providerId, personId, insuranceType, settlementId, claim } = record;
  const common = { settlementId, careArea, insuredArea, providerId, personId, insuranceType };
  const parts: Trade[] = [];
  if (record.settledAt !== null)
    parts.push({ ...common, kind: 'settlement', reversalId: null, claim, at: record.settledAt });
  if (record.reversedAt !== null)
    parts.push({
      ...common,
      kind: 'reversal',
      reversalId: record.reversalId,
      claim: 0 - claim,
      at: record.reversedAt,
    });
  return parts;
}

const sumBy = (
  settled: string,
  reversed: string,
) => `SELECT care_area AS "careArea", insured_area AS "insuredArea", insurance_type AS "insuranceType",
     sum(settlements)::bigint AS settlements, sum(reversals)::bigint AS reversals, sum(claim)::bigint AS claim
   FROM (
     SELECT care_area, insured_area, insurance_type, 1 AS settlements, 0 AS reversals, claim
     FROM hub.trade WHERE ${settled}
     UNION ALL
     SELECT care_area, insured_area, insurance_type, 0, 1, -claim
     FROM hub.trade WHERE ${reversed}
   ) AS parts
   GROUP BY care_area, insured_area, insurance_type ORDER BY care_area, insured_area, insurance_type`;
const SUM_OF_ALL = statement('hub-sum-by-pair', sumBy('month IS NOT NULL', 'reversal_month IS NOT NULL'));
const SUM_OF_MONTH = statement('hub-sum-by-pair-of-month', sumBy('month = $1', 'reversal_month = $1'));

/** What an insured area owes a care area: net claim in fen, over all months or one. */
export type PairSum = {
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly settlements: number;
  readonly reversals: number;
  readonly claim: number;
};

/**
 * Net claims by pair of areas (procedures C-01: real amounts, monthly, in full). A settlement counts in the
 * month it was settled, a reversal as a negative in the month of the reversal (T-05).
 */
export async function sumByPair(db: Executor, month: string | null): Promise<PairSum[]> {
  return month === null
    ? await db.query<PairSum>(SUM_OF_ALL, [])
    : await db.query<PairSum>(SUM_OF_MONTH, [month]);
}
