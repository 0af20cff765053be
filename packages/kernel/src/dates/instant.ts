import { assert, Defect } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { dateFromDays } from './calendar-date.ts';
import type { CalendarDate, Instant, Month } from './types.ts';

/** China Standard Time is UTC+8 without summer time since 1991-09-15; older moments carry it too here. */
export const OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new Defect(`${ms} is not a moment in milliseconds`);
  return ms as Instant;
}

/** The day in China at that moment. */
export function dateOf(at: Instant): CalendarDate {
  return dateFromDays(Math.floor((at + OFFSET_MS) / DAY_MS));
}

/** The month of a date, or the month in China at a moment. */
export function monthOf(when: CalendarDate | Instant): Month {
  const date = typeof when === 'number' ? dateOf(when) : when;
  return date.slice(0, 7) as Month;
}

function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text >= '0001';
}

/** A month that our own code writes; a wrong one is a Defect. */
export function month(text: string): Month {
  assert(isMonth(text), `"${text}" is not a month`);
  return text as Month;
}

/** Exactly 'YYYY-MM'. Refusal: `not-a-month`. */
export function parseMonth(text: string): Result<Month, Refusal<'not-a-month'>> {
  return isMonth(text) ? ok(text as Month) : refuse('not-a-month');
}
