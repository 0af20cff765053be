import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, Fen, Instant, Month } from '@zhijie/kernel';

/** A cross-province item as a hospital confirms it; amounts of a reversal are negative, fen. */
export type ClearingRow = {
  readonly itemId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly careArea: string;
  readonly decidedAt: Instant;
  readonly confirmedAt: Instant | null;
  readonly feeTotal: Fen;
  /** Public funds and personal account: what clears. */
  readonly claim: Fen;
  readonly certificateSealed: string;
  /** The month in which a deferral put it, or in which one found it cleared; null: none was needed. */
  readonly movedTo: Month | null;
};

const ROW = `i.item_id AS "itemId", i.settlement_id AS "settlementId", i.visit_id AS "visitId",
  i.person_id AS "personId", i.care_area AS "careArea", i.decided_at AS "decidedAt",
  i.fee_total AS "feeTotal", i.paid_by_funds + i.paid_by_account AS claim,
  v.certificate_sealed AS "certificateSealed",
  (SELECT min(c.confirmed_at) FROM care.clearing_confirmation c WHERE c.provider_id = $1
     AND c.item_id = i.item_id AND c.taken_back_at IS NULL) AS "confirmedAt",
  (SELECT CASE d.state WHEN 'closed' THEN d.period ELSE d.to_period END FROM care.clearing_deferral d
   WHERE d.provider_id = $1 AND d.item_id = i.item_id ORDER BY d.period DESC LIMIT 1) AS "movedTo"`;
const ROWS = statement(
  'care-clearing-rows',
  `SELECT ${ROW} FROM care.period_items($1, $2, $3) i
   JOIN care.visit v ON v.provider_id = $1 AND v.visit_id = i.visit_id
   WHERE i.is_decided AND left(i.care_area, 2) <> left(i.insured_area, 2)
   ORDER BY i.decided_at, i.item_id`,
);
const LOCK = statement(
  'care-clearing-lock',
  `SELECT settlement_id FROM care.settlement WHERE provider_id = $1 AND settlement_id = ANY ($2)
   ORDER BY settlement_id FOR SHARE`,
);
const CONFIRM = statement(
  'care-clearing-confirm',
  `INSERT INTO care.clearing_confirmation (provider_id, item_id, reference, period, message_id, confirmed_at)
   SELECT $1, i.item_id, $2, $3, $4, $5 FROM unnest($6::text[]) AS i (item_id)
   ON CONFLICT DO NOTHING`,
);
const REVERSING = statement(
  'care-clearing-reversing',
  `SELECT r.settlement_id AS "settlementId" FROM care.reversal r
   WHERE r.provider_id = $1 AND r.settlement_id = ANY ($2) AND r.state = 'pending'`,
);
const TAKE_BACK = statement(
  'care-clearing-take-back',
  `UPDATE care.clearing_confirmation c SET taken_back_at = greatest($4, c.confirmed_at)
   WHERE c.provider_id = $1 AND c.period = $2 AND c.taken_back_at IS NULL
     AND ($3::text IS NULL OR c.item_id IN (SELECT o.item_id FROM care.clearing_confirmation o
       WHERE o.provider_id = $1 AND o.reference = $3))
   RETURNING item_id AS "itemId"`,
);
const REFERENCE = statement(
  'care-clearing-reference',
  `SELECT period FROM care.clearing_confirmation WHERE provider_id = $1 AND reference = $2 LIMIT 1`,
);

/** Items of an institution that clear between provinces, decided in a period. */
export function readClearingRows(
  db: Executor,
  by: { readonly providerId: string; readonly from: Instant; readonly until: Instant },
): Promise<ClearingRow[]> {
  return db.query<ClearingRow>(ROWS, [by.providerId, by.from, by.until]);
}

/**
 * Holds settlements as they are until the transaction ends, and names those whose reversal is under way.
 */
export async function holdSettlements(
  tx: Executor,
  providerId: string,
  settlementIds: readonly string[],
): Promise<readonly string[]> {
  await tx.query(LOCK, [providerId, settlementIds]);
  const rows = await tx.query<{ settlementId: string }>(REVERSING, [providerId, settlementIds]);
  return rows.map(({ settlementId }) => settlementId);
}

export async function saveConfirmation(
  tx: Executor,
  made: {
    readonly providerId: string;
    readonly reference: string;
    readonly period: Month;
    readonly messageId: string;
    readonly at: Instant;
    readonly itemIds: readonly string[];
  },
): Promise<void> {
  const { providerId, reference, period, messageId, at, itemIds } = made;
  await tx.query(CONFIRM, [providerId, reference, period, messageId, at, itemIds]);
}

/** Takes back what a confirmation, or with null every one of a period, confirmed; answers the items. */
export async function takeBack(
  tx: Executor,
  by: {
    readonly providerId: string;
    readonly period: Month;
    readonly reference: string | null;
    readonly at: Instant;
  },
): Promise<readonly string[]> {
  const values = [by.providerId, by.period, by.reference, by.at];
  const rows = await tx.query<{ itemId: string }>(TAKE_BACK, values);
  return [...new Set(rows.map(({ itemId }) => itemId))].sort();
}

/** The period of a confirmation, also of one taken back; null when there is none. */
export async function periodOfReference(
  tx: Executor,
  providerId: string,
  reference: string,
): Promise<Month | null> {
  const rows = await tx.query<{ period: Month }>(REFERENCE, [providerId, reference]);
  return rows[0]?.period ?? null;
}

export type Application = {
  readonly providerId: string;
  readonly applicationId: string;
  readonly clearingCategory: string;
  readonly clearingMethod: string | null;
  readonly period: Month;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly visits: number;
  readonly feeTotal: Fen;
  readonly recognisedTotal: Fen;
  readonly fundsDeclared: Fen;
  readonly paidInCash: Fen;
  readonly paidByAccount: Fen;
  readonly messageId: string;
  readonly actorId: string;
  readonly appliedAt: Instant;
};

/** An application as kept; `withdrawnAt` null while it stands. */
export type KeptApplication = Application & { readonly withdrawnAt: Instant | null };

const APPLY = statement(
  'care-clearing-apply',
  `INSERT INTO care.clearing_application (provider_id, application_id, clearing_category, clearing_method,
     period, from_date, until_date, visits, fee_total, recognised_total, funds_declared, paid_in_cash,
     paid_by_account, message_id, actor_id, applied_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
   ON CONFLICT (provider_id, clearing_category, from_date, until_date) WHERE withdrawn_at IS NULL DO NOTHING
   RETURNING application_id`,
);
const FIND = statement(
  'care-clearing-application',
  `SELECT period, withdrawn_at AS "withdrawnAt" FROM care.clearing_application
   WHERE provider_id = $1 AND application_id = $2 FOR UPDATE`,
);
const LIST = statement(
  'care-clearing-applications',
  `SELECT provider_id AS "providerId", application_id AS "applicationId",
     clearing_category AS "clearingCategory", clearing_method AS "clearingMethod", period,
     from_date AS "from", until_date AS "until", visits, fee_total AS "feeTotal",
     recognised_total AS "recognisedTotal", funds_declared AS "fundsDeclared",
     paid_in_cash AS "paidInCash", paid_by_account AS "paidByAccount", message_id AS "messageId",
     actor_id AS "actorId", applied_at AS "appliedAt", withdrawn_at AS "withdrawnAt"
   FROM care.clearing_application
   WHERE provider_id = $1 AND ($2::text IS NULL OR period = $2)
     AND ($3::text IS NULL OR clearing_category = $3) AND ($4::text IS NULL OR until_date >= $4)
     AND ($5::text IS NULL OR from_date <= $5)
   ORDER BY applied_at, application_id`,
);
const WITHDRAW = statement(
  'care-clearing-withdraw',
  `UPDATE care.clearing_application SET withdrawn_at = greatest($3, applied_at)
   WHERE provider_id = $1 AND application_id = $2 AND withdrawn_at IS NULL`,
);

/** False when a live application for the same category and days exists. */
export async function saveApplication(tx: Executor, made: Application): Promise<boolean> {
  const rows = await tx.query(APPLY, [
    made.providerId,
    made.applicationId,
    made.clearingCategory,
    made.clearingMethod,
    made.period,
    made.from,
    made.until,
    made.visits,
    made.feeTotal,
    made.recognisedTotal,
    made.fundsDeclared,
    made.paidInCash,
    made.paidByAccount,
    made.messageId,
    made.actorId,
    made.appliedAt,
  ]);
  return rows.length === 1;
}

export async function lockApplication(
  tx: Executor,
  providerId: string,
  applicationId: string,
): Promise<{ readonly period: Month; readonly withdrawnAt: Instant | null } | null> {
  const rows = await tx.query<{ period: Month; withdrawnAt: Instant | null }>(FIND, [
    providerId,
    applicationId,
  ]);
  return rows[0] ?? null;
}

export async function withdrawApplication(
  tx: Executor,
  providerId: string,
  applicationId: string,
  at: Instant,
): Promise<void> {
  await tx.query(WITHDRAW, [providerId, applicationId, at]);
}

/** An institution's applications, withdrawn ones too, in the order in which they came. */
export function findApplications(
  db: Executor,
  by: {
    readonly providerId: string;
    readonly period: Month | null;
    readonly clearingCategory: string | null;
    readonly from: CalendarDate | null;
    readonly until: CalendarDate | null;
  },
): Promise<KeptApplication[]> {
  const { providerId, period, clearingCategory, from, until } = by;
  return db.query<KeptApplication>(LIST, [providerId, period, clearingCategory, from, until]);
}
