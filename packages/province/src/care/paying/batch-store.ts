import { type Executor, statement } from '@zhijie/database';
import type { Fen, Instant, Month } from '@zhijie/kernel';
import type { BankAccountOf, Made } from './store.ts';

export type BatchKind = 'instant' | 'month-end' | 'working-capital';

export type Batch = {
  readonly batchId: string;
  readonly area: string;
  readonly kind: BatchKind;
  readonly period: Month;
  readonly lineCount: number;
  readonly total: number;
  readonly payer: BankAccountOf;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly requestKey: string;
  readonly state: 'proposed' | 'released' | 'rejected';
  readonly checkedBy: string | null;
  readonly checkedAt: Instant | null;
  readonly checkReason: string | null;
};

/** What an amount is made of, fen, by name: for people, and for whoever checks. */
export type Basis = Readonly<Record<string, number>>;

export type Line = {
  readonly lineId: string;
  readonly providerId: string;
  readonly period: Month;
  readonly amount: Fen;
  readonly payee: BankAccountOf;
  readonly basis: Basis;
};
export type NewLine = Line & {
  readonly items: readonly { readonly itemId: string; readonly amount: Fen }[];
};
export type LineView = Line & {
  readonly name: string;
  readonly executed: number;
  readonly parts: number;
  readonly returned: number;
  readonly owedAgain: number;
  readonly closed: number;
};

const BATCH = `batch_id AS "batchId", area, kind, period, line_count AS "lineCount", total, payer,
  made_by AS "madeBy", made_at AS "madeAt", request_key AS "requestKey", state, checked_by AS "checkedBy",
  checked_at AS "checkedAt", check_reason AS "checkReason"`;
const ADD = statement(
  'care-paying-add-batch',
  `INSERT INTO care.payment_batch (batch_id, area, kind, period, line_count, total, payer, made_by, made_at,
     request_key, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed')`,
);
const ADD_LINES = statement(
  'care-paying-add-lines',
  `INSERT INTO care.payment_line (line_id, batch_id, provider_id, period, amount, payee, basis)
   SELECT l."lineId", $1, l."providerId", l.period, l.amount, l.payee, l.basis
   FROM jsonb_to_recordset($2::jsonb) AS l ("lineId" text, "providerId" text, period text, amount bigint,
     payee jsonb, basis jsonb)`,
);
const ADD_ITEMS = statement(
  'care-paying-add-paid-items',
  `INSERT INTO care.paid_item (provider_id, item_id, line_id, amount)
   SELECT l."providerId", i."itemId", l."lineId", i.amount
   FROM jsonb_to_recordset($1::jsonb) AS l ("lineId" text, "providerId" text, items jsonb)
   CROSS JOIN LATERAL jsonb_to_recordset(l.items) AS i ("itemId" text, amount bigint)`,
);
const OF_KEY = statement(
  'care-paying-batch-of-key',
  `SELECT ${BATCH} FROM care.payment_batch WHERE made_by = $1 AND request_key = $2`,
);
const ONE = statement(
  'care-paying-batch',
  `SELECT ${BATCH} FROM care.payment_batch WHERE batch_id = $1 FOR UPDATE`,
);
const LATEST = statement(
  'care-paying-batches',
  `SELECT ${BATCH} FROM care.payment_batch WHERE area = ANY ($1) AND (made_at, batch_id) < ($2, $3)
   ORDER BY made_at DESC, batch_id DESC LIMIT $4`,
);
const CHECK = statement(
  'care-paying-check',
  `UPDATE care.payment_batch SET state = $2, checked_by = $3, checked_at = $4, check_reason = $5
   WHERE batch_id = $1 AND state = 'proposed'`,
);
const LINES = statement(
  'care-paying-lines',
  `SELECT l.line_id AS "lineId", l.provider_id AS "providerId", l.period, l.amount, l.payee, l.basis, i.name,
     p.executed, p.parts, p.returned, p.owed_again AS "owedAgain", p.closed
   FROM care.payment_line l JOIN care.payment_line_progress p ON p.line_id = l.line_id
   JOIN care.institution i ON i.provider_id = l.provider_id
   WHERE l.batch_id = $1 ORDER BY l.line_id`,
);

export async function saveBatch(
  tx: Executor,
  batch: Omit<Batch, 'state' | 'checkedBy' | 'checkedAt' | 'checkReason'>,
  lines: readonly NewLine[],
): Promise<void> {
  const { batchId, area, kind, period, lineCount, total, payer, madeBy, madeAt, requestKey } = batch;
  const values = [batchId, area, kind, period, lineCount, total, JSON.stringify(payer), madeBy, madeAt];
  await tx.query(ADD, [...values, requestKey]);
  await tx.query(ADD_LINES, [batchId, JSON.stringify(lines)]);
  await tx.query(ADD_ITEMS, [JSON.stringify(lines)]);
}

export async function batchOfKey(db: Executor, by: string, requestKey: string): Promise<Batch | null> {
  return (await db.query<Batch>(OF_KEY, [by, requestKey]))[0] ?? null;
}

/** The batch, its row held until the transaction ends. */
export async function batchOf(tx: Executor, batchId: string): Promise<Batch | null> {
  return (await tx.query<Batch>(ONE, [batchId]))[0] ?? null;
}

export const batchesOf = (
  db: Executor,
  areas: readonly string[],
  before: { readonly madeAt: number; readonly batchId: string },
  limit: number,
): Promise<Batch[]> => db.query<Batch>(LATEST, [[...areas], before.madeAt, before.batchId, limit]);

export async function recordCheck(
  tx: Executor,
  {
    batchId,
    state,
    reason,
  }: { readonly batchId: string; readonly state: 'released' | 'rejected'; readonly reason: string | null },
  { by, at }: Made,
): Promise<void> {
  await tx.query(CHECK, [batchId, state, by, at, reason]);
}

export const linesOfBatch = (db: Executor, batchId: string): Promise<LineView[]> =>
  db.query<LineView>(LINES, [batchId]);
