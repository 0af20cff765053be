import type { Executor } from '@zhijie/database';
import type { Instant, TotalFen } from '@zhijie/kernel';
import { forSchema } from '../sql.ts';

/**
 * - `announced`: from now on nothing is posted into the month or an earlier one.
 * - `exists`: announced before.
 * - `earlier_month`: a later month was announced before, which closed this one too.
 */
export type CloseAnnouncement = 'announced' | 'exists' | 'earlier_month';

/**
 * - `not_announced`: announce it first, in an earlier transaction.
 * - `draining`: postings that began before the announcement may still be under way; come again.
 * - `exists`: closed before.
 * - `closed`: its figures are final and stored.
 */
export type PeriodSeal = 'not_announced' | 'draining' | 'exists' | 'closed';

/**
 * A month of the ledger. `transfers` and `turnover` (fen, each transfer once) are null until it is closed.
 */
export type Period = {
  readonly month: string;
  readonly announcedAt: Instant;
  readonly closedAt: Instant | null;
  readonly transfers: number | null;
  readonly turnover: TotalFen | null;
};

/** One account in one month, fen, credits − debits. */
export type PeriodStatement = {
  readonly accountId: string;
  readonly opening: TotalFen;
  readonly debits: TotalFen;
  readonly credits: TotalFen;
  readonly closing: TotalFen;
};

const ANNOUNCE = forSchema('announce-close', 'SELECT $S.announce_close($1, $2) AS answer');
const SEAL = forSchema('seal-period', 'SELECT $S.seal_period($1, $2) AS answer');
const PERIODS = forSchema(
  'periods',
  `SELECT month, announced_at AS "announcedAt", closed_at AS "closedAt", transfers, turnover
   FROM $S.period ORDER BY month COLLATE "C"`,
);
const STATEMENTS = forSchema(
  'period-statements',
  `SELECT account_id AS "accountId",
          coalesce(sum(credits - debits) FILTER (WHERE month < $1), 0)::bigint AS opening,
          coalesce(sum(debits) FILTER (WHERE month = $1), 0)::bigint AS debits,
          coalesce(sum(credits) FILTER (WHERE month = $1), 0)::bigint AS credits,
          sum(credits - debits)::bigint AS closing
   FROM $S.turnover WHERE month <= $1 AND account_id > $2
   GROUP BY account_id ORDER BY account_id COLLATE "C" LIMIT $3`,
);

/**
 * First step of a close. Months close in order, none is opened again; whether it is over is the caller's
 * clock.
 */
export async function announceClose(
  db: Executor,
  schema: string,
  month: string,
  at: Instant,
): Promise<CloseAnnouncement> {
  const [row] = await db.query<{ answer: CloseAnnouncement }>(ANNOUNCE(schema), [month, at]);
  return row!.answer;
}

/** Second step, called until it answers `closed`; nobody who posts is made to wait. */
export async function sealPeriod(
  db: Executor,
  schema: string,
  month: string,
  at: Instant,
): Promise<PeriodSeal> {
  const [row] = await db.query<{ answer: PeriodSeal }>(SEAL(schema), [month, at]);
  return row!.answer;
}

/** Every month whose close was announced, in order. */
export async function periodsOf(db: Executor, schema: string): Promise<Period[]> {
  return db.query<Period>(PERIODS(schema), []);
}

/**
 * Opening balance, turnover and closing balance of every account in a closed month, in order of account ids,
 * `limit` at a time after the account `after`. Folded figures only: of a month that is not closed they lag.
 */
export async function periodStatements(
  db: Executor,
  schema: string,
  { month, after = '', limit }: { readonly month: string; readonly after?: string; readonly limit: number },
): Promise<PeriodStatement[]> {
  return db.query<PeriodStatement>(STATEMENTS(schema), [month, after, limit]);
}
