import { type Executor, orderedBy, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CareType, Fen, Instant, InsuranceType } from '@zhijie/kernel';

export type OrderState = 'open' | 'settling' | 'paying' | 'done' | 'undoing' | 'undone' | 'revoked';
export type EndReason = 'timeout' | 'cash-failed' | 'hospital';

/** An order as kept. Amounts exist once the insurance part is settled. */
export type Order = {
  readonly providerId: string;
  readonly orderId: string;
  readonly hospitalOrder: string;
  readonly digest: string;
  readonly visitId: string;
  readonly batch: string;
  readonly personId: string;
  /** Whether the upload registered the visit itself. */
  readonly opensVisit: boolean;
  readonly careType: CareType;
  readonly insuranceType: InsuranceType;
  readonly usesAccount: boolean;
  readonly invoiceNumber: string | null;
  readonly total: Fen;
  readonly uploadedAt: Instant;
  readonly state: OrderState;
  /** The message that asked for the settlement. */
  readonly settleMessage: string | null;
  readonly settleAskedAt: Instant | null;
  readonly settlementId: string | null;
  readonly settledAt: Instant | null;
  readonly funds: Fen | null;
  readonly account: Fen | null;
  readonly cash: Fen | null;
  readonly byHospital: Fen | null;
  readonly cashState: 'none' | 'waiting' | 'paid' | 'closed';
  readonly cashRefunded: Fen;
  readonly isInsuranceRefunded: boolean;
  readonly deadlineAt: Instant | null;
  readonly paidAt: Instant | null;
  readonly endedBy: EndReason | null;
  readonly reportedPayment: string | null;
};

export type OrderKey = Pick<Order, 'providerId' | 'orderId'>;

const ORDER = `o.provider_id AS "providerId", o.order_id AS "orderId", o.hospital_order AS "hospitalOrder",
  o.digest, o.visit_id AS "visitId", o.batch, o.person_id AS "personId", o.opens_visit AS "opensVisit",
  o.care_type AS "careType", o.insurance_type AS "insuranceType", o.uses_account AS "usesAccount",
  o.invoice_number AS "invoiceNumber", o.total, o.uploaded_at AS "uploadedAt", o.state,
  o.settle_message AS "settleMessage", o.settle_asked_at AS "settleAskedAt",
  o.settlement_id AS "settlementId", o.settled_at AS "settledAt", o.funds, o.account, o.cash,
  o.by_hospital AS "byHospital", o.cash_state AS "cashState", o.cash_refunded AS "cashRefunded",
  o.is_insurance_refunded AS "isInsuranceRefunded", o.deadline_at AS "deadlineAt", o.paid_at AS "paidAt",
  o.ended_by AS "endedBy", o.reported_payment AS "reportedPayment"`;

const FIND = statement(
  'care-order-find',
  `SELECT ${ORDER} FROM care.payment_order o WHERE o.provider_id = $1 AND o.order_id = $2`,
);
const BY_HOSPITAL_ORDER = statement(
  'care-order-by-hospital-order',
  `SELECT ${ORDER} FROM care.payment_order o WHERE o.provider_id = $1 AND o.hospital_order = $2
     AND o.state NOT IN ('revoked', 'undone')`,
);
const BY_MESSAGE = statement(
  'care-order-by-message',
  `SELECT ${ORDER} FROM care.payment_order o WHERE o.provider_id = $1 AND o.settle_message = $2`,
);
const INSERT = statement(
  'care-order-insert',
  `INSERT INTO care.payment_order (provider_id, order_id, hospital_order, digest, visit_id, batch, person_id,
     opens_visit, care_type, insurance_type, uses_account, invoice_number, total, uploaded_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
   ON CONFLICT DO NOTHING RETURNING order_id`,
);
const CLAIM = statement(
  'care-order-claim',
  `UPDATE care.payment_order o SET state = 'settling', settle_message = $3, settle_asked_at = $4, look_at = $5
   WHERE provider_id = $1 AND order_id = $2
     AND (state = 'open' OR state = 'settling' AND settle_message = $3) RETURNING ${ORDER}`,
);
const RELEASE = statement(
  'care-order-release',
  `UPDATE care.payment_order o SET state = 'open', look_at = NULL
   WHERE provider_id = $1 AND order_id = $2 AND state = 'settling' AND settle_message = $3
   RETURNING ${ORDER}`,
);
const SETTLED = statement(
  'care-order-settled',
  `UPDATE care.payment_order o SET state = CASE WHEN $8 = 0 THEN 'done' ELSE 'paying' END,
     cash_state = CASE WHEN $8 = 0 THEN 'none' ELSE 'waiting' END, settlement_id = $4, settled_at = $5,
     funds = $6, account = $7, cash = $8::bigint, by_hospital = $9, deadline_at = $10,
     paid_at = CASE WHEN $8 = 0 THEN $5::bigint END,
     look_at = CASE WHEN $8 = 0 THEN NULL ELSE $11::bigint END, attempts = 0,
     notice_at = CASE WHEN $8 = 0 THEN $5::bigint END
   WHERE provider_id = $1 AND order_id = $2 AND state IN ('open', 'settling') AND settle_message = $3
   RETURNING ${ORDER}`,
);
const PAID = statement(
  'care-order-paid',
  `UPDATE care.payment_order o SET state = CASE state WHEN 'paying' THEN 'done' ELSE state END,
     cash_state = 'paid', paid_at = $3, look_at = NULL,
     notice_at = CASE state WHEN 'paying' THEN $3::bigint END
   WHERE provider_id = $1 AND order_id = $2 AND state IN ('paying', 'undoing') AND cash_state = 'waiting'
   RETURNING ${ORDER}`,
);
const CLOSED = statement(
  'care-order-closed',
  `UPDATE care.payment_order o SET cash_state = 'closed'
   WHERE provider_id = $1 AND order_id = $2 AND state = 'undoing' AND cash_state = 'waiting'
   RETURNING ${ORDER}`,
);
const UNDO = statement(
  'care-order-undo',
  `UPDATE care.payment_order o SET state = 'undoing', look_at = NULL
   WHERE provider_id = $1 AND order_id = $2 AND state IN ('paying', 'done') RETURNING ${ORDER}`,
);
const UNDONE = statement(
  'care-order-undone',
  `UPDATE care.payment_order o SET cash_refunded = cash_refunded + $3::bigint,
     is_insurance_refunded = is_insurance_refunded OR $4::boolean, ended_by = coalesce(ended_by, $5),
     state = CASE WHEN cash = 0 AND cash_state = 'none' OR cash_state = 'paid' AND $5 = 'hospital'
       THEN 'done' ELSE 'undone' END
   WHERE provider_id = $1 AND order_id = $2 AND state = 'undoing' RETURNING ${ORDER}`,
);
const REVOKE = statement(
  'care-order-revoke',
  `UPDATE care.payment_order o SET state = 'revoked', look_at = NULL
   WHERE provider_id = $1 AND order_id = $2 AND state = 'open' RETURNING ${ORDER}`,
);
const REPORT = statement(
  'care-order-report',
  `UPDATE care.payment_order o SET reported_payment = $3
   WHERE provider_id = $1 AND order_id = $2 RETURNING ${ORDER}`,
);
export const lease = (table: string, key: string, fields: string, alias: string) => `WITH due AS (
     SELECT provider_id, ${key} FROM ${table}
     WHERE look_at <= $1 ORDER BY look_at, ${key}, provider_id LIMIT $2 FOR UPDATE SKIP LOCKED)
   UPDATE ${table} ${alias} SET attempts = ${alias}.attempts + 1,
     look_at = $1 + least(60000, 2000 * (2 ^ least(${alias}.attempts, 6))::bigint)
   FROM due WHERE ${alias}.provider_id = due.provider_id AND ${alias}.${key} = due.${key}
   RETURNING ${fields}`;
const LEASE = statement('care-order-lease', lease('care.payment_order', 'order_id', ORDER, 'o'));
const LEASE_NOTICES = statement(
  'care-order-notice-lease',
  `WITH due AS (
     SELECT provider_id, order_id FROM care.payment_order
     WHERE notice_at <= $1 ORDER BY notice_at, order_id, provider_id LIMIT $2 FOR UPDATE SKIP LOCKED)
   UPDATE care.payment_order o SET notices = o.notices + 1,
     notice_at = CASE WHEN o.notices < 12 THEN $1 + 5000 * (2 ^ o.notices)::bigint END
   FROM due WHERE o.provider_id = due.provider_id AND o.order_id = due.order_id RETURNING ${ORDER}`,
);
const NOTICED = statement(
  'care-order-noticed',
  `UPDATE care.payment_order SET notice_at = NULL, noticed_at = $3
   WHERE provider_id = $1 AND order_id = $2 AND noticed_at IS NULL`,
);
const STANDING = statement(
  'care-order-standing',
  `SELECT s.settlement_id AS "settlementId", s.state, s.settled_at AS "settledAt",
     s.paid_by_funds AS funds, s.paid_by_personal_account AS account, s.paid_in_cash AS cash,
     s.paid_by_hospital AS "byHospital",
     (SELECT r.reversal_id FROM care.reversal r WHERE r.provider_id = s.provider_id
       AND r.settlement_id = s.settlement_id) AS "reversalId",
     (SELECT r.reversed_at FROM care.reversal r WHERE r.provider_id = s.provider_id
       AND r.settlement_id = s.settlement_id) AS "reversedAt"
   FROM care.request_key k
   JOIN care.settlement s ON s.provider_id = k.provider_id AND s.settlement_id = k.settlement_id
   WHERE k.provider_id = $1 AND k.message_id = $2`,
);

/** Where the insurance part stands: its settlement, found by the message that asked for it. */
export type Standing = {
  readonly settlementId: string;
  readonly state: 'pending' | 'settled' | 'refused' | 'reversed';
  readonly settledAt: Instant | null;
  readonly funds: Fen | null;
  readonly account: Fen | null;
  readonly cash: Fen | null;
  readonly byHospital: Fen | null;
  readonly reversalId: string | null;
  readonly reversedAt: Instant | null;
};

export async function one<T>(
  db: Executor,
  query: ReturnType<typeof statement>,
  values: readonly unknown[],
): Promise<T | null> {
  return (await db.query<T & Record<string, unknown>>(query, [...values]))[0] ?? null;
}

/** Every change of an order leaves a leaf: what it was changed to. */
async function changed(
  tx: Executor,
  query: ReturnType<typeof statement>,
  values: readonly unknown[],
): Promise<Order | null> {
  const order = await one<Order>(tx, query, values);
  if (order === null) return null;
  await appendToJournal(tx, {
    kind: 'care.payment-order',
    subject: order.orderId,
    digest: digestOf(order),
  });
  return order;
}

export const keyOf = ({ providerId, orderId }: OrderKey) => [providerId, orderId];

export const findOrder = (db: Executor, providerId: string, orderId: string): Promise<Order | null> =>
  one(db, FIND, [providerId, orderId]);

/** The order that stands under the hospital's own number. */
export const orderByHospital = (
  db: Executor,
  providerId: string,
  hospitalOrder: string,
): Promise<Order | null> => one(db, BY_HOSPITAL_ORDER, [providerId, hospitalOrder]);

export const orderByMessage = (db: Executor, providerId: string, messageId: string): Promise<Order | null> =>
  one(db, BY_MESSAGE, [providerId, messageId]);

export type NewOrder = Pick<
  Order,
  | 'providerId'
  | 'orderId'
  | 'hospitalOrder'
  | 'digest'
  | 'visitId'
  | 'batch'
  | 'personId'
  | 'opensVisit'
  | 'careType'
  | 'insuranceType'
  | 'usesAccount'
  | 'invoiceNumber'
  | 'total'
  | 'uploadedAt'
>;

/** False when the hospital's number, or the batch, has an order already. */
export async function insertOrder(tx: Executor, made: NewOrder): Promise<boolean> {
  const rows = await tx.query(INSERT, [
    ...keyOf(made),
    made.hospitalOrder,
    made.digest,
    made.visitId,
    made.batch,
    made.personId,
    made.opensVisit,
    made.careType,
    made.insuranceType,
    made.usesAccount,
    made.invoiceNumber,
    made.total,
    made.uploadedAt,
  ]);
  if (rows.length === 0) return false;
  await appendToJournal(tx, {
    kind: 'care.payment-order',
    subject: made.orderId,
    digest: digestOf(made),
  });
  return true;
}

/** Takes an order for the settlement that a message asks for; null when it is not free for it. */
export const claimOrder = (
  tx: Executor,
  order: OrderKey,
  by: { readonly messageId: string; readonly at: Instant; readonly lookAt: number },
): Promise<Order | null> => changed(tx, CLAIM, [...keyOf(order), by.messageId, by.at, by.lookAt]);

/** Gives it free again: nothing was settled. */
export const releaseOrder = (tx: Executor, order: OrderKey, messageId: string): Promise<Order | null> =>
  changed(tx, RELEASE, [...keyOf(order), messageId]);

export const recordSettled = (
  tx: Executor,
  order: Order,
  standing: Standing,
  times: { readonly deadlineAt: number; readonly lookAt: number },
): Promise<Order | null> =>
  changed(tx, SETTLED, [
    ...keyOf(order),
    order.settleMessage,
    standing.settlementId,
    standing.settledAt,
    standing.funds,
    standing.account,
    standing.cash,
    standing.byHospital,
    times.deadlineAt,
    times.lookAt,
  ]);

export const recordPaid = (tx: Executor, order: OrderKey, at: Instant): Promise<Order | null> =>
  changed(tx, PAID, [...keyOf(order), at]);

export const recordClosed = (tx: Executor, order: OrderKey): Promise<Order | null> =>
  changed(tx, CLOSED, keyOf(order));

export const revoke = (tx: Executor, order: OrderKey): Promise<Order | null> =>
  changed(tx, REVOKE, keyOf(order));

export const recordReport = (tx: Executor, order: OrderKey, payment: string): Promise<Order | null> =>
  changed(tx, REPORT, [...keyOf(order), payment]);

export const standingOf = (db: Executor, order: Order): Promise<Standing | null> =>
  order.settleMessage === null
    ? Promise.resolve(null)
    : one(db, STANDING, [order.providerId, order.settleMessage]);

/** Orders that are due to be looked at, each taken by one worker for a while that doubles. */
export const leaseOrders = (db: Executor, now: Instant, limit: number): Promise<Order[]> =>
  orderedBy(db.query<Order>(LEASE, [now, limit]), ({ orderId }) => orderId);

/** Stops an order for a refund; null when it has no money, or another one is under way. */
export const stopOrder = (tx: Executor, order: OrderKey): Promise<Order | null> =>
  changed(tx, UNDO, keyOf(order));

/** What a refund took back, entered at its order, which is whole again or at its end. */
export const recordBack = (
  tx: Executor,
  order: OrderKey,
  back: { readonly cash: number; readonly isInsuranceBack: boolean; readonly reason: EndReason },
): Promise<Order | null> =>
  changed(tx, UNDONE, [...keyOf(order), back.cash, back.isInsuranceBack, back.reason]);

/** Paid orders whose hospital is not told yet; each try waits twice as long, the thirteenth is the last. */
export const leaseNotices = (db: Executor, now: Instant, limit: number): Promise<Order[]> =>
  orderedBy(db.query<Order>(LEASE_NOTICES, [now, limit]), ({ orderId }) => orderId);

export async function recordNoticed(db: Executor, order: OrderKey, at: Instant): Promise<void> {
  await db.query(NOTICED, [...keyOf(order), at]);
}
