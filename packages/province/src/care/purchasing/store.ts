import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CalendarDate, Fen, Instant } from '@zhijie/kernel';

export type Award = {
  readonly area: string;
  readonly batch: string;
  readonly itemCode: string;
  readonly kind: 'drug' | 'consumable';
  readonly supplierId: string;
  readonly supplierName: string;
  readonly unitPrice: Fen;
  readonly fromOn: CalendarDate;
  readonly untilOn: CalendarDate;
};
export type OrderLine = {
  readonly itemCode: string;
  readonly quantity: number;
  readonly unitPrice: Fen;
  readonly amount: Fen;
};
export type PurchaseOrder = {
  readonly orderId: string;
  readonly providerId: string;
  readonly area: string;
  readonly batch: string;
  readonly supplierId: string;
  readonly lines: readonly OrderLine[];
  readonly amount: Fen;
};
export type Acceptance = {
  readonly acceptanceId: string;
  readonly orderId: string;
  readonly lines: readonly { readonly itemCode: string; readonly quantity: number; readonly amount: Fen }[];
  readonly amount: Fen;
  readonly acceptedOn: CalendarDate;
};
/** An invoice with what became of it. */
export type SupplierInvoice = {
  readonly invoiceId: string;
  readonly orderId: string;
  readonly providerId: string;
  readonly area: string;
  readonly supplierId: string;
  readonly digest: string;
  readonly tail: string;
  readonly amount: Fen;
  readonly issuedOn: CalendarDate;
  readonly payBy: CalendarDate;
  readonly enteredBy: string;
  readonly paid: Fen;
  readonly paidOn: CalendarDate | null;
  readonly bank: string | null;
  readonly serial: string | null;
  readonly returned: Fen;
  readonly refunded: Fen;
};

const INSERTS = {
  award: statement(
    'care-purchase-add-award',
    `INSERT INTO care.purchase_award (area, batch, item_code, kind, supplier_id, supplier_name, unit_price,
       from_on, until_on, noted_by, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  ),
  order: statement(
    'care-purchase-add-order',
    `INSERT INTO care.purchase_order (order_id, provider_id, area, batch, supplier_id, lines, amount,
       ordered_by, ordered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  ),
  acceptance: statement(
    'care-purchase-add-acceptance',
    `INSERT INTO care.purchase_acceptance (acceptance_id, order_id, lines, amount, accepted_on, accepted_by,
       noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  ),
  used: statement(
    'care-purchase-use-invoice',
    `INSERT INTO care.used_supplier_invoice (digest, used_for, used_at) VALUES ($1, $2, $3)
     ON CONFLICT (digest) DO NOTHING RETURNING digest`,
  ),
  invoice: statement(
    'care-purchase-add-invoice',
    `INSERT INTO care.supplier_invoice (invoice_id, order_id, digest, tail, amount, issued_on, pay_by,
       entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  ),
  invoiced: statement(
    'care-purchase-invoiced',
    `INSERT INTO care.invoiced_acceptance (acceptance_id, invoice_id) SELECT a, $2 FROM unnest($1::text[]) a`,
  ),
  payment: statement(
    'care-purchase-add-payment',
    `INSERT INTO care.supplier_payment (invoice_id, amount, bank, serial, paid_on, paid_by, noted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  ),
  return: statement(
    'care-purchase-add-return',
    `INSERT INTO care.purchase_return (return_id, invoice_id, digest, amount, reason, returned_on, entered_by,
       entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  ),
  refund: statement(
    'care-purchase-add-refund',
    `INSERT INTO care.supplier_refund (refund_id, invoice_id, amount, bank, serial, refunded_on, entered_by,
       entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  ),
} as const;
export type PurchaseFact = keyof typeof INSERTS;

/** Stores a fact; with a journal leaf under its subject when it has one. */
export async function addFact(
  tx: Executor,
  fact: PurchaseFact,
  values: readonly unknown[],
  leaf?: { readonly subject: string; readonly content: unknown },
): Promise<number> {
  const rows = await tx.query(INSERTS[fact], values);
  if (leaf !== undefined)
    await appendToJournal(tx, {
      kind: `care.purchase-${fact}`,
      subject: leaf.subject,
      digest: digestOf(leaf.content),
    });
  return rows.length;
}

const AWARD_COLUMNS = `area, batch, item_code AS "itemCode", kind, supplier_id AS "supplierId",
  supplier_name AS "supplierName", unit_price AS "unitPrice", from_on AS "fromOn", until_on AS "untilOn"`;
const AWARDS = statement(
  'care-purchase-awards',
  `SELECT ${AWARD_COLUMNS} FROM care.purchase_award
   WHERE area = $1 AND batch = $2 AND supplier_id = $3 ORDER BY item_code`,
);
const ORDER = statement(
  'care-purchase-order',
  `SELECT order_id AS "orderId", provider_id AS "providerId", area, batch, supplier_id AS "supplierId", lines,
     amount FROM care.purchase_order WHERE order_id = $1`,
);
// Everything about one order waits for the one before.
const LOCK = statement(
  'care-purchase-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('care.purchase ' || $1, 0))`,
);
const ACCEPTANCES = statement(
  'care-purchase-acceptances',
  `SELECT a.acceptance_id AS "acceptanceId", a.order_id AS "orderId", a.lines, a.amount,
     a.accepted_on AS "acceptedOn", i.invoice_id AS "invoiceId"
   FROM care.purchase_acceptance a LEFT JOIN care.invoiced_acceptance i USING (acceptance_id)
   WHERE a.order_id = $1 ORDER BY a.noted_at, a.acceptance_id`,
);
const INVOICES = statement(
  'care-purchase-invoices',
  `SELECT v.invoice_id AS "invoiceId", v.order_id AS "orderId", o.provider_id AS "providerId", o.area,
     o.supplier_id AS "supplierId", v.digest, v.tail, v.amount, v.issued_on AS "issuedOn",
     v.pay_by AS "payBy", v.entered_by AS "enteredBy", coalesce(p.amount, 0) AS paid,
     p.paid_on AS "paidOn", p.bank, p.serial,
     (SELECT coalesce(sum(amount), 0)::bigint FROM care.purchase_return r
       WHERE r.invoice_id = v.invoice_id) AS returned,
     (SELECT coalesce(sum(amount), 0)::bigint FROM care.supplier_refund r
       WHERE r.invoice_id = v.invoice_id) AS refunded
   FROM care.supplier_invoice v JOIN care.purchase_order o USING (order_id)
   LEFT JOIN care.supplier_payment p USING (invoice_id)
   WHERE ($1::text IS NULL OR v.invoice_id = $1) AND ($2::text[] IS NULL OR o.area = ANY ($2))
     AND ($3::boolean IS NOT TRUE OR p.invoice_id IS NULL)
   ORDER BY v.pay_by, v.invoice_id LIMIT 500`,
);
const RETURN = statement(
  'care-purchase-return',
  'SELECT invoice_id AS "invoiceId", amount, digest FROM care.purchase_return WHERE return_id = $1',
);
const REFUND = statement(
  'care-purchase-refund',
  'SELECT invoice_id AS "invoiceId", amount, serial FROM care.supplier_refund WHERE refund_id = $1',
);
const SERIAL = statement(
  'care-purchase-serial',
  `SELECT 1 AS used FROM care.supplier_payment WHERE bank = $1 AND serial = $2
   UNION ALL SELECT 1 FROM care.supplier_refund WHERE bank = $1 AND serial = $2`,
);

export async function takePurchaseTurn(tx: Executor, key: string): Promise<void> {
  await tx.query(LOCK, [key]);
}
export const awardsOf = (db: Executor, area: string, batch: string, supplierId: string): Promise<Award[]> =>
  db.query<Award>(AWARDS, [area, batch, supplierId]);
export async function orderOf(db: Executor, orderId: string): Promise<PurchaseOrder | null> {
  return (await db.query<PurchaseOrder>(ORDER, [orderId]))[0] ?? null;
}
export const acceptancesOf = (
  db: Executor,
  orderId: string,
): Promise<(Acceptance & { readonly invoiceId: string | null })[]> => db.query(ACCEPTANCES, [orderId]);
export async function invoiceOf(db: Executor, invoiceId: string): Promise<SupplierInvoice | null> {
  return (await db.query<SupplierInvoice>(INVOICES, [invoiceId, null, false]))[0] ?? null;
}
/** Invoices of these areas, what is due first; at most 500. */
export const invoicesOf = (
  db: Executor,
  areas: readonly string[],
  isUnpaidOnly: boolean,
): Promise<SupplierInvoice[]> => db.query<SupplierInvoice>(INVOICES, [null, [...areas], isUnpaidOnly]);

type KnownReturn = { readonly invoiceId: string; readonly amount: Fen; readonly digest: string };
export async function returnOf(db: Executor, returnId: string): Promise<KnownReturn | null> {
  return (await db.query<KnownReturn>(RETURN, [returnId]))[0] ?? null;
}
type KnownRefund = { readonly invoiceId: string; readonly amount: Fen; readonly serial: string };
export async function refundOf(db: Executor, refundId: string): Promise<KnownRefund | null> {
  return (await db.query<KnownRefund>(REFUND, [refundId]))[0] ?? null;
}
export async function isBankSerialUsed(db: Executor, bank: string, serial: string): Promise<boolean> {
  return (await db.query(SERIAL, [bank, serial])).length > 0;
}

/** Who did it and when, as every fact keeps it. */
export type Made = { readonly by: string; readonly at: Instant };
