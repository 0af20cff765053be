import { addMonths, type CalendarDate, dateOf, type Instant } from '@zhijie/kernel';

/** The months before the one of `now`, the latest first: '2026-03', '2026-02' … */
export function latestMonths(now: number, count: number): string[] {
  const first = `${dateOf(now as Instant).slice(0, 7)}-01` as CalendarDate;
  return Array.from({ length: count }, (_, n) => addMonths(first, -1 - n).slice(0, 7));
}
