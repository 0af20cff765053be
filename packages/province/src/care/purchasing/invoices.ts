import { deriveKey, keyedDigest } from '@zhijie/crypto';
import { type Executor, isUniqueViolation } from '@zhijie/database';
import {
  type Actor,
  addDays,
  type CalendarDate,
  dateOf,
  type Fen,
  fen,
  monthOf,
  ok,
  type Result,
  refuse,
  sumFen,
} from '@zhijie/kernel';
import { accountId, payableToProvider, postTransfers, type Transfer } from '@zhijie/ledger';
import { maintainedAreas, mayMaintainInstitution } from '../permissions.ts';
import { type Answer, mayBuy, type Outcome, type PurchaseDeps } from './orders.ts';
import type { PurchaseRefusal } from './refusals.ts';
import {
  acceptancesOf,
  addFact,
  invoiceOf,
  invoicesOf,
  isBankSerialUsed,
  orderOf,
  refundOf,
  returnOf,
  type SupplierInvoice,
  takePurchaseTurn,
} from './store.ts';
import { type PURCHASE_CODES, PURCHASE_TERMS } from './terms.ts';

/** What is owed to a supplier (below zero: it owes for goods that went back after they were paid). */
export const payableToSupplier = (area: string, supplierId: string): string =>
  accountId('payable-to-supplier', area, supplierId);
/** The account from which the agency of an area pays suppliers. */
export const supplierBank = (area: string): string => accountId('supplier-bank', area);

/** A VAT invoice: 20 digits when wholly electronic, before that 8 to 12 digits of number after its code. */
const isInvoiceNumber = (text: string): boolean => /^\d{8,12}(\d{8})?$/.test(text);

const digestOfNumber = ({ lookupKey }: PurchaseDeps, number: string): string =>
  keyedDigest(deriveKey(lookupKey, 'supplier-invoice'), number);

type Posting = {
  readonly reference: string;
  readonly code: (typeof PURCHASE_CODES)[number];
  readonly debit: string;
  readonly credit: string;
  readonly amount: Fen;
};

async function post(tx: Executor, { now }: PurchaseDeps, posting: Posting): Promise<void> {
  const { reference, code, debit, credit, amount } = posting;
  const at = now();
  const transferId = `${reference}.${code}`;
  const transfer: Transfer = {
    transferId,
    debit,
    credit,
    amount,
    code,
    reference,
    month: monthOf(at),
    postedAt: at,
  };
  await postTransfers(tx, 'care_ledger', [transfer]);
}

export type InvoiceRequest = {
  readonly invoiceId: string;
  readonly orderId: string;
  readonly number: string;
  readonly amount: Fen;
  readonly issuedOn: CalendarDate;
  /** The acceptances that it covers, whole. */
  readonly acceptances: readonly string[];
};

export type Entered = { readonly outcome: Outcome; readonly invoice: SupplierInvoice };

/**
 * Enters a supplier's invoice against acceptances: its amount is theirs to the fen. From here on the fund
 * owes the supplier, and so much less the hospital. An invoice number is used once in the province
 * (register of keyed digests). Refusals: `invoice-used`, `acceptance-unknown`, `acceptance-invoiced`,
 * `amount-differs`.
 */
export function enterInvoice(deps: PurchaseDeps, actor: Actor, request: InvoiceRequest): Answer<Entered> {
  return deps.db.transaction(async (tx) => {
    const { invoiceId, orderId, number, amount, issuedOn } = request;
    await takePurchaseTurn(tx, orderId);
    const order = await orderOf(tx, orderId);
    if (order === null) return refuse('order-unknown', { field: 'orderId' });
    const { providerId, area, supplierId } = order;
    if (!mayBuy(actor, providerId, area)) return refuse('not-permitted', { field: 'orderId' });
    if (!isInvoiceNumber(number)) return refuse('invoice-malformed', { field: 'number' });
    const digest = digestOfNumber(deps, number);
    const known = await invoiceOf(tx, invoiceId);
    if (known !== null) {
      const isSame = known.digest === digest && known.orderId === orderId && known.amount === amount;
      return isSame
        ? ok({ outcome: 'unchanged', invoice: known })
        : refuse('request-differs', { field: 'requestKey' });
    }
    const at = deps.now();
    if (issuedOn > dateOf(at)) return refuse('date-in-future', { field: 'issuedOn' });
    const covered = await coveredBy(tx, request);
    if (!covered.ok) return covered;
    if ((await addFact(tx, 'used', [digest, invoiceId, at])) === 0)
      return refuse('invoice-used', { field: 'number' });
    const payBy = addDays(covered.value, PURCHASE_TERMS.payWithinDays);
    const values = [invoiceId, orderId, digest, number.slice(-4), amount, issuedOn, payBy, actor.id, at];
    const content = { invoiceId, orderId, digest, amount, issuedOn, payBy, by: actor.id, at };
    await addFact(tx, 'invoice', values, { subject: invoiceId, content });
    await addFact(tx, 'invoiced', [[...request.acceptances], invoiceId]);
    await post(tx, deps, {
      reference: invoiceId,
      code: 'supplier-offset',
      debit: payableToProvider(providerId),
      credit: payableToSupplier(area, supplierId),
      amount,
    });
    return ok({ outcome: 'applied', invoice: (await invoiceOf(tx, invoiceId))! });
  });
}

/** The day of the first acceptance that the invoice covers: from there its days are counted. */
async function coveredBy(
  tx: Executor,
  { orderId, acceptances, amount }: InvoiceRequest,
): Promise<Result<CalendarDate, PurchaseRefusal>> {
  const all = await acceptancesOf(tx, orderId);
  const covered = all.filter((each) => acceptances.includes(each.acceptanceId));
  const [first] = covered.map((each) => each.acceptedOn).toSorted();
  if (first === undefined || covered.length !== new Set(acceptances).size)
    return refuse('acceptance-unknown', { field: 'acceptances' });
  const taken = covered.find((each) => each.invoiceId !== null);
  if (taken !== undefined)
    return refuse('acceptance-invoiced', {
      field: 'acceptances',
      detail: { acceptanceId: taken.acceptanceId },
    });
  const due = sumFen(covered.map((each) => each.amount));
  return due === amount ? ok(first) : refuse('amount-differs', { field: 'amount', detail: { due, amount } });
}

/** What an invoice still has to be paid, fen: its amount less what went back. */
export const toPay = ({ amount, returned }: SupplierInvoice): Fen => fen(amount - returned);
/** What the supplier owes back, fen: returned after it was paid, less what it gave back. */
export const toRefund = ({ paid, amount, returned, refunded }: SupplierInvoice): Fen =>
  fen(paid === 0 ? 0 : Math.max(0, paid - (amount - returned) - refunded));

/** A bank transaction as a person confirms it. */
export type BankFact = {
  readonly amount: Fen;
  readonly bank: string;
  readonly serial: string;
  readonly on: CalendarDate;
};

async function wrongFact(tx: Executor, deps: PurchaseDeps, fact: BankFact): Promise<PurchaseRefusal | null> {
  const { bank, serial, on } = fact;
  if (bank.trim() === '') return refuse('bank-missing', { field: 'bank' }).refusal;
  if (serial.trim() === '') return refuse('serial-missing', { field: 'serial' }).refusal;
  if (on > dateOf(deps.now())) return refuse('date-in-future', { field: 'on' }).refusal;
  return (await isBankSerialUsed(tx, bank, serial))
    ? refuse('serial-used', { field: 'serial' }).refusal
    : null;
}

type Work = (tx: Executor, invoice: SupplierInvoice) => Promise<Result<Entered, PurchaseRefusal>>;

/** Work of the agency on an invoice, one at a time per order. */
async function ofAgency(deps: PurchaseDeps, actor: Actor, invoiceId: string, work: Work): Answer<Entered> {
  const run = () =>
    deps.db.transaction(async (tx): Answer<Entered> => {
      const seen = await invoiceOf(tx, invoiceId);
      if (seen === null) return refuse('invoice-unknown', { field: 'invoiceId' });
      if (!mayMaintainInstitution(actor, seen.area)) return refuse('not-permitted', { field: 'invoiceId' });
      await takePurchaseTurn(tx, seen.orderId);
      return work(tx, (await invoiceOf(tx, invoiceId))!);
    });
  try {
    return await run();
  } catch (error) {
    // Another order's payment with the same serial came first: judged again, it is refused by name.
    if (!isUniqueViolation(error)) throw error;
    return await run();
  }
}

/**
 * The fund has paid the supplier: what the invoice came to less what went back, once, by a person who did not
 * enter it, with bank, serial and date. Refusals: `already-paid`, `maker-is-checker`, `nothing-to-pay`,
 * `amount-differs`, `bank-missing`, `serial-missing`, `serial-used`.
 */
export function paySupplier(
  deps: PurchaseDeps,
  actor: Actor,
  { invoiceId, ...fact }: BankFact & { readonly invoiceId: string },
): Answer<Entered> {
  return ofAgency(deps, actor, invoiceId, async (tx, invoice) => {
    const { bank, serial, on, amount } = fact;
    if (invoice.paid > 0) {
      const isSame = invoice.bank === bank && invoice.serial === serial && invoice.paid === amount;
      return isSame ? ok({ outcome: 'unchanged', invoice }) : refuse('already-paid', { field: 'invoiceId' });
    }
    if (invoice.enteredBy === actor.id) return refuse('maker-is-checker', { field: 'invoiceId' });
    const due = toPay(invoice);
    if (due === 0) return refuse('nothing-to-pay', { field: 'invoiceId' });
    if (amount !== due) return refuse('amount-differs', { field: 'amount', detail: { due, amount } });
    const wrong = await wrongFact(tx, deps, fact);
    if (wrong !== null) return { ok: false, refusal: wrong };
    const at = deps.now();
    const content = { invoiceId, ...fact, by: actor.id, at };
    const values = [invoiceId, amount, bank, serial, on, actor.id, at];
    await addFact(tx, 'payment', values, { subject: invoiceId, content });
    await post(tx, deps, {
      reference: `${invoiceId}.paid`,
      code: 'supplier-payment',
      debit: payableToSupplier(invoice.area, invoice.supplierId),
      credit: supplierBank(invoice.area),
      amount,
    });
    return ok({ outcome: 'applied', invoice: (await invoiceOf(tx, invoiceId))! });
  });
}

export type ReturnRequest = {
  readonly returnId: string;
  readonly invoiceId: string;
  /** Of the red invoice. */
  readonly number: string;
  readonly amount: Fen;
  readonly reason: string;
  readonly on: CalendarDate;
};

/**
 * Goods went back by red invoice: so much less is owed to the supplier and so much more to the hospital. What
 * was paid already the supplier gives back (`takeRefund`). Refusals: `returned-too-much`, `invoice-used`.
 */
export function returnGoods(deps: PurchaseDeps, actor: Actor, request: ReturnRequest): Answer<Entered> {
  const { returnId, invoiceId, number, amount, on } = request;
  return ofAgency(deps, actor, invoiceId, async (tx, invoice) => {
    const reason = request.reason.trim();
    if (!isInvoiceNumber(number)) return refuse('invoice-malformed', { field: 'number' });
    const digest = digestOfNumber(deps, number);
    const known = await returnOf(tx, returnId);
    if (known !== null) {
      const isSame = known.invoiceId === invoiceId && known.amount === amount && known.digest === digest;
      return isSame
        ? ok({ outcome: 'unchanged', invoice })
        : refuse('request-differs', { field: 'requestKey' });
    }
    const at = deps.now();
    if (on > dateOf(at)) return refuse('date-in-future', { field: 'on' });
    if (reason === '') return refuse('reason-missing', { field: 'reason' });
    const most = toPay(invoice);
    if (amount > most) return refuse('returned-too-much', { field: 'amount', detail: { most, amount } });
    if ((await addFact(tx, 'used', [digest, returnId, at])) === 0)
      return refuse('invoice-used', { field: 'number' });
    const content = { returnId, invoiceId, digest, amount, reason, on, by: actor.id, at };
    const values = [returnId, invoiceId, digest, amount, reason, on, actor.id, at];
    await addFact(tx, 'return', values, { subject: returnId, content });
    await post(tx, deps, {
      reference: returnId,
      code: 'supplier-return',
      debit: payableToSupplier(invoice.area, invoice.supplierId),
      credit: payableToProvider(invoice.providerId),
      amount,
    });
    return ok({ outcome: 'applied', invoice: (await invoiceOf(tx, invoiceId))! });
  });
}

/** The supplier gave back what had been paid for goods that went back; exactly that, or a part of it. */
export function takeRefund(
  deps: PurchaseDeps,
  actor: Actor,
  { refundId, invoiceId, ...fact }: BankFact & { readonly refundId: string; readonly invoiceId: string },
): Answer<Entered> {
  return ofAgency(deps, actor, invoiceId, async (tx, invoice) => {
    const { amount, bank, serial, on } = fact;
    const known = await refundOf(tx, refundId);
    if (known !== null) {
      const isSame = known.invoiceId === invoiceId && known.amount === amount && known.serial === serial;
      return isSame
        ? ok({ outcome: 'unchanged', invoice })
        : refuse('request-differs', { field: 'requestKey' });
    }
    const due = toRefund(invoice);
    if (due === 0) return refuse('nothing-to-refund', { field: 'invoiceId' });
    if (amount > due) return refuse('amount-differs', { field: 'amount', detail: { due, amount } });
    const wrong = await wrongFact(tx, deps, fact);
    if (wrong !== null) return { ok: false, refusal: wrong };
    const at = deps.now();
    const content = { refundId, invoiceId, ...fact, by: actor.id, at };
    const values = [refundId, invoiceId, amount, bank, serial, on, actor.id, at];
    await addFact(tx, 'refund', values, { subject: refundId, content });
    await post(tx, deps, {
      reference: refundId,
      code: 'supplier-refund',
      debit: supplierBank(invoice.area),
      credit: payableToSupplier(invoice.area, invoice.supplierId),
      amount,
    });
    return ok({ outcome: 'applied', invoice: (await invoiceOf(tx, invoiceId))! });
  });
}

export type InvoiceView = SupplierInvoice & {
  readonly toPay: Fen;
  readonly toRefund: Fen;
  readonly isOverdue: boolean;
};

/**
 * Invoices of the agency's areas, what is due first; overdue from the day after its last. Refuses
 * `not-permitted`.
 */
export async function listInvoices(
  deps: PurchaseDeps,
  actor: Actor,
  isUnpaidOnly: boolean,
): Answer<readonly InvoiceView[]> {
  const areas = maintainedAreas(actor);
  if (areas.length === 0) return refuse('not-permitted', { field: 'session' });
  const today = dateOf(deps.now());
  const invoices = await invoicesOf(deps.db, areas, isUnpaidOnly);
  return ok(
    invoices.map((invoice) => ({
      ...invoice,
      toPay: fen(invoice.paid === 0 ? toPay(invoice) : 0),
      toRefund: toRefund(invoice),
      isOverdue: (invoice.paidOn ?? today) > invoice.payBy && toPay(invoice) > 0,
    })),
  );
}
