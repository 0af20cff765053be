import { decryptField, encryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { assert, canonicalJson, type Instant, type ReceiptCode, type ReceiptNumber } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
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
const NUMBER = statement('care-receipt-number', 'SELECT care.next_receipt_number($1, $2) AS number');
const INSERT = statement(
  'care-receipt-insert',
  `INSERT INTO care.receipt (code, number, check_code, kind, provider_id, settlement_id, act_id, person_id,
     of_code, of_number, reason, total, pooled, others, account, cash, self_paid, self_funded, issued_at,
     face_sealed, face_digest, signature)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20, $21, $22)`,
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

/** The bytes under a receipt's signature. */
export function faceBytes(face: ReceiptFace): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ purpose: 'zhijie medical receipt', ...face }));
}

/** Keeps a receipt with its leaf in the journal, in the caller's transaction. */
export async function insertReceipt(
  deps: Keys,
  tx: Executor,
  receipt: Omit<StoredReceipt, 'reversedBy'>,
): Promise<void> {
  const { face, personId, actId, issuedAt, signature } = receipt;
  const { code, number, checkCode, kind, issuer, settlementId, reverses, amounts } = face;
  const { total, pooled, others, account, cash, selfPaid, selfFunded } = amounts;
  const digest = digestOf(face);
  await tx.query(INSERT, [
    ...[code, number, checkCode, kind, issuer.providerId, settlementId, actId, personId],
    ...[reverses?.code ?? null, reverses?.number ?? null, reverses?.reason ?? null],
    ...[total, pooled, others, account, cash, selfPaid, selfFunded, issuedAt],
    encryptField(deps.fieldKeys[0]!, canonicalJson(face)),
    digest,
    signature,
  ]);
  await appendToJournal(tx, { kind: 'care.receipt', subject: `${code}/${number}`, digest });
}

export type UndoneReceipt = ReceiptKey & { readonly reason: 'undo' | 'unknown-outcome' | 'refund' };

/** Receipts whose settlement was undone and that no red receipt takes back yet. */
export const undoneReceipts = (db: Executor, lookBackMs: number, limit: number): Promise<UndoneReceipt[]> =>
  db.query<UndoneReceipt>(UNDONE, [lookBackMs, limit]);
