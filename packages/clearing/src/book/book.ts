import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Instant,
  type Month,
  ok,
  type Refusal,
  type Result,
  refuse,
  type TotalFen,
} from '@zhijie/kernel';
import { type BankAccount, type Notice, noticesOf, type Payment, paymentsOf } from '../run/notices.ts';
import { type ClearingRun, compareTexts, type PairLine, type ProvinceNet } from '../run/run.ts';
import { mayActFor, mayIssue } from './permissions.ts';
import type { BookRefusalCode, BookState, ConfirmationState, OrderState } from './statuses.ts';

export type BookRefusal = Refusal<BookRefusalCode>;
export type BookResult = Result<ClearingBook, BookRefusal>;

/** One person's act, as it is kept. */
export type Mark = { readonly by: string; readonly at: Instant };

export type Confirmation = {
  readonly province: string;
  readonly state: ConfirmationState;
  readonly proposed: Mark | null;
  readonly confirmed: Mark | null;
  readonly objection: (Mark & { readonly reason: string }) | null;
  /** Collected from, or allocated to, its own areas (上解/下拨). */
  readonly allocated: Mark | null;
};

/** What the payer's finance enters (C-04). */
export type BankTransfer = {
  readonly bank: string;
  readonly serial: string;
  readonly paidOn: CalendarDate;
  readonly purpose: 'clearing' | 'prepayment';
  readonly amount: TotalFen;
};

/** One payment of the clearing: by payer, payee and insurance type. */
export type Order = Payment & {
  readonly orderId: string;
  readonly state: OrderState;
  readonly submitted: Mark | null;
  readonly transfer: (BankTransfer & Mark) | null;
  readonly received: (Mark & { readonly receivedOn: CalendarDate }) | null;
};

/** A clearing on its way: who confirmed, what was issued, what is paid. Each step gives a new value. */
export type ClearingBook = {
  readonly period: Month;
  readonly root: string | null;
  readonly state: BookState;
  readonly generatedAt: Instant;
  readonly lines: readonly PairLine[];
  readonly nets: readonly ProvinceNet[];
  readonly confirmations: readonly Confirmation[];
  readonly issued: Mark | null;
  readonly notices: readonly Notice[];
  readonly orders: readonly Order[];
};

/**
 * The book of a run generated at a moment; `root` is that of its national tree, null when the month is empty.
 */
export function openBook(run: ClearingRun, root: string | null, generatedAt: Instant): ClearingBook {
  const provinces = [...new Set(run.nets.map(({ province }) => province))].toSorted(compareTexts);
  return {
    period: run.period,
    root,
    state: 'generated',
    generatedAt,
    lines: run.lines,
    nets: run.nets,
    confirmations: provinces.map((province) => ({
      province,
      state: 'awaiting',
      proposed: null,
      confirmed: null,
      objection: null,
      allocated: null,
    })),
    issued: null,
    notices: [],
    orders: paymentsOf(run.lines).map((payment) => ({
      ...payment,
      orderId: orderIdOf(run.period, payment),
      state: 'due',
      submitted: null,
      transfer: null,
      received: null,
    })),
  };
}

/** At most 30 characters, readable: period, payer, payee, insurance type, and whether it is a return. */
function orderIdOf(period: Month, { payer, payee, insuranceType, isReturn }: Payment): string {
  return `C${period.replace('-', '')}-${payer}-${payee}-${insuranceType}${isReturn ? '-return' : ''}`;
}

type Step = { readonly province: string; readonly actor: Actor; readonly at: Instant };

/** The province's maker proposes to confirm; again after an objection. */
export function proposeConfirmation(book: ClearingBook, { province, actor, at }: Step): BookResult {
  return beforeNotices(book, province, (known) => {
    if (!mayActFor(actor, province, 'clearing-maker')) return refuse('not-permitted');
    if (known.state !== 'awaiting' && known.state !== 'objected') return wrongState(known.state);
    return ok({ ...known, state: 'proposed', proposed: { by: actor.id, at }, objection: null });
  });
}

/** A second person confirms what the maker proposed. */
export function confirmClearing(book: ClearingBook, { province, actor, at }: Step): BookResult {
  return beforeNotices(book, province, (known) => {
    if (!mayActFor(actor, province, 'clearing-checker')) return refuse('not-permitted');
    if (known.state !== 'proposed') return wrongState(known.state);
    if (known.proposed?.by === actor.id) return refuse('maker-is-checker');
    return ok({ ...known, state: 'confirmed', confirmed: { by: actor.id, at } });
  });
}

/**
 * Maker or checker objects, with a reason; also after confirming, as long as no notice is out. Nothing is
 * issued until the objection is answered by a new proposal.
 */
export function objectToClearing(
  book: ClearingBook,
  { province, actor, at, reason }: Step & { readonly reason: string },
): BookResult {
  return beforeNotices(book, province, (known) => {
    const may = (['clearing-maker', 'clearing-checker'] as const).some((role) =>
      mayActFor(actor, province, role),
    );
    if (!may) return refuse('not-permitted');
    if (known.state === 'objected') return wrongState(known.state);
    if (reason.trim() === '') return refuse('reason-missing');
    const objection = { by: actor.id, at, reason };
    return ok({ ...known, state: 'objected', proposed: null, confirmed: null, objection });
  });
}

/** The national agency issues all payment and collection notices at once, when every province confirmed. */
export function issueNotices(
  book: ClearingBook,
  given: { readonly actor: Actor; readonly at: Instant; readonly accounts: readonly BankAccount[] },
): BookResult {
  const { actor, at, accounts } = given;
  if (!mayIssue(actor)) return refuse('not-permitted');
  if (book.state !== 'generated') return wrongState(book.state);
  const open = book.confirmations.find(({ state }) => state !== 'confirmed');
  if (open !== undefined) return refuse('not-all-confirmed', { detail: { province: open.province } });
  const notices = noticesOf(book, dateOf(at), accounts);
  if (!notices.ok) return notices;
  const state = book.orders.length === 0 ? 'settled' : 'issued';
  return ok({ ...book, state, issued: { by: actor.id, at }, notices: notices.value });
}

/** The province settled with its own areas (C-02: within 5 working days of the notice). */
export function recordAllocation(book: ClearingBook, { province, actor, at }: Step): BookResult {
  return stepOf(book, province, (known) => {
    if (!mayActFor(actor, province, 'clearing-payer')) return refuse('not-permitted');
    if (book.state === 'generated') return wrongState(book.state);
    if (known.allocated !== null) return wrongState('allocated');
    return ok({ ...known, allocated: { by: actor.id, at } });
  });
}

export function wrongState(state: string) {
  return refuse('wrong-state', { detail: { state } });
}

type Take = (known: Confirmation) => Result<Confirmation, BookRefusal>;

function stepOf(book: ClearingBook, province: string, take: Take): BookResult {
  const known = book.confirmations.find((confirmation) => confirmation.province === province);
  if (known === undefined) return refuse('no-such-province', { detail: { province } });
  const taken = take(known);
  if (!taken.ok) return taken;
  const confirmations = book.confirmations.map((one) => (one === known ? taken.value : one));
  return ok({ ...book, confirmations });
}

/** Once the notices are out nothing can be confirmed or disputed: the next clearing corrects. */
function beforeNotices(book: ClearingBook, province: string, take: Take): BookResult {
  const taken = stepOf(book, province, take);
  return taken.ok && book.state !== 'generated' ? wrongState(book.state) : taken;
}
