import { type Database, type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { addMonths, calendarDate, type Instant, type Month, monthOf } from '@zhijie/kernel';

const RUN = statement(
  'gateway-clearing-run',
  `INSERT INTO gateway.clearing_run (month, drawn_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING month`,
);
// A line is in the month that it names itself. What arrived after its month was drawn is in a statement of
// that month again, drawn with the next run: no line is lost, none moves to another month.
const DRAW = statement(
  'gateway-draw-statements',
  `INSERT INTO gateway.statement (statement_id, run, month, insurer, hospital_id, hospital_name,
     insured_area, lines, paid, undone, amount, drawn_at)
   SELECT concat_ws('.', $1::text, f.month, f.insurer, f.hospital_id, f.insured_area), $1::text, f.month,
     f.insurer, f.hospital_id, max(f.hospital_name), f.insured_area, count(*),
     coalesce(sum(f.amount) FILTER (WHERE f.kind = 'paid'), 0),
     coalesce(sum(f.amount) FILTER (WHERE f.kind = 'undone'), 0),
     sum(CASE f.kind WHEN 'paid' THEN f.amount ELSE -f.amount END), $2
   FROM gateway.payment_fact f
   WHERE f.payee = 'hospital' AND f.month <= $1::text
     AND NOT EXISTS (SELECT FROM gateway.statement_item i WHERE i.fact_id = f.fact_id)
   GROUP BY f.month, f.insurer, f.hospital_id, f.insured_area
   RETURNING statement_id AS "statementId", month, lines, paid, undone, amount`,
);
const ITEMS = statement(
  'gateway-draw-items',
  `INSERT INTO gateway.statement_item (fact_id, statement_id)
   SELECT f.fact_id, s.statement_id
   FROM gateway.payment_fact f JOIN gateway.statement s ON s.run = $1 AND s.month = f.month
     AND s.insurer = f.insurer AND s.hospital_id = f.hospital_id AND s.insured_area = f.insured_area
   WHERE f.payee = 'hospital'
     AND NOT EXISTS (SELECT FROM gateway.statement_item i WHERE i.fact_id = f.fact_id)`,
);

type Drawn = {
  readonly statementId: string;
  readonly month: string;
  readonly lines: number;
  readonly paid: number;
  readonly undone: number;
  readonly amount: number;
};

/** What the journal holds of a statement. */
export const statementDigest = ({ statementId, lines, paid, undone, amount }: Omit<Drawn, 'month'>) =>
  digestOf({ statementId, lines, paid, undone, amount });

/** The month before the one of a moment: the latest that is over. */
function monthBefore(at: Instant): Month {
  return monthOf(addMonths(calendarDate(`${monthOf(at)}-01`), -1));
}

/**
 * Draws up the statements of the month that is over (K-08), once; with it everything of earlier months that
 * no statement has. Answers how many statements it made.
 */
export async function drawDue(db: Database, at: Instant): Promise<number> {
  const run = monthBefore(at);
  // One snapshot for sums and lines.
  return db.transaction(async (tx) => await draw(tx, run, at), { isolation: 'repeatable read' });
}

async function draw(tx: Executor, run: Month, at: Instant): Promise<number> {
  if ((await tx.query(RUN, [run, at])).length === 0) return 0;
  const drawn = await tx.query<Drawn>(DRAW, [run, at]);
  await tx.query(ITEMS, [run]);
  for (const each of drawn) {
    const { statementId: subject } = each;
    await appendToJournal(tx, { kind: 'gateway.statement', subject, digest: statementDigest(each) });
  }
  return drawn.length;
}
