import { assert, Defect } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type Civil, civilFromDays, daysFromCivil, daysInMonth, pad } from './civil.ts';
import type { CalendarDate } from './types.ts';

function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const { year, month, day } = civilOf(text);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function civilOf(date: string): Civil {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function write(civil: Civil): CalendarDate {
  if (civil.year < 1 || civil.year > 9999) throw new Defect(`The year ${civil.year} is outside the calendar`);
  return `${pad(civil.year, 4)}-${pad(civil.month, 2)}-${pad(civil.day, 2)}` as CalendarDate;
}

/** A date that our own code writes; a wrong one is a Defect. */
export function calendarDate(text: string): CalendarDate {
  assert(isRealDate(text), `"${text}" is not a date`);
  return text as CalendarDate;
}

/** Exactly 'YYYY-MM-DD' and a day that exists. Refusal: `not-a-date`. */
export function parseCalendarDate(text: string): Result<CalendarDate, Refusal<'not-a-date'>> {
  return isRealDate(text) ? ok(text as CalendarDate) : refuse('not-a-date');
}

export function dateFromDays(days: number): CalendarDate {
  return write(civilFromDays(days));
}

export function daysSinceEpoch(date: CalendarDate): number {
  const { year, month, day } = civilOf(date);
  return daysFromCivil(year, month, day);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  assert(Number.isSafeInteger(days), `Cannot add ${days} days`);
  return dateFromDays(daysSinceEpoch(date) + days);
}

/** How many days `to` lies after `from`; negative when before. Equal dates: 0. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return daysSinceEpoch(to) - daysSinceEpoch(from);
}

export function compareDates(a: CalendarDate, b: CalendarDate): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same day of another month, or that month's last day: 01-31 plus one month is 02-28 or 02-29. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  assert(Number.isSafeInteger(months), `Cannot add ${months} months`);
  const { year, month, day } = civilOf(date);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1 };
  return write({ ...target, day: Math.min(day, daysInMonth(target.year, target.month)) });
}

/** Completed years of life (周岁) on a day. Born on 02-29: a year is complete on 03-01 of a common year. */
export function ageOn(birth: CalendarDate, on: CalendarDate): number {
  assert(birth <= on, `Nobody has an age on ${on} before the birth on ${birth}`);
  const years = yearOf(on) - yearOf(birth);
  return on.slice(5) < birth.slice(5) ? years - 1 : years;
}

export function yearOf(date: CalendarDate): number {
  return Number(date.slice(0, 4));
}
