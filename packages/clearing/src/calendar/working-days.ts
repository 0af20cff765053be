import { addDays, assert, type CalendarDate, calendarDate, daysBetween, yearOf } from '@zhijie/kernel';
import { HOLIDAY_YEARS, type HolidayYear } from './holidays.ts';

/** 1970-01-01 was a Thursday. */
const THURSDAY = calendarDate('1970-01-01');

/** Which days are worked. Make one with `workingCalendar`. */
export type WorkingCalendar = {
  readonly years: ReadonlySet<number>;
  readonly daysOff: ReadonlyMap<string, string>;
  readonly makeUpDays: ReadonlySet<string>;
};

/** A day by which something is due; provisional while the holidays of a year it needs are not published. */
export type DueDate = { readonly on: CalendarDate; readonly isProvisional: boolean };

/** A calendar of the given years' notices. A date outside its year, or in the wrong order, is a Defect. */
export function workingCalendar(years: readonly HolidayYear[]): WorkingCalendar {
  const daysOff = new Map<string, string>();
  const makeUpDays = new Set<string>();
  for (const { year, daysOff: periods, makeUpDays: made } of years) {
    for (const { name, from, to } of periods) {
      const length = daysBetween(dayOf(from, year), dayOf(to, year));
      assert(length >= 0, `The holiday "${name}" of ${year} ends before it begins`);
      for (let i = 0; i <= length; i++) daysOff.set(addDays(calendarDate(from), i), name);
    }
    for (const day of made) {
      assert(isWeekend(dayOf(day, year)), `${day} is worked anyway: it makes up for nothing`);
      assert(!daysOff.has(day), `${day} cannot be both a holiday and worked`);
      makeUpDays.add(day);
    }
  }
  return { years: new Set(years.map(({ year }) => year)), daysOff, makeUpDays };
}

/** The official calendar, as far as it is published. */
export const CHINA_CALENDAR: WorkingCalendar = workingCalendar(HOLIDAY_YEARS);

/** Monday to Friday except holidays, and the Saturdays and Sundays that make up for them. */
export function isWorkingDay(calendar: WorkingCalendar, date: CalendarDate): boolean {
  if (calendar.makeUpDays.has(date)) return true;
  return !isWeekend(date) && !calendar.daysOff.has(date);
}

/**
 * The `count`-th working day after a day, which itself does not count (工作日 as in procedures C-02, PF-02,
 * B-03). Zero is the day itself.
 */
export function workingDaysAfter(calendar: WorkingCalendar, from: CalendarDate, count: number): DueDate {
  assert(Number.isSafeInteger(count) && count >= 0, `Cannot count ${count} working days`);
  let on = from;
  let isProvisional = false;
  for (let left = count; left > 0; ) {
    on = addDays(on, 1);
    isProvisional ||= !calendar.years.has(yearOf(on));
    if (isWorkingDay(calendar, on)) left -= 1;
  }
  return { on, isProvisional };
}

/** How many working days lie after `from`, up to and with `to`; zero when `to` is not after `from`. */
export function workingDaysBetween(calendar: WorkingCalendar, from: CalendarDate, to: CalendarDate): number {
  let count = 0;
  for (let on = from; on < to; ) {
    on = addDays(on, 1);
    if (isWorkingDay(calendar, on)) count += 1;
  }
  return count;
}

function dayOf(text: string, year: number): CalendarDate {
  const date = calendarDate(text);
  assert(yearOf(date) === year, `${text} stands in the table of ${year}`);
  return date;
}

function isWeekend(date: CalendarDate): boolean {
  const day = (((daysBetween(THURSDAY, date) + 4) % 7) + 7) % 7;
  return day === 0 || day === 6;
}
