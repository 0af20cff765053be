import { type Executor, statement } from '@zhijie/database';
import type { FeeCategory, Fen, Instant, Quantity, UnitPrice } from '@zhijie/kernel';
import type { VisitDetails } from '../visit/store.ts';

/** A line that a self-paying patient was charged for; one that is taken back is not valid. */
export type OwnLine = {
  readonly visitSerial: string;
  readonly lineNumber: string;
  readonly batch: string | null;
  readonly itemCode: string | null;
  readonly hospitalItemCode: string | null;
  readonly category: FeeCategory | null;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly occurredAt: Instant;
  readonly details: VisitDetails;
  readonly isValid: boolean;
};

/** A visit as kept; who the patient is stands encrypted in `contentSealed`. */
export type KeptOwnVisit = {
  readonly visitSerial: string;
  readonly hospitalVisitNumber: string | null;
  readonly careType: string;
  readonly personDigest: string;
  readonly contentSealed: string;
  readonly isValid: boolean;
};

export type Report = {
  readonly providerId: string;
  readonly messageId: string;
  readonly at: Instant;
};

const LOCK = statement(
  'care-self-pay-lock',
  `SELECT person_digest AS "personDigest" FROM care.self_pay_visit
   WHERE provider_id = $1 AND visit_serial = $2 FOR UPDATE`,
);
const SAVE = statement(
  'care-self-pay-save',
  `INSERT INTO care.self_pay_visit (provider_id, visit_serial, hospital_visit_number, care_type,
     person_digest, content_sealed, is_valid, message_id, reported_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (provider_id, visit_serial) DO UPDATE SET care_type = excluded.care_type,
     hospital_visit_number = excluded.hospital_visit_number, content_sealed = excluded.content_sealed,
     is_valid = excluded.is_valid, message_id = excluded.message_id, reported_at = excluded.reported_at
   WHERE care.self_pay_visit.person_digest = excluded.person_digest
   RETURNING visit_serial`,
);
const FORGET = statement(
  'care-self-pay-forget',
  `UPDATE care.self_pay_line SET is_valid = false, message_id = $3, reported_at = $4
   WHERE provider_id = $1 AND visit_serial = $2 AND is_valid`,
);
const LINES = statement(
  'care-self-pay-lines',
  `INSERT INTO care.self_pay_line (provider_id, message_id, reported_at, visit_serial, line_number, batch,
     item_code, hospital_item_code, category, unit_price, quantity, total, occurred_at, details, is_valid)
   SELECT $1, $2, $3, x."visitSerial", x."lineNumber", x.batch, x."itemCode", x."hospitalItemCode",
     x.category, x."unitPrice", x.quantity, x.amount, x."occurredAt", x.details, x."isValid"
   FROM jsonb_to_recordset($4::jsonb) AS x("visitSerial" text, "lineNumber" text, batch text,
     "itemCode" text, "hospitalItemCode" text, category text, "unitPrice" bigint, quantity bigint,
     amount bigint, "occurredAt" bigint, details jsonb, "isValid" boolean)
   ON CONFLICT (provider_id, visit_serial, line_number) DO UPDATE SET batch = excluded.batch,
     item_code = excluded.item_code, hospital_item_code = excluded.hospital_item_code,
     category = excluded.category, unit_price = excluded.unit_price, quantity = excluded.quantity,
     total = excluded.total, occurred_at = excluded.occurred_at, details = excluded.details,
     is_valid = excluded.is_valid, message_id = excluded.message_id, reported_at = excluded.reported_at`,
);
const TOTAL = statement(
  'care-self-pay-total',
  `SELECT count(l.line_number)::integer AS lines, coalesce(sum(l.total), 0)::bigint AS total
   FROM care.self_pay_visit v
   LEFT JOIN care.self_pay_line l ON l.provider_id = v.provider_id AND l.visit_serial = v.visit_serial
     AND l.is_valid
   WHERE v.provider_id = $1 AND v.visit_serial = $2 AND v.is_valid GROUP BY v.visit_serial`,
);

/** Whose visit it is, by digest, under lock until the transaction ends; null when it is not reported yet. */
export async function lockOwnVisit(
  tx: Executor,
  providerId: string,
  visitSerial: string,
): Promise<string | null> {
  const [row] = await tx.query<{ personDigest: string }>(LOCK, [providerId, visitSerial]);
  return row?.personDigest ?? null;
}

/** Writes a visit as it is now; false when another patient's stands under the number. */
export async function saveOwnVisit(tx: Executor, one: KeptOwnVisit, by: Report): Promise<boolean> {
  const { visitSerial, hospitalVisitNumber, careType, personDigest, contentSealed, isValid } = one;
  const values = [hospitalVisitNumber, careType, personDigest, contentSealed, isValid, by.messageId, by.at];
  return (await tx.query(SAVE, [by.providerId, visitSerial, ...values])).length === 1;
}

/** Takes all lines of a visit back: a whole report follows. */
export async function forgetOwnLines(tx: Executor, visitSerial: string, by: Report): Promise<void> {
  await tx.query(FORGET, [by.providerId, visitSerial, by.messageId, by.at]);
}

/** Writes lines as they are now. */
export async function saveOwnLines(tx: Executor, lines: readonly OwnLine[], by: Report): Promise<void> {
  await tx.query(LINES, [by.providerId, by.messageId, by.at, JSON.stringify(lines)]);
}

/** How much is reported of a visit, fen; null when it is not reported, or taken back. */
export async function totalOfOwnVisit(
  db: Executor,
  providerId: string,
  visitSerial: string,
): Promise<{ readonly lines: number; readonly total: Fen } | null> {
  return (await db.query<{ lines: number; total: Fen }>(TOTAL, [providerId, visitSerial]))[0] ?? null;
}
