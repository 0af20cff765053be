import {
  type Actor,
  assert,
  type CalendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  LARGEST_FEN,
  ok,
  type Refusal,
  type Result,
  refuse,
  split,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import type { BankTransfer, Mark } from '../book/book.ts';
import { whyNotAsDue } from '../book/payments.ts';
import { mayActFor } from '../book/permissions.ts';
import { ORDER_LABELS, ORDER_STATES } from '../book/statuses.ts';
import { CLEARING_TERMS, isOverdue, prepaymentDates } from '../calendar/clearing-dates.ts';
import { januaryOf, lastDayOf } from '../calendar/months.ts';
import {
  CHINA_CALENDAR,
  type DueDate,
  type WorkingCalendar,
  workingDaysAfter,
} from '../calendar/working-days.ts';
import type { Adjustment, PrepaymentShare } from './amount.ts';

/** `annual`: the year's adjustment (PF-02); `urgent`: an increase that was granted (PF-03). */
export const PREPAYMENT_KINDS = ['annual', 'urgent'] as const;
export type PrepaymentKind = (typeof PREPAYMENT_KINDS)[number];

/** As an order of a clearing; `superseded`: a new year was set before it was paid. */
export const PREPAYMENT_STATES = [...ORDER_STATES, 'superseded'] as const;
export type PrepaymentState = (typeof PREPAYMENT_STATES)[number];

export const PREPAYMENT_LABELS: Readonly<Record<PrepaymentState, string>> = {
  ...ORDER_LABELS,
  superseded: '已由新一年度的核定代替，不再付款',
};

/** A payment of prepaid money between two provinces. A return runs from the care province (C-09). */
export type PrepaymentOrder = {
  readonly orderId: string;
  readonly kind: PrepaymentKind;
  readonly year: number;
  readonly careProvince: string;
  readonly insuredProvince: string;
  readonly amount: TotalFen;
  readonly isReturn: boolean;
  /** The day of its notice. */
  readonly madeOn: CalendarDate;
  readonly state: PrepaymentState;
  readonly submitted: Mark | null;
  readonly transfer: (BankTransfer & Mark) | null;
  readonly received: (Mark & { readonly receivedOn: CalendarDate }) | null;
};

export const payerOf = (order: Pick<PrepaymentOrder, 'isReturn' | 'careProvince' | 'insuredProvince'>) =>
  order.isReturn ? order.careProvince : order.insuredProvince;
export const payeeOf = (order: Pick<PrepaymentOrder, 'isReturn' | 'careProvince' | 'insuredProvince'>) =>
  order.isReturn ? order.insuredProvince : order.careProvince;

/** Why a step of a prepayment is refused; the first of this list that applies. C-04 as for a clearing. */
export const PREPAYMENT_REFUSALS = [
  'not-permitted',
  'superseded',
  'wrong-state',
  'bank-missing',
  'serial-missing',
  'purpose-differs',
  'date-in-future',
  'date-before-notice',
  'amount-differs',
] as const;
export type PrepaymentRefusal = Refusal<(typeof PREPAYMENT_REFUSALS)[number]>;

export type PrepaymentStep =
  | { readonly kind: 'submit' }
  | { readonly kind: 'pay'; readonly transfer: BankTransfer }
  | { readonly kind: 'receive'; readonly receivedOn: CalendarDate };

const FROM: Readonly<Record<PrepaymentStep['kind'], PrepaymentState>> = {
  submit: 'due',
  pay: 'at-finance',
  receive: 'paid',
};

/** Orders of the year's adjustment: one per pair whose amount changes. */
export function annualOrders(
  year: number,
  adjustments: readonly Adjustment[],
  madeOn: CalendarDate,
): PrepaymentOrder[] {
  return adjustments
    .filter(({ change }) => change !== 0)
    .map(({ careProvince, insuredProvince, change }) => ({
      ...open({ kind: 'annual', year, madeOn }),
      orderId: `P${year}-${insuredProvince}-${careProvince}`,
      careProvince,
      insuredProvince,
      amount: totalFen(Math.abs(change)),
      isReturn: change < 0,
    }));
}

/**
 * Orders of a granted increase: each insured province by what it used of the clearing that turned red. The
 * notice does not say how an increase is divided; this is the system's own choice, and adds up to the fen.
 */
export function urgentOrders(
  requestId: string,
  { careProvince, amount, madeOn }: { careProvince: string; amount: Fen; madeOn: CalendarDate },
  used: readonly PrepaymentShare[],
): PrepaymentOrder[] {
  const users = used.filter((share) => share.amount > 0);
  assert(users.length > 0, 'An increase is divided among provinces that used something');
  const parts = split(
    amount,
    users.map((share) => share.amount),
  );
  return users.flatMap(({ insuredProvince }, index) => {
    const part = parts[index] ?? fen(0);
    if (part === 0) return [];
    const orderId = `U${requestId}-${insuredProvince}`;
    const opened = open({ kind: 'urgent', year: Number(madeOn.slice(0, 4)), madeOn });
    return [{ ...opened, orderId, careProvince, insuredProvince, amount: totalFen(part), isReturn: false }];
  });
}

const open = (given: Pick<PrepaymentOrder, 'kind' | 'year' | 'madeOn'>) => ({
  ...given,
  state: 'due' as const,
  submitted: null,
  transfer: null,
  received: null,
});

/** The most one increase can ask for: 9 × 10^11 fen. */
export const LARGEST_INCREASE = LARGEST_FEN;

/** One step of an order (PF-02): to finance, paid with bank, serial and date (C-04), arrived. */
export function stepPrepayment(
  order: PrepaymentOrder,
  step: PrepaymentStep,
  { actor, at }: { readonly actor: Actor; readonly at: Instant },
): Result<PrepaymentOrder, PrepaymentRefusal> {
  const side = step.kind === 'receive' ? payeeOf(order) : payerOf(order);
  if (!mayActFor(actor, side, 'clearing-payer')) return refuse('not-permitted');
  if (order.state === 'superseded') return refuse('superseded', { detail: { orderId: order.orderId } });
  if (order.state !== FROM[step.kind]) return refuse('wrong-state', { detail: { state: order.state } });
  const mark = { by: actor.id, at };
  const today = dateOf(at);
  switch (step.kind) {
    case 'submit':
      return ok({ ...order, state: 'at-finance', submitted: mark });
    case 'pay': {
      const due = { purpose: 'prepayment', amount: order.amount, today, notBefore: order.madeOn } as const;
      const wrong = whyNotAsDue(step.transfer, due);
      return wrong ?? ok({ ...order, state: 'paid', transfer: { ...step.transfer, ...mark } });
    }
    case 'receive': {
      const { receivedOn } = step;
      if (receivedOn > today) return refuse('date-in-future', { field: 'receivedOn' });
      return ok({ ...order, state: 'received', received: { ...mark, receivedOn } });
    }
  }
}

export type PrepaymentDuty = {
  readonly step: 'submit-to-finance' | 'pay' | 'feed-back';
  readonly owner: string;
  readonly orderId: string;
  readonly due: DueDate;
  readonly doneAt: Instant | null;
  readonly isOverdue: boolean;
};

/**
 * What is due of an order, by whom and by when (PF-02, PF-03): 5 working days to finance, 10 to pay, 5 to
 * feed back; of the year's adjustment all by the end of February.
 */
export function prepaymentDuties(
  order: PrepaymentOrder,
  now: Instant,
  calendar: WorkingCalendar = CHINA_CALENDAR,
): PrepaymentDuty[] {
  if (order.state === 'superseded') return [];
  const { kind, year, madeOn } = order;
  const dates =
    kind === 'annual'
      ? prepaymentDates(calendar, year, annualFrom(year, madeOn))
      : urgentDates(calendar, madeOn);
  const duty = (step: PrepaymentDuty['step'], owner: string, doneAt: Instant | null): PrepaymentDuty => ({
    step,
    owner,
    orderId: order.orderId,
    due: dates[step],
    doneAt,
    isOverdue: isOverdue(dates[step], doneAt, now),
  });
  return [
    duty('submit-to-finance', payerOf(order), order.submitted?.at ?? null),
    duty('pay', payerOf(order), order.transfer?.at ?? null),
    duty('feed-back', payeeOf(order), order.received?.at ?? null),
  ];
}

/** Set late, the terms do not wait: they count from the last day of January at the latest. */
function annualFrom(year: number, madeOn: CalendarDate): CalendarDate {
  const last = lastDayOf(januaryOf(year));
  return madeOn > last ? last : madeOn;
}

function urgentDates(calendar: WorkingCalendar, madeOn: CalendarDate) {
  const submit = workingDaysAfter(calendar, madeOn, CLEARING_TERMS.submitToFinanceWorkingDays);
  const pay = workingDaysAfter(calendar, submit.on, CLEARING_TERMS.payWorkingDays);
  const feedBack = workingDaysAfter(calendar, pay.on, CLEARING_TERMS.feedbackWorkingDays);
  return { 'submit-to-finance': submit, pay, 'feed-back': feedBack };
}
