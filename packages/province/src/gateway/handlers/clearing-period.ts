import { monthsAfter } from '@zhijie/clearing';
import { type Instant, type Month, month, monthOf } from '@zhijie/kernel';

/** The business month that a message names; without one the month before this one, which is being cleared. */
export function periodOf(
  named: { readonly clearingYear?: number | undefined; readonly clearingMonthOfYear?: string | undefined },
  now: Instant,
): Month {
  const last = monthsAfter(monthOf(now), -1);
  const year = named.clearingYear === undefined ? last.slice(0, 4) : String(named.clearingYear);
  return month(`${year.padStart(4, '0')}-${named.clearingMonthOfYear ?? last.slice(5)}`);
}
