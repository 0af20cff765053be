import { type Executor, statement } from '@zhijie/database';
import { appendToJournal } from '@zhijie/evidence';
import type { CalendarDate, CareType, Fen, Instant, InsuranceType } from '@zhijie/kernel';

/** A settlement or a reversal as it is reconciled; amounts of a reversal are negative. */
export type StatementItem = {
  readonly itemId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly messageId: string;
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly isRefund: boolean;
  /** Its outcome is not known yet, or its reversal is under way. */
  readonly isOpen: boolean;
  readonly decidedAt: Instant;
  readonly feeTotal: Fen;
  readonly paidByFunds: Fen;
  readonly paidByAccount: Fen;
  readonly paidInCash: Fen;
};

/** Amounts of both sides of a statement, fen, with the number of rows. */
export type Sums = {
  readonly feeTotal: Fen;
  readonly paidByFunds: Fen;
  readonly paidByAccount: Fen | null;
  readonly paidInCash: Fen | null;
  readonly count: number;
};

export type Statement = {
  readonly providerId: string;
  readonly statementId: string;
  readonly kind: 'totals' | 'rows';
  readonly insuranceType: InsuranceType | null;
  readonly clearingCategory: string | null;
  readonly agency: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly result: 'equal' | 'differs';
  readonly hospital: Sums;
  readonly own: Sums;
  readonly differing: number;
  readonly itemCount: number;
  readonly messageId: string;
  readonly actorId: string;
  readonly at: Instant;
};

const ITEM = `item_id AS "itemId", settlement_id AS "settlementId", visit_id AS "visitId",
  person_id AS "personId", message_id AS "messageId", insurance_type AS "insuranceType",
  care_type AS "careType", care_area AS "careArea", insured_area AS "insuredArea", is_refund AS "isRefund",
  is_open AS "isOpen", decided_at AS "decidedAt", fee_total AS "feeTotal", paid_by_funds AS "paidByFunds",
  paid_by_account AS "paidByAccount", paid_in_cash AS "paidInCash"`;
const ITEMS = statement(
  'care-statement-items',
  `SELECT ${ITEM} FROM care.period_items($1, $2, $3)
   WHERE NOT is_undone AND ($4::text IS NULL OR insurance_type = $4)
     AND ($5::text[] IS NULL OR care_type = ANY ($5))
   ORDER BY decided_at, item_id`,
);
const KNOWN = statement(
  'care-statement-known',
  `SELECT s.settlement_id AS "settlementId", s.state, s.settled_at AS "settledAt", s.care_type AS "careType",
     s.insured_area AS "insuredArea", r.reason
   FROM care.settlement s LEFT JOIN care.reversal r
     ON r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id
   WHERE s.provider_id = $1 AND s.settlement_id = ANY ($2)`,
);
const SAVE = statement(
  'care-statement-save',
  `INSERT INTO care.statement (provider_id, statement_id, kind, insurance_type, clearing_category, agency,
     from_date, until_date, result, hospital_sums, own_sums, differing, item_count, message_id, actor_id,
     stated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
);
const LOCK = statement(
  'care-statement-lock',
  `SELECT settlement_id FROM care.settlement WHERE provider_id = $1 AND settlement_id = ANY ($2)
   ORDER BY settlement_id FOR SHARE`,
);
const MARK = statement(
  'care-statement-mark',
  `INSERT INTO care.reconciled_item (provider_id, item_id, statement_id, reconciled_at)
   SELECT $1, i.item_id, $2, $3 FROM unnest($4::text[]) AS i (item_id)
   WHERE NOT EXISTS (SELECT FROM care.reversal r
     WHERE r.provider_id = $1 AND r.settlement_id = i.item_id AND r.state = 'pending')
   ORDER BY i.item_id ON CONFLICT DO NOTHING`,
);

/** Items of an institution decided in a period; open ones by the time of their request. */
export function readItems(
  db: Executor,
  by: {
    readonly providerId: string;
    readonly from: Instant;
    readonly until: Instant;
    readonly insuranceType: InsuranceType | null;
    readonly careTypes: readonly CareType[] | null;
  },
): Promise<StatementItem[]> {
  const { providerId, from, until, insuranceType, careTypes } = by;
  return db.query<StatementItem>(ITEMS, [providerId, from, until, insuranceType, careTypes]);
}

export type KnownSettlement = {
  readonly settlementId: string;
  readonly state: 'pending' | 'settled' | 'refused' | 'reversed';
  readonly settledAt: Instant | null;
  readonly careType: CareType;
  readonly insuredArea: string;
  readonly reason: string | null;
};

/** Settlements of an institution by id, whatever became of them. */
export function findKnown(
  db: Executor,
  providerId: string,
  settlementIds: readonly string[],
): Promise<KnownSettlement[]> {
  return db.query<KnownSettlement>(KNOWN, [providerId, settlementIds]);
}

/**
 * Keeps a statement with the items that it settles between the two sides. A reversal of one of them waits, or
 * was there first: then that item stays open.
 */
export async function saveStatement(
  tx: Executor,
  made: Statement,
  items: readonly StatementItem[],
  digest: Uint8Array,
): Promise<void> {
  const { providerId, statementId, at } = made;
  const settlements = [...new Set(items.map(({ settlementId }) => settlementId))];
  if (items.length > 0) await tx.query(LOCK, [providerId, settlements]);
  await tx.query(SAVE, [
    providerId,
    statementId,
    made.kind,
    made.insuranceType,
    made.clearingCategory,
    made.agency,
    made.from,
    made.until,
    made.result,
    JSON.stringify(made.hospital),
    JSON.stringify(made.own),
    made.differing,
    made.itemCount,
    made.messageId,
    made.actorId,
    at,
  ]);
  if (items.length > 0) {
    await tx.query(MARK, [providerId, statementId, at, items.map(({ itemId }) => itemId)]);
  }
  await appendToJournal(tx, { kind: 'care.statement', subject: statementId, digest });
}
