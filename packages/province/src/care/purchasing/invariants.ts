import { type Executor, statement } from '@zhijie/database';

// Each fact is one transfer of its amount, and no transfer of purchasing stands without its fact.
const UNEQUAL = statement(
  'care-purchase-unequal',
  `SELECT coalesce(f.reference, t.reference) AS subject, coalesce(f.amount, 0) AS fact,
     coalesce(t.amount, 0) AS posted
   FROM (SELECT invoice_id AS reference, 'supplier-offset' AS code, amount FROM care.supplier_invoice
     UNION ALL SELECT invoice_id || '.paid', 'supplier-payment', amount FROM care.supplier_payment
     UNION ALL SELECT return_id, 'supplier-return', amount FROM care.purchase_return
     UNION ALL SELECT refund_id, 'supplier-refund', amount FROM care.supplier_refund) f
   FULL JOIN (SELECT reference, code, amount FROM care_ledger.transfer WHERE code LIKE 'supplier-%') t
     ON t.reference = f.reference AND t.code = f.code
   WHERE coalesce(f.amount, 0) <> coalesce(t.amount, 0) ORDER BY 1 LIMIT 100`,
);
const OVERPAID = statement(
  'care-purchase-overpaid',
  `SELECT p.invoice_id AS subject FROM care.supplier_payment p JOIN care.supplier_invoice v USING (invoice_id)
   WHERE p.amount > v.amount ORDER BY 1 LIMIT 100`,
);

type Breach = { invariant: string; subject: string; detail: string };

/** Suppliers' accounts are their invoices, payments and returns; nobody was paid more than the invoice. */
export async function purchaseBreaches(db: Executor): Promise<Breach[]> {
  type Row = { subject: string; fact: number; posted: number };
  const unequal = await db.query<Row>(UNEQUAL, []);
  const overpaid = await db.query<{ subject: string }>(OVERPAID, []);
  return [
    ...unequal.map(({ subject, fact, posted }) => ({
      invariant: 'purchases-are-posted',
      subject,
      detail: `It is ${fact} fen, ${posted} fen are posted.`,
    })),
    ...overpaid.map(({ subject }) => ({
      invariant: 'suppliers-are-not-overpaid',
      subject,
      detail: 'More was paid than the invoice says.',
    })),
  ];
}
