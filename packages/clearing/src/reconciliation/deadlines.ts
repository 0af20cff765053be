import { addDays, type CalendarDate, type Instant, type Month, startOfDay } from '@zhijie/kernel';
import { dayOfMonth, lastDayOf, monthsAfter } from '../calendar/months.ts';

/** 医保发〔2022〕22号 annex, article 38: the previous month is done by the 3rd. */
const MONTH_DONE_BY_DAY = 3;

/** Until when a day is completed: the day on which it is generated, the one after it, ends. */
export const dayDueAt = (day: CalendarDate): Instant => startOfDay(addDays(day, 2));

/** From when a month that is not done is overdue: the 4th of the next month, 00:00 China time. */
export const monthDueAt = (month: Month): Instant =>
  startOfDay(addDays(dayOfMonth(monthsAfter(month, 1), MONTH_DONE_BY_DAY), 1));

/** The days of a month that are over. */
export function daysToReconcile(month: Month, today: CalendarDate): CalendarDate[] {
  const days: CalendarDate[] = [];
  const end = lastDayOf(month);
  for (let day = dayOfMonth(month, 1); day <= end && day < today; day = addDays(day, 1)) days.push(day);
  return days;
}

export type DayStanding = 'done' | 'done-late' | 'open' | 'late';
export type MonthStanding = 'done' | 'under-way' | 'overdue';

/** How a day stands; `doneAt` null while it is not done. */
export function standingOfDay(day: CalendarDate, doneAt: Instant | null, now: Instant): DayStanding {
  const due = dayDueAt(day);
  if (doneAt !== null) return doneAt < due ? 'done' : 'done-late';
  return now < due ? 'open' : 'late';
}

/** How a month stands for one province: done when all its days are over and done. */
export function standingOfMonth(
  month: Month,
  { daysDone, now }: { readonly daysDone: ReadonlySet<CalendarDate>; readonly now: Instant },
): MonthStanding {
  const all = daysToReconcile(month, addDays(lastDayOf(month), 1));
  const isOver = now >= startOfDay(dayOfMonth(monthsAfter(month, 1), 1));
  if (isOver && all.every((day) => daysDone.has(day))) return 'done';
  return now >= monthDueAt(month) ? 'overdue' : 'under-way';
}
