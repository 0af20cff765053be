import {
  addDays,
  addMonths,
  assert,
  type CalendarDate,
  calendarDate,
  type Month,
  month,
  monthOf,
} from '@zhijie/kernel';

/** A day of a month; a day the month does not have is a Defect. */
export function dayOfMonth(of: Month, day: number): CalendarDate {
  assert(Number.isSafeInteger(day) && day >= 1 && day <= 31, `A month has no day ${day}`);
  return calendarDate(`${of}-${String(day).padStart(2, '0')}`);
}

export function monthsAfter(of: Month, count: number): Month {
  return monthOf(addMonths(dayOfMonth(of, 1), count));
}

export function lastDayOf(of: Month): CalendarDate {
  return addDays(dayOfMonth(monthsAfter(of, 1), 1), -1);
}

/** How many months `to` lies after `from`; negative when before. */
export function monthsBetween(from: Month, to: Month): number {
  return indexOf(to) - indexOf(from);
}

export function januaryOf(year: number): Month {
  return month(`${String(year).padStart(4, '0')}-01`);
}

const indexOf = (of: Month): number => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
