import type { Executor } from '@zhijie/database';
import { type Instant, type TotalFen, totalFen } from '@zhijie/kernel';
import { forSchema } from './sql.ts';

// A guarded account's own row, else the folded months and the tail not folded yet.
const NOW = `coalesce(
  (SELECT balance FROM $S.account WHERE account_id = $1 AND kind = 'guarded'),
  (SELECT m.credits - m.debits FROM $S.movement($1) m))`;
const BALANCE = forSchema('balance', `SELECT ${NOW} AS balance`);
const BALANCE_AT = forSchema(
  'balance-at',
  `SELECT (${NOW} - coalesce((
     SELECT sum(change) FROM (
       SELECT -amount AS change FROM $S.transfer WHERE debit = $1 AND posted_at > $2
       UNION ALL SELECT amount FROM $S.transfer WHERE credit = $1 AND posted_at > $2
     ) later), 0))::bigint AS balance`,
);
const TURNOVER = forSchema(
  'turnover',
  `SELECT month, sum(debits)::bigint AS debits, sum(credits)::bigint AS credits FROM (
     SELECT month, debits, credits FROM $S.turnover WHERE account_id = $1
     UNION ALL
     SELECT month, CASE WHEN debit = $1 THEN amount ELSE 0 END, CASE WHEN credit = $1 THEN amount ELSE 0 END
     FROM $S.transfer
     WHERE transaction_id >= (SELECT horizon FROM $S.folded) AND (debit = $1 OR credit = $1)
   ) m GROUP BY month ORDER BY month COLLATE "C"`,
);
const FOLD = forSchema('fold', 'SELECT $S.fold() AS folded');

/**
 * Balance of an account, fen, credits − debits: now, or as it stood at the end of the instant `at` (by
 * `postedAt`). Zero for an account that nothing was posted to. A past balance costs what was posted since.
 */
export async function balanceOf(
  db: Executor,
  schema: string,
  accountId: string,
  at?: Instant,
): Promise<TotalFen> {
  const [row] =
    at === undefined
      ? await db.query<{ balance: number }>(BALANCE(schema), [accountId])
      : await db.query<{ balance: number }>(BALANCE_AT(schema), [accountId, at]);
  return totalFen(row!.balance);
}

export type MonthlyTurnover = {
  readonly month: string;
  readonly debits: TotalFen;
  readonly credits: TotalFen;
};

/** What went through an account in each clearing month, fen. */
export async function turnoverOf(
  db: Executor,
  schema: string,
  accountId: string,
): Promise<MonthlyTurnover[]> {
  return db.query<MonthlyTurnover>(TURNOVER(schema), [accountId]);
}

/**
 * Advances the monthly turnover to all transactions that are over; answers how many transfers were folded.
 * Run it in the background, every few seconds; nothing depends on it but the speed of `balanceOf`.
 */
export async function foldBalances(db: Executor, schema: string): Promise<number> {
  const [row] = await db.query<{ folded: number }>(FOLD(schema), []);
  return row!.folded;
}
