import { decryptField, encryptField, toHex } from '@zhijie/crypto';
import { type Executor, type FunctionCall, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import {
  assert,
  canonicalJson,
  dateOf,
  type Instant,
  type ReceiptCode,
  type ReceiptNumber,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import {
  SETTLEMENT_FIELDS,
  type Settlement,
  type SettlementRow,
  settlementOfRow,
} from '../settlement/store.ts';
import type { ReceiptFace, ReceiptKey } from './face.ts';

/** A receipt as kept; `reversedBy`: the red receipt that took it back. */
export type StoredReceipt = {
  readonly face: ReceiptFace;
  readonly personId: string;
  readonly actId: string | null;
  readonly issuedAt: Instant;
  /** SM2 of the node over the canonical face, base64url. */
  readonly signature: string;
  readonly reversedBy: (ReceiptKey & { readonly issuedAt: Instant }) | null;
};

const SELECT = `SELECT r.face_sealed AS sealed, r.person_id AS "personId", r.act_id AS "actId",
    r.issued_at AS "issuedAt", r.signature, x.code AS "redCode", x.number AS "redNumber",
    x.issued_at AS "redAt"
  FROM care.receipt r LEFT JOIN care.receipt x ON x.of_code = r.code AND x.of_number = r.number`;

const BY_KEY = statement('care-receipt-by-key', `${SELECT} WHERE r.code = $1 AND r.number = $2`);
const OF_SETTLEMENT = statement(
  'care-receipt-of-settlement',
  `${SELECT} WHERE r.provider_id = $1 AND r.settlement_id = $2 AND r.kind = 'normal'`,
);
const BEFORE = `(r.issued_at, r.code, r.number) < ($2::bigint, $3::text, $4::text)
  ORDER BY r.issued_at DESC, r.code DESC, r.number DESC LIMIT $5`;
const OF_PERSON = statement('care-receipt-of-person', `${SELECT} WHERE r.person_id = $1 AND ${BEFORE}`);
const OF_PROVIDER = statement('care-receipt-of-provider', `${SELECT} WHERE r.provider_id = $1 AND ${BEFORE}`);
const LOCK = statement(
  'care-receipt-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('care.receipt/' || $1 || '/' || $2, 0))`,
);
/** Of settlement `s`, visit `v` and institution `i`, what a receipt says; `year`: of its number. */
export const receiptFields = (year: string): string =>
  `${SETTLEMENT_FIELDS}, v.name_sealed AS "nameSealed", v.serial_number AS "serialNumber",
     i.name AS "issuerName", i.credit_code AS "creditCode",
     EXISTS (SELECT FROM care.receipt r WHERE r.provider_id = s.provider_id
       AND r.settlement_id = s.settlement_id AND r.kind = 'normal') AS "isIssued",
     (SELECT lpad((k.book::bigint * 100000 + k.last + 1)::text, 10, '0') FROM care.receipt_book k
      WHERE k.provider_id = s.provider_id AND k.last < 99999 AND k.code = left(s.care_area, 2) || '06'
        || CASE s.kind WHEN 'inpatient' THEN '02' ELSE '01' END || ${year}) AS "nextNumber"`;
const MATERIAL = statement(
  'care-receipt-material',
  `SELECT ${receiptFields('$3')}
   FROM care.settlement s
   JOIN care.visit v ON v.provider_id = s.provider_id AND v.visit_id = s.visit_id
   JOIN care.institution i ON i.provider_id = s.provider_id
   WHERE s.provider_id = $1 AND s.settlement_id = $2`,
);
const NUMBER = statement('care-receipt-number', 'SELECT care.next_receipt_number($1, $2) AS number');
const NUMBER_FOR = statement(
  'care-receipt-number-for',
  `SELECT care.next_receipt_number($1, $2) AS number FROM care.settlement
   WHERE provider_id = $2 AND settlement_id = $3 AND state = 'settled'`,
);
const INSERT = statement(
  'care-receipt-insert',
  `WITH receipt AS (
     INSERT INTO care.receipt (code, number, check_code, kind, provider_id, settlement_id, act_id, person_id,
       of_code, of_number, reason, total, pooled, others, account, cash, self_paid, self_funded, issued_at,
       face_sealed, face_digest, signature)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
       $20, $21, $22) RETURNING face_digest)
   INSERT INTO evidence.journal (kind, subject, digest) SELECT 'care.receipt', $23, face_digest FROM receipt`,
);
const UNDONE = statement(
  'care-receipt-undone',
  `SELECT r.code, r.number, v.reason FROM care.reversal v
   JOIN care.receipt r ON r.provider_id = v.provider_id AND r.settlement_id = v.settlement_id
   WHERE v.state = 'reversed' AND r.kind = 'normal'
     AND v.reversed_at > coalesce((SELECT max(issued_at) FROM care.receipt WHERE kind = 'red'), 0) - $1
     AND NOT EXISTS (SELECT FROM care.receipt x WHERE x.of_code = r.code AND x.of_number = r.number)
   ORDER BY v.reversed_at LIMIT $2`,
);

type Row = {
  readonly sealed: string;
  readonly personId: string;
  readonly actId: string | null;
  readonly issuedAt: Instant;
  readonly signature: string;
  readonly redCode: ReceiptCode | null;
  readonly redNumber: ReceiptNumber | null;
  readonly redAt: Instant | null;
};

type Keys = Pick<CareDeps, 'fieldKeys'>;

function receiptOfRow({ fieldKeys }: Keys, row: Row): StoredReceipt {
  const { sealed, redCode, redNumber, redAt, ...rest } = row;
  const face = JSON.parse(decryptField(fieldKeys, sealed)) as ReceiptFace;
  const isReversed = redCode !== null && redNumber !== null && redAt !== null;
  return {
    ...rest,
    face,
    reversedBy: isReversed ? { code: redCode, number: redNumber, issuedAt: redAt } : null,
  };
}

async function one(deps: Keys, rows: Promise<Row[]>): Promise<StoredReceipt | null> {
  const [row] = await rows;
  return row === undefined ? null : receiptOfRow(deps, row);
}

export const receiptByKey = (
  deps: Keys,
  db: Executor,
  { code, number }: { readonly code: string; readonly number: string },
): Promise<StoredReceipt | null> => one(deps, db.query<Row>(BY_KEY, [code, number]));

export type SettlementKey = { readonly providerId: string; readonly settlementId: string };

/** The receipt of a settlement; at most one is not red. */
export const receiptOfSettlement = (
  deps: Keys,
  db: Executor,
  { providerId, settlementId }: SettlementKey,
): Promise<StoredReceipt | null> => one(deps, db.query<Row>(OF_SETTLEMENT, [providerId, settlementId]));

/** Whose receipts, and the place after which the list goes on, newest first. */
export type ReceiptPage = {
  readonly of: { readonly personId: string } | { readonly providerId: string };
  readonly before: { readonly issuedAt: number; readonly code: string; readonly number: string } | null;
  readonly limit: number;
};

export async function receiptsOf(
  deps: Keys,
  db: Executor,
  { of, before, limit }: ReceiptPage,
): Promise<StoredReceipt[]> {
  const { issuedAt, code, number } = before ?? { issuedAt: Number.MAX_SAFE_INTEGER, code: '', number: '' };
  const after = [issuedAt, code, number, limit];
  const rows =
    'personId' in of
      ? await db.query<Row>(OF_PERSON, [of.personId, ...after])
      : await db.query<Row>(OF_PROVIDER, [of.providerId, ...after]);
  return rows.map((row) => receiptOfRow(deps, row));
}

/** One receipt of a settlement at a time, until the transaction ends. */
export async function lockReceipts(tx: Executor, { providerId, settlementId }: SettlementKey): Promise<void> {
  await tx.query(LOCK, [providerId, settlementId]);
}

export async function nextNumber(
  tx: Executor,
  code: ReceiptCode,
  providerId: string,
): Promise<ReceiptNumber> {
  const [row] = await tx.query<{ number: ReceiptNumber }>(NUMBER, [code, providerId]);
  assert(row !== undefined, 'care.next_receipt_number answers one row');
  return row.number;
}

/** A number for a bill that is settled at this moment; null for another. */
export async function nextNumberFor(
  tx: Executor,
  code: ReceiptCode,
  { providerId, settlementId }: SettlementKey,
): Promise<ReceiptNumber | null> {
  const [row] = await tx.query<{ number: ReceiptNumber }>(NUMBER_FOR, [code, providerId, settlementId]);
  return row?.number ?? null;
}

export type ReceiptMaterial = {
  readonly settlement: Settlement;
  readonly nameSealed: string;
  readonly serialNumber: string;
  readonly issuerName: string;
  readonly creditCode: string;
  /** There is a receipt already. */
  readonly isIssued: boolean;
  /** The number that is next at this moment; null: of a book that is to be begun. */
  readonly nextNumber: ReceiptNumber | null;
};

/** Everything that a receipt says of a bill, in one round trip; `at`: the year of its numbers. */
export async function receiptMaterial(
  db: Executor,
  { providerId, settlementId }: SettlementKey,
  at: Instant,
): Promise<ReceiptMaterial | null> {
  const [row] = await db.query<ReceiptRow>(MATERIAL, [providerId, settlementId, yearOfNumbers(at)]);
  return row === undefined ? null : materialOfRow(row);
}

export type ReceiptRow = SettlementRow & Omit<ReceiptMaterial, 'settlement'>;

export const yearOfNumbers = (at: Instant): string => dateOf(at).slice(2, 4);

export function materialOfRow(row: ReceiptRow): ReceiptMaterial {
  const { nameSealed, serialNumber, issuerName, creditCode, isIssued, nextNumber, ...settlement } = row;
  const about = { nameSealed, serialNumber, issuerName, creditCode, isIssued, nextNumber };
  return { settlement: settlementOfRow(settlement as SettlementRow), ...about };
}

/** The bytes under a receipt's signature. */
export function faceBytes(face: ReceiptFace): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ purpose: 'zhijie medical receipt', ...face }));
}

type NewReceipt = Omit<StoredReceipt, 'reversedBy'>;

/** A receipt as its row, by column. */
function columnsOf({ fieldKeys }: Keys, receipt: NewReceipt) {
  const { face, personId, actId, issuedAt, signature } = receipt;
  const { code, number, checkCode, kind, issuer, settlementId, reverses, amounts } = face;
  const { total, pooled, others, account, cash, selfPaid, selfFunded } = amounts;
  const { providerId: provider_id } = issuer;
  return {
    ...{ code, number, check_code: checkCode, kind, provider_id, settlement_id: settlementId },
    ...{ act_id: actId, person_id: personId, of_code: reverses?.code ?? null },
    ...{ of_number: reverses?.number ?? null, reason: reverses?.reason ?? null },
    ...{ total, pooled, others, account, cash, self_paid: selfPaid, self_funded: selfFunded },
    ...{ issued_at: issuedAt, face_sealed: encryptField(fieldKeys[0]!, canonicalJson(face)) },
    ...{ face_digest: digestOf(face), signature },
  };
}

/** Keeps a receipt with its leaf in the journal, in the caller's transaction. */
export async function insertReceipt(deps: Keys, tx: Executor, receipt: NewReceipt): Promise<void> {
  const { code, number } = receipt.face;
  await tx.query(INSERT, [...Object.values(columnsOf(deps, receipt)), `${code}/${number}`]);
}

/** Keeps a receipt under the number that was seen to be the next; raises `receipt_moved` when it is not. */
export function receiptCall(deps: Keys, receipt: NewReceipt): FunctionCall {
  const columns = columnsOf(deps, receipt);
  const row = JSON.stringify({ ...columns, face_digest: `\\x${toHex(columns.face_digest)}` });
  return { name: 'receipt', text: 'care.keep_receipt($1::jsonb)', values: [row] };
}

export type UndoneReceipt = ReceiptKey & { readonly reason: 'undo' | 'unknown-outcome' | 'refund' };

/** Receipts whose settlement was undone and that no red receipt takes back yet. */
export const undoneReceipts = (db: Executor, lookBackMs: number, limit: number): Promise<UndoneReceipt[]> =>
  db.query<UndoneReceipt>(UNDONE, [lookBackMs, limit]);
