import type { Executor } from '@zhijie/database';
import { forSchema } from './sql.ts';

const ALL_MOVEMENT = `
  SELECT account_id, sum(change) AS balance FROM (
    SELECT debit AS account_id, -amount AS change FROM $S.transfer
    UNION ALL SELECT credit, amount FROM $S.transfer
  ) c GROUP BY account_id`;
const BALANCES = forSchema(
  'audit-balances',
  `SELECT account_id AS "accountId", a.balance AS stored, coalesce(m.balance, 0)::bigint AS folded, a.floor
   FROM $S.account a LEFT JOIN (${ALL_MOVEMENT}) m USING (account_id)
   WHERE a.kind = 'guarded' AND (a.balance <> coalesce(m.balance, 0) OR a.balance < a.floor)
   ORDER BY account_id COLLATE "C" LIMIT $1`,
);
const HELD = forSchema(
  'audit-held',
  `SELECT account_id AS "accountId", coalesce(a.held, 0) AS stored, coalesce(h.held, 0)::bigint AS folded
   FROM $S.account a FULL JOIN (
     SELECT debit AS account_id, sum(amount) AS held FROM $S.hold WHERE state = 'held' GROUP BY debit
   ) h USING (account_id)
   WHERE coalesce(a.held, 0) <> coalesce(h.held, 0) ORDER BY account_id COLLATE "C" LIMIT $1`,
);
const POSTED_HOLDS = forSchema(
  'audit-posted-holds',
  `SELECT h.debit AS "accountId", h.posted AS stored, coalesce(t.amount, 0) AS folded
   FROM $S.hold h LEFT JOIN $S.transfer t
     ON (t.transfer_id, t.debit, t.credit, t.code, t.reference)
       = (h.transfer_id, h.debit, h.credit, h.code, h.reference)
   WHERE h.state = 'posted' AND h.posted IS DISTINCT FROM t.amount
   ORDER BY h.debit COLLATE "C", h.hold_id COLLATE "C" LIMIT $1`,
);
const CLOSED = forSchema(
  'audit-closed',
  `SELECT p.month AS "accountId", p.turnover AS stored, coalesce(sum(t.amount), 0)::bigint AS folded
   FROM $S.period p LEFT JOIN $S.transfer t ON t.month = p.month WHERE p.closed_at IS NOT NULL
   GROUP BY p.month, p.turnover, p.transfers
   HAVING p.turnover <> coalesce(sum(t.amount), 0) OR p.transfers <> count(t.transfer_id)
   ORDER BY p.month COLLATE "C" LIMIT $1`,
);
const TURNOVER = forSchema(
  'audit-turnover',
  `SELECT account_id AS "accountId", coalesce(t.credits - t.debits, 0) AS stored,
          coalesce(m.balance, 0)::bigint AS folded
   FROM $S.turnover t FULL JOIN (
     SELECT account_id, month, sum(d) AS debits, sum(c) AS credits, sum(c - d) AS balance FROM (
       SELECT debit AS account_id, month, amount AS d, 0 AS c, transaction_id FROM $S.transfer
       UNION ALL SELECT credit, month, 0, amount, transaction_id FROM $S.transfer
     ) x WHERE transaction_id < (SELECT horizon FROM $S.folded) GROUP BY account_id, month
   ) m USING (account_id, month)
   WHERE t.debits IS DISTINCT FROM m.debits OR t.credits IS DISTINCT FROM m.credits
   ORDER BY account_id COLLATE "C" LIMIT $1`,
);

export type LedgerBreach = {
  /**
   * - `balance-differs`: a guarded balance is not the sum of its transfers.
   * - `below-floor`: a guarded balance is under its floor.
   * - `turnover-differs`: a folded month is not the sum of its transfers.
   * - `held-differs`: what an account says is held on it is not the sum of its open holds.
   * - `posted-hold-differs`: a posted hold has no transfer as it says.
   * - `closed-month-differs`: the transfers of a closed month are not those it was closed with.
   */
  readonly kind:
    | 'balance-differs'
    | 'below-floor'
    | 'turnover-differs'
    | 'held-differs'
    | 'posted-hold-differs'
    | 'closed-month-differs';
  /** The account, or the month of `closed-month-differs`. */
  readonly accountId: string;
  /** Stored and recomputed amount, fen. */
  readonly stored: number;
  readonly expected: number;
};

const SUMS = [
  ['turnover-differs', TURNOVER],
  ['held-differs', HELD],
  ['posted-hold-differs', POSTED_HOLDS],
  ['closed-month-differs', CLOSED],
] as const;

/** Recomputes every balance from all transfers and names what differs (at most `limit` of a sort). */
export async function auditLedger(db: Executor, schema: string, limit = 100): Promise<LedgerBreach[]> {
  type Row = { accountId: string; stored: number; folded: number; floor: number };
  const breaches: LedgerBreach[] = [];
  for (const row of await db.query<Row>(BALANCES(schema), [limit])) {
    const kind = row.stored === row.folded ? 'below-floor' : 'balance-differs';
    const expected = kind === 'below-floor' ? row.floor : row.folded;
    breaches.push({ kind, accountId: row.accountId, stored: row.stored, expected });
  }
  for (const [kind, statement] of SUMS) {
    for (const { accountId, stored, folded } of await db.query<Row>(statement(schema), [limit])) {
      breaches.push({ kind, accountId, stored, expected: folded });
    }
  }
  return breaches;
}
