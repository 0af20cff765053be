import {
  assert,
  type CalendarDate,
  dateOf,
  type Instant,
  type Month,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
  yearOf,
} from '@zhijie/kernel';
import { generationMoment } from '../calendar/clearing-dates.ts';
import { dayOfMonth, januaryOf, monthsAfter, monthsBetween } from '../calendar/months.ts';
import { type ClearingItem, type Deferral, MOST_DEFERRED_MONTHS } from './item.ts';

/**
 * The one business month in which an item clears: the month (China) of `decidedAt`, and as many later as a
 * signed deferral says. A function of the item's own fields: who asks, and when, changes nothing, so that no
 * item is in two periods and none in no period.
 */
export function periodOf(item: Pick<ClearingItem, 'decidedAt' | 'deferral'>): Month {
  return monthsAfter(monthOf(item.decidedAt), item.deferral?.months ?? 0);
}

/** Whether a reversal or deduction comes after its settlement was due to clear: marked "*" (T-04, C-09). */
export function isReturn(item: ClearingItem): boolean {
  return item.amount < 0 && item.settlementPeriod !== null && item.settlementPeriod < periodOf(item);
}

/** Why a deferral is refused; the first of this list that applies. */
export const DEFERRAL_REFUSALS = [
  'deferral-unsigned',
  'not-a-later-month',
  'more-than-two-months',
  'period-already-generated',
] as const;
export type DeferralRefusal = Refusal<(typeof DEFERRAL_REFUSALS)[number]>;

export type DeferralRequest = Omit<Deferral, 'months'> & { readonly to: Month };

/**
 * Moves an item to a later month (C-03: at most two months after its own). Only before the period in which it
 * stands is generated, unless the item reached the hub too late for that period (`heardAt`): then nothing has
 * cleared it yet.
 */
export function deferItem(
  item: ClearingItem,
  { to, reason, signedBy, signedAt }: DeferralRequest,
  heardAt: Instant = item.decidedAt,
): Result<ClearingItem, DeferralRefusal> {
  if (reason.trim() === '' || signedBy.trim() === '') return refuse('deferral-unsigned');
  const now = periodOf(item);
  if (to <= now) return refuse('not-a-later-month', { detail: { from: now, to } });
  const months = monthsBetween(monthOf(item.decidedAt), to);
  if (months > MOST_DEFERRED_MONTHS) return refuse('more-than-two-months', { detail: { months } });
  const isClosed = (period: Month): boolean => signedAt >= generationMoment(period);
  if (isClosed(to) || (isClosed(now) && !isLate(item, heardAt)))
    return refuse('period-already-generated', { detail: { period: isClosed(to) ? to : now } });
  return ok({ ...item, deferral: { months, reason, signedBy, signedAt } });
}

/**
 * Whether the hub heard of an item only when its period had been generated. It is in no run then; it stays
 * open, and shows as such, until a deferral is signed for it.
 */
export function isLate(item: ClearingItem, heardAt: Instant): boolean {
  return heardAt >= generationMoment(periodOf(item));
}

/** The day from which nothing of a year may be open any more (C-03: cleared by the end of the next Q1). */
export function yearClosesBefore(year: number): CalendarDate {
  return dayOfMonth(monthsAfter(januaryOf(year + 1), 3), 1);
}

/**
 * C-03: which of the items not yet cleared should have been, because their year closed. Give it what is in no
 * run whose notices were issued.
 */
export function yearCloseBreaches(open: readonly ClearingItem[], on: CalendarDate): ClearingItem[] {
  return open.filter(({ decidedAt }) => on >= yearClosesBefore(yearOf(dateOf(decidedAt))));
}

/**
 * what hospital and care agency had not reconciled by the 20th is deferred by one month, in the care
 * agency's name. `confirmed`: the settlements whose items were. The rest, at the limit of two months, comes
 * back as `exhausted`: it clears as it stands, or a person decides.
 */
export function deferUnconfirmed(
  items: readonly ClearingItem[],
  period: Month,
  given: { readonly confirmed: ReadonlySet<string>; readonly signedBy: string; readonly signedAt: Instant },
): { readonly items: readonly ClearingItem[]; readonly exhausted: readonly ClearingItem[] } {
  const exhausted: ClearingItem[] = [];
  const to = monthsAfter(period, 1);
  const moved = items.map((item) => {
    if (periodOf(item) !== period || given.confirmed.has(item.settlementId)) return item;
    const { signedBy, signedAt } = given;
    const deferred = deferItem(item, { to, reason: '医疗机构未在20日前确认', signedBy, signedAt });
    if (deferred.ok) return deferred.value;
    assert(deferred.refusal.code === 'more-than-two-months', `Item "${item.itemId}" cannot be deferred now`);
    exhausted.push(item);
    return item;
  });
  return { items: moved, exhausted };
}
