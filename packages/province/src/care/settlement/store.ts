import { type Executor, orderedBy, statement } from '@zhijie/database';
import type { Bill } from '@zhijie/exchange';
import type { CareType, Fen, Instant, Month, SettlementParts } from '@zhijie/kernel';
import type { Transfer } from '@zhijie/ledger';
import { BILLED_LINE_SELECT, type BilledLine } from '../fee-line/store.ts';
import type { Access } from '../person/store.ts';
import { type Diagnosis, VISIT_SELECT, type Visit } from '../visit/store.ts';
import { amountsOf, PARTS_SELECT, partsOf } from './parts.ts';
import type { KeptDecision } from './view.ts';

export type SettlementState = 'pending' | 'settled' | 'refused' | 'reversed';

/** A settlement as kept. `parts`, `settledAt` and `decision` exist once the insured side decided. */
export type Settlement = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly segment: number;
  readonly kind: 'outpatient' | 'inpatient';
  readonly isInterim: boolean;
  readonly state: SettlementState;
  readonly interfaceNumber: string;
  readonly messageId: string;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly careType: CareType;
  readonly certificateType: string;
  readonly invoiceNumber: string | null;
  readonly batch: string | null;
  readonly bill: Bill;
  readonly requestedAt: Instant;
  readonly settledAt: Instant | null;
  readonly month: Month | null;
  readonly decision: KeptDecision | null;
  readonly accountBalance: Fen | null;
  readonly parts: SettlementParts | null;
};

/** A settlement `s` in SQL; `settlementOfRow` reads the row. */
export const SETTLEMENT_FIELDS = `s.provider_id AS "providerId", s.settlement_id AS "settlementId",
  s.visit_id AS "visitId", s.segment, s.kind, s.is_interim AS "isInterim", s.state,
  s.interface_number AS "interfaceNumber",
  s.message_id AS "messageId", s.person_id AS "personId", s.care_area AS "careArea",
  s.insured_area AS "insuredArea", s.insurance_type AS "insuranceType", s.care_type AS "careType",
  s.certificate_type AS "certificateType", s.invoice_number AS "invoiceNumber", s.batch, s.bill,
  s.requested_at AS "requestedAt", s.settled_at AS "settledAt", s.month, s.decision,
  s.account_balance AS "accountBalance", ${PARTS_SELECT}`;
const SELECT = `SELECT ${SETTLEMENT_FIELDS} FROM care.settlement s`;

const BILL_MATERIAL = `SELECT ${VISIT_SELECT},
    (SELECT s.settlement_id FROM care.settlement s WHERE s.provider_id = v.provider_id
       AND s.visit_id = v.visit_id AND s.segment = v.segment AND s.state = 'settled') AS "settledAs",
    (SELECT coalesce(json_agg(json_build_object('code', d.code, 'name', d.name, 'isMain', d.is_main)
       ORDER BY d.order_number), '[]') FROM care.diagnosis d
     WHERE d.provider_id = v.provider_id AND d.visit_id = v.visit_id AND NOT d.is_voided) AS diagnoses,
    (SELECT coalesce(json_agg(x ORDER BY x."occurredAt", x."lineNumber"), '[]') FROM (
       SELECT ${BILLED_LINE_SELECT} FROM care.fee_line l
       WHERE l.provider_id = v.provider_id AND l.visit_id = v.visit_id AND l.settlement_id IS NULL
         AND ($3::text IS NULL OR l.batch = $3)) x) AS lines
   FROM care.visit v WHERE v.provider_id = $1 AND v.visit_id = $2`;
const READ_FOR_BILL = statement('care-settlement-read-visit', BILL_MATERIAL);
const READ_FOR_QUOTE = statement(
  'care-settlement-read-for-quote',
  `WITH found AS (${BILL_MATERIAL}),
     entry AS (
       INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
       SELECT $4::bigint, $5, $1, "personId", $6, $7 FROM found)
   SELECT * FROM found`,
);
const BEGIN = statement('care-settlement-begin', 'SELECT care.begin_settlement($1, $2, $3) AS outcome');
const COMPLETE = statement(
  'care-settlement-complete',
  `SELECT care.complete_settlement($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS state`,
);
const FIND = statement('care-settlement-find', `${SELECT} WHERE s.provider_id = $1 AND s.settlement_id = $2`);
const REPLACED = statement(
  'care-settlement-replaced',
  `SELECT r.settlement_id AS "settlementId" FROM care.settlement s
   JOIN care.settlement r ON r.provider_id = s.provider_id AND r.visit_id = s.visit_id
     AND (r.segment = s.segment OR s.kind = 'outpatient' AND r.batch IS NOT DISTINCT FROM s.batch)
     AND r.state = 'reversed' AND r.settled_at < s.settled_at
   WHERE s.provider_id = $1 AND s.settlement_id = $2 ORDER BY r.settled_at DESC LIMIT 1`,
);
const LEASE = statement(
  'care-settlement-lease',
  `WITH due AS (
     SELECT provider_id, settlement_id FROM care.settlement
     WHERE state = 'pending' AND resolve_after <= $1
     ORDER BY resolve_after, settlement_id, provider_id LIMIT $2
     FOR UPDATE SKIP LOCKED)
   UPDATE care.settlement s SET attempts = s.attempts + 1,
     resolve_after = $1 + least(300000, 2000 * (2 ^ least(s.attempts, 8))::bigint)
   FROM due WHERE s.provider_id = due.provider_id AND s.settlement_id = due.settlement_id
   RETURNING ${SETTLEMENT_FIELDS}`,
);
const HURRY = statement(
  'care-settlement-hurry',
  `UPDATE care.settlement SET resolve_after = $3
   WHERE provider_id = $1 AND settlement_id = $2 AND state = 'pending'`,
);
const DUE_DETAILS = statement(
  'care-settlement-due-details',
  `${SELECT} WHERE s.state = 'settled' AND s.kind = 'inpatient' AND s.details_delivered_at IS NULL
   ORDER BY s.settled_at LIMIT $1`,
);
const DELIVERED = statement(
  'care-settlement-delivered',
  `UPDATE care.settlement SET details_delivered_at = $3 WHERE provider_id = $1 AND settlement_id = $2`,
);
const LIVE_OF_VISIT = statement(
  'care-settlement-of-visit',
  `${SELECT} WHERE s.provider_id = $1 AND s.visit_id = $2 AND s.state IN ('settled', 'pending')
   ORDER BY s.segment DESC LIMIT 1`,
);

const SETTLED_LINES = statement(
  'care-settlement-of-lines',
  `SELECT s.settlement_id AS "settlementId" FROM care.fee_line l JOIN care.settlement s
     ON s.provider_id = l.provider_id AND s.settlement_id = l.settlement_id AND s.state = 'settled'
   WHERE l.provider_id = $1 AND l.visit_id = $2 AND ($3::text IS NULL OR l.batch = $3)
   ORDER BY s.segment DESC LIMIT 1`,
);

export type SettlementRow = Omit<Settlement, 'parts'> & Readonly<Record<string, unknown>>;

export function settlementOfRow(row: SettlementRow): Settlement {
  const { settledAt } = row;
  return { ...(row as unknown as Settlement), parts: settledAt === null ? null : partsOf(row) };
}

export type BillMaterial = {
  readonly visit: Visit;
  readonly diagnoses: readonly Diagnosis[];
  readonly lines: readonly BilledLine[];
  /** The settlement that holds the segment which would settle next. */
  readonly settledAs: string | null;
};

export type BillKey = {
  readonly providerId: string;
  readonly visitId: string;
  readonly batch: string | null;
};
type BillRow = Visit & { diagnoses: Diagnosis[]; lines: BilledLine[]; settledAs: string | null };

/** Everything that a bill is made of, in one round trip; null when the visit is not this institution's. */
export async function readForBill(db: Executor, by: BillKey): Promise<BillMaterial | null> {
  return materialOf(await db.query<BillRow>(READ_FOR_BILL, [by.providerId, by.visitId, by.batch]));
}

/** The same for a pre-settlement, whose access-log row is written by the same statement. */
export async function readForQuote(
  db: Executor,
  by: BillKey,
  access: Omit<Access, 'personId'>,
): Promise<BillMaterial | null> {
  const { at, actorId, purpose, messageId } = access;
  const values = [by.providerId, by.visitId, by.batch, at, actorId, purpose, messageId];
  return materialOf(await db.query<BillRow>(READ_FOR_QUOTE, values));
}

function materialOf(rows: readonly BillRow[]): BillMaterial | null {
  const row = rows[0];
  if (row === undefined) return null;
  const { diagnoses, lines, settledAs, ...visit } = row;
  return { visit, diagnoses, lines, settledAs };
}

export type BeginOutcome =
  | 'begun'
  | 'visit-changed'
  | 'known-request'
  | 'settlement-pending'
  | 'segment-settled';

/** Writes the intent of a settlement and its request key; see the SQL function. */
export async function beginSettlement(
  db: Executor,
  intent: Readonly<Record<string, string | number | boolean | null>>,
  rawId: number | null,
  bill: Bill,
): Promise<BeginOutcome> {
  const values = [JSON.stringify(intent), rawId, JSON.stringify(bill)];
  return (await db.query<{ outcome: BeginOutcome }>(BEGIN, values))[0]!.outcome;
}

export type Completion = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly settledAt: Instant;
  readonly month: Month;
  readonly parts: SettlementParts;
  readonly decision: KeptDecision;
  readonly accountBalance: Fen;
  readonly transfers: readonly Transfer[];
  readonly digest: Uint8Array;
  readonly answerSealed: string;
};

/** The arrays that the ledger's `post` takes; all of one event, whose mark the SQL functions know. */
export const transferColumns = (transfers: readonly Transfer[]) => [
  transfers.map((t) => t.transferId),
  transfers.map((t) => t.debit),
  transfers.map((t) => t.credit),
  transfers.map((t) => t.amount),
  transfers.map((t) => t.code),
];

export type CompletionOutcome = SettlementState | 'completed' | 'reversing';

/**
 * 'completed' when this call did it, 'reversing' when it did but a reversal is under way, otherwise the
 * state that the settlement was already in.
 */
export async function completeSettlement(db: Executor, done: Completion): Promise<CompletionOutcome> {
  const values = [
    done.providerId,
    done.settlementId,
    done.settledAt,
    done.month,
    amountsOf(done.parts),
    JSON.stringify(done.decision),
    done.accountBalance,
    ...transferColumns(done.transfers),
    Buffer.from(done.digest),
    done.answerSealed,
  ];
  return (await db.query<{ state: CompletionOutcome }>(COMPLETE, values))[0]!.state;
}

export async function findSettlement(
  db: Executor,
  providerId: string,
  settlementId: string,
): Promise<Settlement | null> {
  const rows = await db.query<SettlementRow>(FIND, [providerId, settlementId]);
  return rows[0] === undefined ? null : settlementOfRow(rows[0]);
}

/**
 * The reversed settlement of the same visit that this one stands for (procedures V-08); null: none before
 * it.
 */
export async function replacedBy(
  db: Executor,
  providerId: string,
  settlementId: string,
): Promise<string | null> {
  const rows = await db.query<{ settlementId: string }>(REPLACED, [providerId, settlementId]);
  return rows[0]?.settlementId ?? null;
}

/** Pending settlements whose time has come, each taken by one resolver for a while that doubles. */
export async function leasePending(db: Executor, now: Instant, limit: number): Promise<Settlement[]> {
  const rows = db.query<SettlementRow>(LEASE, [now, limit]);
  return (await orderedBy(rows, ({ settlementId }) => settlementId)).map(settlementOfRow);
}

/** Lets the resolver take a settlement over at once. */
export async function hurryResolver(
  db: Executor,
  settlement: Pick<Settlement, 'providerId' | 'settlementId'>,
  at: Instant,
): Promise<void> {
  await db.query(HURRY, [settlement.providerId, settlement.settlementId, at]);
}

/** Settled stays whose details the insured side does not have yet (procedures V-04), the oldest first. */
export async function readDueDetails(db: Executor, limit: number): Promise<Settlement[]> {
  return (await db.query<SettlementRow>(DUE_DETAILS, [limit])).map(settlementOfRow);
}

export async function markDelivered(db: Executor, settlement: Settlement, at: Instant): Promise<void> {
  await db.query(DELIVERED, [settlement.providerId, settlement.settlementId, at]);
}

/** By which settlement the lines of a visit, or of one batch, were settled last; null: by none. */
export async function settlementOfLines(
  db: Executor,
  { providerId, visitId, batch }: BillKey,
): Promise<string | null> {
  const rows = await db.query<{ settlementId: string }>(SETTLED_LINES, [providerId, visitId, batch]);
  return rows[0]?.settlementId ?? null;
}

/** The live settlement of the latest segment of a visit. */
export async function latestSettlement(
  db: Executor,
  providerId: string,
  visitId: string,
): Promise<Settlement | null> {
  const rows = await db.query<SettlementRow>(LIVE_OF_VISIT, [providerId, visitId]);
  return rows[0] === undefined ? null : settlementOfRow(rows[0]);
}
