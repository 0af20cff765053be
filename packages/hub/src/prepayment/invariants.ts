import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { type StoredPrepaymentStep, stepSubject } from './store.ts';

export const PREPAYMENT_CHECKS = ['prepayment-equals-payments', 'prepayment-step-in-journal'] as const;
export type PrepaymentCheck = (typeof PREPAYMENT_CHECKS)[number];
export type PrepaymentBreach = {
  readonly check: PrepaymentCheck;
  readonly subject: string;
  readonly found: string;
};

// Both ways: a confirmed payment that is not posted, a posting on the accounts that no payment confirms.
const UNEQUAL = statement(
  'hub-prepayment-unequal',
  `SELECT coalesce(p.account, l.account) AS account, coalesce(p.amount, 0) AS paid,
     coalesce(l.amount, 0) AS posted
   FROM (SELECT 'prepayment-held/' || insured_province || '/' || care_province AS account,
           sum(CASE WHEN is_return THEN -amount ELSE amount END)::bigint AS amount
         FROM hub.prepayment_order o JOIN hub.prepayment_step s ON s.order_id = o.order_id AND s.kind = 'pay'
         GROUP BY 1) p
   FULL JOIN (SELECT account, sum(amount)::bigint AS amount FROM (
           SELECT credit AS account, amount FROM hub_ledger.transfer WHERE credit LIKE 'prepayment-held/%'
           UNION ALL
           SELECT debit, -amount FROM hub_ledger.transfer WHERE debit LIKE 'prepayment-held/%') t
         GROUP BY 1) l USING (account)
   WHERE coalesce(p.amount, 0) <> coalesce(l.amount, 0) ORDER BY 1`,
);
const STEPS = statement(
  'hub-prepayment-steps-with-leaves',
  `SELECT s.order_id AS "orderId", s.kind, s.step_id AS "stepId", s.actor, s.at, s.input, j.digest
   FROM hub.prepayment_step s LEFT JOIN evidence.journal j
     ON j.kind = 'prepayment.step' AND j.subject = s.order_id || '/' || s.kind
   ORDER BY s.order_id, s.kind`,
);

/** The prepayment accounts are the confirmed payments; every step is its leaf of the journal. */
export async function prepaymentBreaches(db: Executor): Promise<PrepaymentBreach[]> {
  type Unequal = { account: string; paid: number; posted: number };
  const breaches: PrepaymentBreach[] = (await db.query<Unequal>(UNEQUAL, [])).map(
    ({ account, paid, posted }) => ({
      check: 'prepayment-equals-payments',
      subject: account,
      found: `${posted} fen posted, ${paid} fen confirmed as paid`,
    }),
  );
  type Row = StoredPrepaymentStep & { readonly digest: Uint8Array | null };
  for (const { digest, ...step } of await db.query<Row>(STEPS, [])) {
    if (digest !== null && toHex(digest) === toHex(digestOf(step))) continue;
    const found = digest === null ? 'no leaf' : 'the journal holds other content';
    breaches.push({ check: 'prepayment-step-in-journal', subject: stepSubject(step), found });
  }
  return breaches;
}

const PAID = statement(
  'hub-prepayment-booked',
  `SELECT o.order_id AS "orderId", o.care_province AS "careProvince", o.insured_province AS "insuredProvince",
     o.amount, o.is_return AS "isReturn", r.order_id IS NOT NULL AS "isReceived"
   FROM hub.prepayment_order o JOIN hub.prepayment_step p ON p.order_id = o.order_id AND p.kind = 'pay'
   LEFT JOIN hub.prepayment_step r ON r.order_id = o.order_id AND r.kind = 'receive' ORDER BY 1`,
);

/** A confirmed payment; the payer's book has it, the payee's once it is received. */
export type PaidPrepayment = {
  readonly orderId: string;
  readonly careProvince: string;
  readonly insuredProvince: string;
  readonly amount: number;
  readonly isReturn: boolean;
  readonly isReceived: boolean;
};

export function paidPrepayments(db: Executor): Promise<PaidPrepayment[]> {
  return db.query<PaidPrepayment>(PAID, []);
}
