import { type Instant, type Month, monthOf } from '@zhijie/kernel';
import { generationMoment } from '../calendar/clearing-dates.ts';
import { monthsAfter } from '../calendar/months.ts';
import { MOST_DEFERRED_MONTHS } from './item.ts';

/** When the insured side decided an item, and when its hospital confirmed it; null: not yet. */
export type Confirmable = { readonly decidedAt: Instant; readonly confirmedAt: Instant | null };

/**
 * The business month in which an item stands at a moment (R-03: what its hospital has not confirmed when a
 * clearing is generated moves to the next one; C-03: at most two months). A function of the item's own fields
 * and the clock, so that at any moment every item stands in exactly one month, and a confirmed one for ever
 * in the same. An item that nobody confirmed in time stays in its last month, closed.
 */
export function standingPeriod({ decidedAt, confirmedAt }: Confirmable, now: Instant): Month {
  const own = monthOf(decidedAt);
  const judgedAt = confirmedAt ?? now;
  for (let deferred = 0; deferred < MOST_DEFERRED_MONTHS; deferred++) {
    const period = monthsAfter(own, deferred);
    if (judgedAt < generationMoment(period)) return period;
  }
  return monthsAfter(own, MOST_DEFERRED_MONTHS);
}

/** Whether a period still takes confirmations and their withdrawal: until its clearing is generated. */
export const takesConfirmations = (period: Month, now: Instant): boolean => now < generationMoment(period);
