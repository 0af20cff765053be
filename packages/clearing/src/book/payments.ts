import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Instant,
  ok,
  type Result,
  refuse,
  type TotalFen,
} from '@zhijie/kernel';
import {
  type BankTransfer,
  type BookRefusal,
  type BookResult,
  type ClearingBook,
  type Order,
  wrongState,
} from './book.ts';
import { mayActFor } from './permissions.ts';
import type { OrderState } from './statuses.ts';

type Step = { readonly orderId: string; readonly actor: Actor; readonly at: Instant };

/** The payer's agency hands the order to its finance department (C-02: 5 working days after the notice). */
export function submitToFinance(book: ClearingBook, { orderId, actor, at }: Step): BookResult {
  return stepOf(book, orderId, (order) => {
    const refusal = whyNot(book, order, { side: order.payer, actor, from: 'due' });
    if (refusal !== null) return refusal;
    return ok({ ...order, state: 'at-finance', submitted: { by: actor.id, at } });
  });
}

/** The payer's finance has paid: bank, transaction number, date and purpose are required (C-04). */
export function recordPayment(
  book: ClearingBook,
  { orderId, actor, at, transfer }: Step & { readonly transfer: BankTransfer },
): BookResult {
  return stepOf(book, orderId, (order) => {
    const refusal = whyNot(book, order, { side: order.payer, actor, from: 'at-finance' });
    if (refusal !== null) return refusal;
    const wrong = whyNotTransfer(book, order, transfer, dateOf(at));
    if (wrong !== null) return wrong;
    return ok({ ...order, state: 'paid', transfer: { ...transfer, by: actor.id, at } });
  });
}

/** The payee feeds back that the money arrived; with the last order the clearing is settled. */
export function recordReceipt(
  book: ClearingBook,
  { orderId, actor, at, receivedOn }: Step & { readonly receivedOn: CalendarDate },
): BookResult {
  return stepOf(book, orderId, (order) => {
    const refusal = whyNot(book, order, { side: order.payee, actor, from: 'paid' });
    if (refusal !== null) return refusal;
    if (receivedOn > dateOf(at)) return refuse('date-in-future', { field: 'receivedOn' });
    return ok({ ...order, state: 'received', received: { by: actor.id, at, receivedOn } });
  });
}

function whyNot(
  book: ClearingBook,
  order: Order,
  { side, actor, from }: { readonly side: string; readonly actor: Actor; readonly from: OrderState },
) {
  if (!mayActFor(actor, side, 'clearing-payer')) return refuse('not-permitted');
  if (book.state !== 'issued') return wrongState(book.state);
  return order.state === from ? null : wrongState(order.state);
}

/** What a confirmed transfer has to be (C-04), whatever it pays for. */
export type TransferDue = {
  readonly purpose: BankTransfer['purpose'];
  readonly amount: TotalFen;
  readonly today: CalendarDate;
  /** The day of the notice; null: none was issued. */
  readonly notBefore: CalendarDate | null;
};

/** The first thing wrong with a confirmed transfer (C-04), or null. */
export function whyNotAsDue(transfer: BankTransfer, due: TransferDue) {
  const { bank, serial, paidOn, purpose, amount } = transfer;
  if (bank.trim() === '') return refuse('bank-missing', { field: 'bank' });
  if (serial.trim() === '') return refuse('serial-missing', { field: 'serial' });
  if (purpose !== due.purpose) return refuse('purpose-differs', { field: 'purpose' });
  if (paidOn > due.today) return refuse('date-in-future', { field: 'paidOn' });
  if (due.notBefore !== null && paidOn < due.notBefore)
    return refuse('date-before-notice', { field: 'paidOn' });
  if (amount !== due.amount)
    return refuse('amount-differs', { field: 'amount', detail: { due: due.amount, paid: amount } });
  return null;
}

function whyNotTransfer(book: ClearingBook, order: Order, transfer: BankTransfer, today: CalendarDate) {
  const { bank, serial } = transfer;
  const notBefore = book.issued === null ? null : dateOf(book.issued.at);
  const wrong = whyNotAsDue(transfer, { purpose: 'clearing', amount: order.amount, today, notBefore });
  if (wrong !== null) return wrong;
  const twin = book.orders.find(
    ({ transfer: other }) => other !== null && other.bank === bank && other.serial === serial,
  );
  return twin === undefined
    ? null
    : refuse('serial-used', { field: 'serial', detail: { orderId: twin.orderId } });
}

function stepOf(
  book: ClearingBook,
  orderId: string,
  take: (order: Order) => Result<Order, BookRefusal>,
): BookResult {
  const known = book.orders.find((order) => order.orderId === orderId);
  if (known === undefined) return refuse('no-such-order', { detail: { orderId } });
  const taken = take(known);
  if (!taken.ok) return taken;
  const orders = book.orders.map((order) => (order === known ? taken.value : order));
  const isSettled = orders.every(({ state }) => state === 'received');
  return ok({ ...book, orders, state: isSettled ? 'settled' : book.state });
}
