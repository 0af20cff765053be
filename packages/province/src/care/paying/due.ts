import { type Executor, statement } from '@zhijie/database';
import { type Fen, fen, LARGEST_FEN, type Month } from '@zhijie/kernel';
import { payableToProvider } from '@zhijie/ledger';

/** What stands on the account of an institution and is no claim and no payment: deductions and the like. */
const APART = ['claim', 'hospital-payment', 'payment-returned'];

/**
 * What is owed to an institution for the months up to one, fen. `due` = declared + other − paid, where `paid`
 * is every payment that was made or is under way for these months, instant ones included, and `other` is
 * what deductions, penalties and offsets did to its account so far, whenever (below zero: less).
 */
export type Due = {
  readonly providerId: string;
  readonly declared: number;
  readonly other: number;
  readonly paid: number;
  /** Bills that a person still has to look at. */
  readonly openReviews: number;
  /** Balance of its account, and how much of it lines at the bank will still take. */
  readonly balance: number;
  readonly underWay: number;
};

const DUE = statement(
  'care-paying-due',
  `SELECT p.provider_id AS "providerId", coalesce(d.declared, 0)::bigint AS declared,
     coalesce(v.open, 0)::integer AS "openReviews", coalesce(l.paid, 0)::bigint AS paid,
     coalesce(l.under_way, 0)::bigint AS "underWay"
   FROM unnest($1::text[]) AS p (provider_id)
   LEFT JOIN LATERAL (SELECT sum(claim_total) AS declared FROM care.declaration x
     WHERE x.provider_id = p.provider_id AND x.period <= $2) d ON true
   LEFT JOIN LATERAL (SELECT count(*) AS open FROM care.review_wanted x
     WHERE x.provider_id = p.provider_id AND x.period <= $2
       AND NOT EXISTS (SELECT FROM care.review_decision y
         WHERE y.provider_id = x.provider_id AND y.item_id = x.item_id)) v ON true
   LEFT JOIN LATERAL (SELECT sum(x.live) FILTER (WHERE x.period <= $2) AS paid,
       sum(x.amount - x.closed - x.executed) FILTER (WHERE x.batch_state <> 'rejected') AS under_way
     FROM care.payment_line_progress x
     WHERE x.provider_id = p.provider_id AND x.kind <> 'working-capital') l ON true`,
);
const STANDING = statement(
  'care-paying-standing',
  `SELECT (m.credits - m.debits)::bigint AS balance,
     (SELECT coalesce(sum(CASE WHEN t.credit = $1 THEN t.amount ELSE -t.amount END), 0)::bigint
      FROM care_ledger.transfer t WHERE (t.credit = $1 OR t.debit = $1) AND t.code <> ALL ($2)) AS other
   FROM care_ledger.movement($1) m`,
);

/** What is owed to each institution for the months up to `period`. */
export async function duesOf(db: Executor, providerIds: readonly string[], period: Month): Promise<Due[]> {
  const rows = await db.query<Omit<Due, 'other' | 'balance'>>(DUE, [[...providerIds], period]);
  const dues: Due[] = [];
  for (const row of rows) {
    const account = payableToProvider(row.providerId);
    const [standing] = await db.query<{ balance: number; other: number }>(STANDING, [account, APART]);
    dues.push({ ...row, ...standing! });
  }
  return dues;
}

/**
 * The amount to pay now, fen: what is due, and never more than what stands on the account and is not under
 * way. Zero when deductions or earlier payments took it all; the rest waits for the next month.
 */
export function payableNow({ declared, other, paid, balance, underWay }: Due): Fen {
  const amount = Math.min(declared + other - paid, balance - underWay, LARGEST_FEN);
  return fen(Math.max(amount, 0));
}
