import { dateOf, type Instant, startOfDay } from '@zhijie/kernel';
import { type ClearingStep, clearingDates, isOverdue } from '../calendar/clearing-dates.ts';
import { CHINA_CALENDAR, type DueDate, type WorkingCalendar } from '../calendar/working-days.ts';
import type { ClearingBook, Order } from './book.ts';

/** Something somebody has to do by a day, and whether it is or was late. */
export type Duty = {
  readonly step: ClearingStep;
  /** The province's two digits, or 'hub'. */
  readonly owner: string;
  readonly orderId: string | null;
  readonly due: DueDate;
  readonly doneAt: Instant | null;
  readonly isOverdue: boolean;
};

/**
 * Every duty of a clearing with its due day and overdue flag (C-02), as of `now`. Terms count from the step
 * that really happened; before the notices exist only generating, confirming and issuing are due.
 * Declaring is not here: it ends before there is a book.
 */
export function dutiesOf(
  book: ClearingBook,
  now: Instant,
  calendar: WorkingCalendar = CHINA_CALENDAR,
): Duty[] {
  const planned = clearingDates(calendar, book.period);
  const duty = (
    step: ClearingStep,
    owner: string,
    due: DueDate,
    doneAt: Instant | null,
    orderId?: string,
  ) => ({
    step,
    owner,
    orderId: orderId ?? null,
    due,
    doneAt,
    isOverdue: isOverdue(due, doneAt, now),
  });
  const duties: Duty[] = [duty('generate', 'hub', planned.generate, book.generatedAt)];
  for (const { province, confirmed } of book.confirmations)
    duties.push(duty('confirm', province, planned.confirm, confirmed?.at ?? null));
  duties.push(duty('issue', 'hub', planned.issue, book.issued?.at ?? null));
  if (book.issued === null) return duties;
  const { 'allocate-to-areas': allocate } = clearingDates(calendar, book.period, {
    issue: dateOf(book.issued.at),
  });
  for (const { province, allocated } of book.confirmations)
    duties.push(duty('allocate-to-areas', province, allocate, allocated?.at ?? null));
  for (const order of book.orders) {
    const { orderId, payer, payee, submitted, transfer, received } = order;
    const dates = clearingDates(calendar, book.period, doneOf(order, book.issued.at));
    const paidAt = transfer === null ? null : startOfDay(transfer.paidOn);
    const receivedAt = received === null ? null : startOfDay(received.receivedOn);
    duties.push(
      duty('submit-to-finance', payer, dates['submit-to-finance'], submitted?.at ?? null, orderId),
      duty('pay', payer, dates.pay, paidAt, orderId),
      duty('feed-back', payee, dates['feed-back'], received?.at ?? null, orderId),
      duty('in-place', payer, dates['in-place'], receivedAt, orderId),
    );
  }
  return duties;
}

function doneOf({ submitted, transfer }: Order, issuedAt: Instant) {
  return {
    issue: dateOf(issuedAt),
    ...(submitted === null ? {} : { 'submit-to-finance': dateOf(submitted.at) }),
    ...(transfer === null ? {} : { pay: transfer.paidOn }),
  };
}
