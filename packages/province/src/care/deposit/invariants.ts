import { type Executor, statement } from '@zhijie/database';

const UNEQUAL = statement(
  'care-deposit-unequal',
  `SELECT coalesce(m.account, a.account_id) AS subject, coalesce(m.amount, 0) AS moved,
     coalesce(a.balance, 0) AS balance
   FROM (SELECT 'deposit/' || provider_id || '/' || visit_id AS account,
           sum(CASE kind WHEN 'paid' THEN amount WHEN 'restored' THEN amount WHEN 'used' THEN -amount
             WHEN 'returned' THEN -amount ELSE 0 END)::bigint AS amount
         FROM care.deposit_movement GROUP BY 1) m
   FULL JOIN (SELECT * FROM care_ledger.account WHERE account_id LIKE 'deposit/%') a
     ON a.account_id = m.account
   WHERE coalesce(m.amount, 0) <> coalesce(a.balance, 0) OR coalesce(m.amount, 0) < 0
   ORDER BY 1 LIMIT 100`,
);

/** Every deposit account holds what its movements make, and nothing below zero. */
export async function depositBreaches(
  db: Executor,
): Promise<{ invariant: string; subject: string; detail: string }[]> {
  type Row = { subject: string; moved: number; balance: number };
  return (await db.query<Row>(UNEQUAL, [])).map(({ subject, moved, balance }) => ({
    invariant: 'deposit-equals-its-movements',
    subject,
    detail: `Its movements make ${moved} fen, its balance is ${balance} fen.`,
  }));
}
