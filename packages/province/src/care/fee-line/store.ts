import { type Executor, statement } from '@zhijie/database';
import type {
  FeeCategory,
  FeeParts,
  Fen,
  Instant,
  PaymentClass,
  Quantity,
  Rate,
  UnitPrice,
} from '@zhijie/kernel';
import type { Visit, VisitDetails } from '../visit/store.ts';

/** A line as kept: the hospital's data and the split under the care place's catalogue. */
export type FeeLine = {
  readonly lineNumber: string;
  readonly batch: string | null;
  readonly originalLineNumber: string | null;
  readonly prescriptionNumber: string | null;
  readonly itemCode: string;
  readonly itemName: string;
  readonly hospitalItemCode: string;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly ceiling: UnitPrice | null;
  readonly selfPaidFirstRate: Rate;
  readonly isLimited: boolean;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  readonly total: Fen;
  readonly excluded: Fen;
  readonly overLimit: Fen;
  readonly selfPaidFirst: Fen;
  readonly eligible: Fen;
  readonly occurredAt: Instant;
  readonly details: VisitDetails;
  readonly settlementId: string | null;
};

type VisitKey = Pick<Visit, 'providerId' | 'visitId'>;

const COLUMNS = [
  ['lineNumber', 'line_number', 'text'],
  ['batch', 'batch', 'text'],
  ['originalLineNumber', 'original_line_number', 'text'],
  ['prescriptionNumber', 'prescription_number', 'text'],
  ['itemCode', 'item_code', 'text'],
  ['itemName', 'item_name', 'text'],
  ['hospitalItemCode', 'hospital_item_code', 'text'],
  ['category', 'category', 'text'],
  ['paymentClass', 'payment_class', 'text'],
  ['ceiling', 'ceiling', 'bigint'],
  ['selfPaidFirstRate', 'self_paid_first_rate', 'integer'],
  ['isLimited', 'is_limited', 'boolean'],
  ['unitPrice', 'unit_price', 'bigint'],
  ['quantity', 'quantity', 'bigint'],
  ['total', 'total', 'bigint'],
  ['excluded', 'excluded', 'bigint'],
  ['overLimit', 'over_limit', 'bigint'],
  ['selfPaidFirst', 'self_paid_first', 'bigint'],
  ['eligible', 'eligible', 'bigint'],
  ['occurredAt', 'occurred_at', 'bigint'],
  ['details', 'details', 'jsonb'],
] as const satisfies readonly (readonly [keyof FeeLine, string, string])[];

const NAMES = COLUMNS.map(([, column]) => column).join(', ');
const VALUES = COLUMNS.map(([name]) => `x."${name}"`).join(', ');
const SHAPE = COLUMNS.map(([name, , type]) => `"${name}" ${type}`).join(', ');
const selected = (columns: readonly (typeof COLUMNS)[number][]): string =>
  columns.map(([name, column]) => `l.${column} AS "${name}"`).join(', ');

const BILLED = [
  'lineNumber',
  'itemCode',
  'itemName',
  'category',
  'total',
  'excluded',
  'overLimit',
  'selfPaidFirst',
  'eligible',
  'occurredAt',
] as const satisfies readonly (keyof FeeLine)[];

/** What a bill needs of a line: a third of its columns. */
export type BilledLine = Pick<FeeLine, (typeof BILLED)[number]>;
export const BILLED_LINE_SELECT = selected(
  COLUMNS.filter(([name]) => (BILLED as readonly string[]).includes(name)),
);

export const LINE_SELECT = `${selected(COLUMNS)},
  l.settlement_id AS "settlementId"`;

const INSERT = statement(
  'care-line-insert',
  `INSERT INTO care.fee_line (provider_id, visit_id, uploaded_at, ${NAMES})
   SELECT $1, $2, $3, ${VALUES} FROM jsonb_to_recordset($4::jsonb) AS x(${SHAPE})
   ON CONFLICT DO NOTHING RETURNING line_number AS "lineNumber"`,
);
const BUMP = statement(
  'care-visit-bump',
  'UPDATE care.visit SET revision = revision + 1 WHERE provider_id = $1 AND visit_id = $2',
);
const BUMP_AND_SUM = statement(
  'care-visit-bump-and-sum',
  `UPDATE care.visit v SET revision = revision + 1 WHERE provider_id = $1 AND visit_id = $2
   RETURNING (SELECT coalesce(sum(l.total), 0)::bigint FROM care.fee_line l
     WHERE l.provider_id = v.provider_id AND l.visit_id = v.visit_id AND l.total > 0) AS charged`,
);
const COUNT = statement(
  'care-line-count',
  `SELECT count(*)::integer AS lines FROM care.fee_line
   WHERE provider_id = $1 AND visit_id = $2 AND settlement_id IS NULL`,
);
const BY_NUMBER = statement(
  'care-line-by-number',
  `SELECT ${LINE_SELECT} FROM care.fee_line l
   WHERE provider_id = $1 AND visit_id = $2 AND (line_number = ANY($3) OR original_line_number = ANY($3))`,
);
const OF_SETTLEMENT = statement(
  'care-line-of-visit',
  `SELECT ${LINE_SELECT} FROM care.fee_line l
   WHERE provider_id = $1 AND visit_id = $2 AND ($3::text IS NULL OR settlement_id = $3)
   ORDER BY occurred_at, line_number`,
);
const WITHDRAW_BATCH = statement(
  'care-line-withdraw-batch',
  `DELETE FROM care.fee_line WHERE provider_id = $1 AND visit_id = $2 AND settlement_id IS NULL
     AND ($3::text IS NULL OR batch = $3) RETURNING line_number`,
);
const WITHDRAW_NUMBERS = statement(
  'care-line-withdraw-numbers',
  `DELETE FROM care.fee_line WHERE provider_id = $1 AND visit_id = $2 AND settlement_id IS NULL
     AND line_number = ANY($3) RETURNING line_number`,
);

export const feesOf = (line: FeeParts): FeeParts => ({
  total: line.total,
  excluded: line.excluded,
  overLimit: line.overLimit,
  selfPaidFirst: line.selfPaidFirst,
  eligible: line.eligible,
});

export type Inserted = {
  /** The line numbers that were free. */
  readonly kept: readonly string[];
  /** Fen of all charges of the visit, settled or not and without refunds: no bill of it is larger. */
  readonly charged: number;
};

/** Inserts the lines. The visit must be locked. */
export async function insertLines(
  tx: Executor,
  visit: VisitKey,
  lines: readonly FeeLine[],
  at: Instant,
): Promise<Inserted> {
  const values = [visit.providerId, visit.visitId, at, JSON.stringify(lines)];
  const rows = await tx.query<{ lineNumber: string }>(INSERT, values);
  const [sum] = await tx.query<{ charged: number }>(BUMP_AND_SUM, [visit.providerId, visit.visitId]);
  return { kept: rows.map((row) => row.lineNumber), charged: sum!.charged };
}

export async function countUnsettledLines(db: Executor, visit: VisitKey): Promise<number> {
  const rows = await db.query<{ lines: number }>(COUNT, [visit.providerId, visit.visitId]);
  return rows[0]!.lines;
}

/** Lines with these numbers and the refunds that name them as their original. */
export function readLinesByNumber(
  db: Executor,
  visit: VisitKey,
  numbers: readonly string[],
): Promise<FeeLine[]> {
  return db.query<FeeLine>(BY_NUMBER, [visit.providerId, visit.visitId, [...numbers]]);
}

/** Lines of one settlement, or of the whole visit. */
export function readLinesOf(db: Executor, visit: VisitKey, settlementId: string | null): Promise<FeeLine[]> {
  return db.query<FeeLine>(OF_SETTLEMENT, [visit.providerId, visit.visitId, settlementId]);
}

/** Withdraws unsettled lines of a batch, or all; answers how many. The visit must be locked. */
export async function withdrawBatch(tx: Executor, visit: VisitKey, batch: string | null): Promise<number> {
  const rows = await tx.query(WITHDRAW_BATCH, [visit.providerId, visit.visitId, batch]);
  await tx.query(BUMP, [visit.providerId, visit.visitId]);
  return rows.length;
}

/** Withdraws unsettled lines by number; answers how many. The visit must be locked. */
export async function withdrawNumbers(
  tx: Executor,
  visit: VisitKey,
  numbers: readonly string[],
): Promise<number> {
  const rows = await tx.query(WITHDRAW_NUMBERS, [visit.providerId, visit.visitId, [...numbers]]);
  await tx.query(BUMP, [visit.providerId, visit.visitId]);
  return rows.length;
}
