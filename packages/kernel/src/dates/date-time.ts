import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { daysSinceEpoch, parseCalendarDate } from './calendar-date.ts';
import { pad } from './civil.ts';
import { DAY_MS, dateOf, instant, OFFSET_MS } from './instant.ts';
import type { CalendarDate, Instant } from './types.ts';

/** The first millisecond of a day in China. */
export function startOfDay(date: CalendarDate): Instant {
  return instant(daysSinceEpoch(date) * DAY_MS - OFFSET_MS);
}

/** 'YYYY-MM-DD HH:mm:ss' in China; milliseconds are dropped. */
export function formatDateTime(at: Instant): string {
  const date = dateOf(at);
  const seconds = Math.floor((at - startOfDay(date)) / 1000);
  const hour = Math.floor(seconds / 3600);
  const minute = Math.floor(seconds / 60) % 60;
  return `${date} ${pad(hour, 2)}:${pad(minute, 2)}:${pad(seconds % 60, 2)}`;
}

/** Exactly 'YYYY-MM-DD HH:mm:ss', read as China Standard Time. Refusal: `not-a-date-time`. */
export function parseDateTime(text: string): Result<Instant, Refusal<'not-a-date-time'>> {
  const match = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text);
  if (!match) return refuse('not-a-date-time');
  const date = parseCalendarDate(match[1]!);
  if (!date.ok) return refuse('not-a-date-time');
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]);
  return ok(instant(startOfDay(date.value) + seconds * 1000));
}
