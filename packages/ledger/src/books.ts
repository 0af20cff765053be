import type { Executor } from '@zhijie/database';
import { type Instant, type TotalFen, totalFen } from '@zhijie/kernel';
import { forSchema } from './sql.ts';
import type { StatementCursor } from './statement.ts';

/** The part of an account's id before the first slash. */
const KIND = `split_part(account_id, '/', 1)`;

/** Each account of the ledger, or of the kind `$1`, with what is on it now. */
const balances = (isOfKind: boolean): string => {
  const where = isOfKind ? `WHERE ${KIND} = $1` : '';
  return `
  SELECT account_id, coalesce(a.balance, m.balance) AS balance FROM (
    SELECT account_id, sum(credits - debits) AS balance FROM (
      SELECT account_id, debits, credits FROM $S.turnover
      UNION ALL
      SELECT debit, amount, 0 FROM $S.transfer WHERE transaction_id >= (SELECT horizon FROM $S.folded)
      UNION ALL
      SELECT credit, 0, amount FROM $S.transfer WHERE transaction_id >= (SELECT horizon FROM $S.folded)
    ) c ${where} GROUP BY account_id
  ) m FULL JOIN (SELECT account_id, balance FROM $S.account
    ${where === '' ? 'WHERE' : `${where} AND`} kind = 'guarded') a USING (account_id)`;
};

/** What was posted to each of them after the moment in `parameter`. */
const later = (isOfKind: boolean, parameter: string): string => `
  SELECT account_id, sum(change) AS change FROM (
    SELECT debit AS account_id, -amount AS change FROM $S.transfer WHERE posted_at > ${parameter}
    UNION ALL
    SELECT credit, amount FROM $S.transfer WHERE posted_at > ${parameter}
  ) c ${isOfKind ? `WHERE ${KIND} = $1` : ''} GROUP BY account_id`;

const TRIAL = (changed: string, change: string): string =>
  `SELECT ${KIND} AS kind, sum(b.balance${change})::bigint AS balance, count(*) AS accounts
   FROM (${balances(false)}) b ${changed} GROUP BY ${KIND} ORDER BY ${KIND} COLLATE "C"`;
const TRIAL_NOW = forSchema('trial-balance', TRIAL('', ''));
const TRIAL_AT = forSchema(
  'trial-balance-at',
  TRIAL(`LEFT JOIN (${later(false, '$1::bigint')}) l USING (account_id)`, ' - coalesce(l.change, 0)'),
);

const ACCOUNTS = (changed: string, change: string): string =>
  `SELECT account_id AS "accountId", (b.balance${change})::bigint AS balance
   FROM (${balances(true)}) b ${changed}
   WHERE account_id COLLATE "C" > $2::text ORDER BY account_id COLLATE "C" LIMIT $3`;
const ACCOUNTS_NOW = forSchema('accounts-of-kind', ACCOUNTS('', ''));
const ACCOUNTS_AT = forSchema(
  'accounts-of-kind-at',
  ACCOUNTS(`LEFT JOIN (${later(true, '$4::bigint')}) l USING (account_id)`, ' - coalesce(l.change, 0)'),
);

const BEFORE = forSchema(
  'balance-before',
  `SELECT (coalesce((SELECT balance FROM $S.account WHERE account_id = $1 AND kind = 'guarded'),
       (SELECT m.credits - m.debits FROM $S.movement($1) m))
     - coalesce((SELECT sum(change) FROM (
         SELECT -amount AS change FROM $S.transfer
         WHERE debit = $1 AND (posted_at, transfer_id) > ($2::bigint, $3::text)
         UNION ALL
         SELECT amount FROM $S.transfer
         WHERE credit = $1 AND (posted_at, transfer_id) > ($2::bigint, $3::text)
       ) c), 0))::bigint AS balance`,
);

/**
 * Balance of all accounts of each kind, fen, and their sum. The sum is zero in a sound ledger: a transfer
 * cannot be one-sided, so anything else says that a stored balance and the transfers differ.
 */
export type TrialBalance = {
  readonly total: TotalFen;
  readonly kinds: readonly { readonly kind: string; readonly balance: TotalFen; readonly accounts: number }[];
};

/**
 * The trial balance of the ledger in `schema` (试算平衡; ARCHITECTURE.md, "Books"), fen: stored balances of
 * guarded accounts, folded turnover and newer transfers of the others. With `at`, as it stood at the end of
 * that instant (by `postedAt`); that reads every transfer once. `accounts` counts those known now.
 */
export async function trialBalance(db: Executor, schema: string, at?: Instant): Promise<TrialBalance> {
  type Row = { kind: string; balance: TotalFen; accounts: number };
  const kinds =
    at === undefined
      ? await db.query<Row>(TRIAL_NOW(schema), [])
      : await db.query<Row>(TRIAL_AT(schema), [at]);
  return { total: totalFen(kinds.reduce((sum, { balance }) => sum + balance, 0)), kinds };
}

/**
 * Accounts of one kind with their balance, fen, now or at the end of the instant `at`; by id, `limit` of them
 * after the account `after`.
 */
export async function accountsOfKind(
  db: Executor,
  schema: string,
  query: {
    readonly kind: string;
    readonly at?: Instant;
    readonly after?: string;
    readonly limit: number;
  },
): Promise<{ readonly accountId: string; readonly balance: TotalFen }[]> {
  const { kind, at, after = '', limit } = query;
  return at === undefined
    ? db.query(ACCOUNTS_NOW(schema), [kind, after, limit])
    : db.query(ACCOUNTS_AT(schema), [kind, after, limit, at]);
}

/**
 * The balance of an account, fen, after everything up to and with the place `upTo` of its statement: what a
 * page of the statement begins with. Costs what was posted since.
 */
export async function balanceUpTo(
  db: Executor,
  schema: string,
  { accountId, upTo }: { readonly accountId: string; readonly upTo: StatementCursor },
): Promise<TotalFen> {
  const values = [accountId, upTo.postedAt, upTo.transferId];
  const [row] = await db.query<{ balance: number }>(BEFORE(schema), values);
  return totalFen(row!.balance);
}
