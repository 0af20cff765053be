import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Instant } from '@zhijie/kernel';
import type { keptActor } from '../operator.ts';
import { foldStatement, type Statement, type StatementBook, type StatementStep } from './statement.ts';

/** A statement in SQL. */
export const STATEMENT_COLUMNS = `statement_id AS "statementId", month, run, insurer,
  hospital_id AS "hospitalId", hospital_name AS "hospitalName", insured_area AS "insuredArea", lines, paid,
  undone, amount, drawn_at AS "drawnAt"`;
const ONE = statement(
  'gateway-statement',
  `SELECT ${STATEMENT_COLUMNS} FROM gateway.statement WHERE statement_id = $1 AND insurer = $2`,
);
const TURN = statement(
  'gateway-statement-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.statement ' || $1, 0))`,
);
const PAGE = statement(
  'gateway-statements',
  `SELECT ${STATEMENT_COLUMNS} FROM gateway.statement
   WHERE insurer = $1 AND ($2::text IS NULL OR month = $2) AND statement_id > $3
   ORDER BY statement_id LIMIT $4`,
);
const STEPS = statement(
  'gateway-statement-steps',
  `SELECT statement_id AS "statementId", input AS step, actor, at FROM gateway.statement_step
   WHERE statement_id = ANY ($1::text[]) ORDER BY statement_id, number`,
);
const BY_KEY = statement(
  'gateway-statement-step-by-key',
  `SELECT statement_id AS "statementId", input AS step FROM gateway.statement_step
   WHERE actor->>'insurer' = $1 AND request_key = $2`,
);
const ADD = statement(
  'gateway-add-statement-step',
  `INSERT INTO gateway.statement_step (statement_id, number, kind, request_key, actor, at, input)
   SELECT $1, 1 + count(*), $2, $3, $4, $5, $6 FROM gateway.statement_step WHERE statement_id = $1
   RETURNING number`,
);
const LINES = statement(
  'gateway-statement-lines',
  `SELECT f.fact_id AS "factId", f.kind, f.payment_id AS "paymentId", f.product, f.amount, f.at, f.undoes
   FROM gateway.statement_item i JOIN gateway.payment_fact f USING (fact_id)
   WHERE i.statement_id = $1 ORDER BY f.at, f.fact_id`,
);

type StepRow = {
  readonly statementId: string;
  readonly step: StatementStep;
  readonly actor: { readonly id: string };
  readonly at: Instant;
};

/** Whoever takes a step waits for the one before: what one decides the next one sees. */
export async function takeTurn(tx: Executor, statementId: string): Promise<void> {
  await tx.query(TURN, [statementId]);
}

export async function statementBook(
  db: Executor,
  insurer: string,
  statementId: string,
): Promise<StatementBook | undefined> {
  const [row] = await db.query<Statement>(ONE, [statementId, insurer]);
  return row === undefined ? undefined : (await folded(db, [row]))[0];
}

export async function statementBooks(
  db: Executor,
  insurer: string,
  { month, after, limit }: { readonly month: string | null; readonly after: string; readonly limit: number },
): Promise<StatementBook[]> {
  return folded(db, await db.query<Statement>(PAGE, [insurer, month, after, limit]));
}

export async function folded(db: Executor, rows: readonly Statement[]): Promise<StatementBook[]> {
  const steps = await db.query<StepRow>(STEPS, [rows.map((row) => row.statementId)]);
  const byStatement = Map.groupBy(steps, (step) => step.statementId);
  return rows.map((row) => foldStatement(row, byStatement.get(row.statementId) ?? []));
}

export async function stepByKey(
  db: Executor,
  insurer: string,
  requestKey: string,
): Promise<{ readonly statementId: string; readonly step: StatementStep } | undefined> {
  type Row = { statementId: string; step: StatementStep };
  return (await db.query<Row>(BY_KEY, [insurer, requestKey]))[0];
}

export async function addStep(
  tx: Executor,
  made: {
    readonly statementId: string;
    readonly requestKey: string;
    readonly actor: ReturnType<typeof keptActor>;
    readonly at: Instant;
    readonly step: StatementStep;
  },
): Promise<void> {
  const { statementId, requestKey, actor, at, step } = made;
  const values = [statementId, step.kind, requestKey, JSON.stringify(actor), at, JSON.stringify(step)];
  const [row] = await tx.query<{ number: number }>(ADD, values);
  const subject = `${statementId}/${row!.number}`;
  await appendToJournal(tx, { kind: 'gateway.statement-step', subject, digest: digestOf(made) });
}

/** A line of a statement: a payment, or one taken back (negative). No person, no item (K-04). */
export type StatementLine = {
  readonly factId: string;
  readonly kind: 'paid' | 'undone';
  readonly paymentId: string;
  readonly product: string;
  readonly amount: number;
  readonly at: Instant;
  readonly undoes: string | null;
};

export async function linesOf(db: Executor, statementId: string): Promise<StatementLine[]> {
  const rows = await db.query<StatementLine>(LINES, [statementId]);
  return rows.map((row) => (row.kind === 'paid' ? row : { ...row, amount: 0 - row.amount }));
}
