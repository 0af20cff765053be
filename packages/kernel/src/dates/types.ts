import type { Brand } from '../base/brand.ts';

/** A day of the calendar in China Standard Time, 'YYYY-MM-DD'. Dates compare as texts. */
export type CalendarDate = Brand<string, 'CalendarDate'>;
/** A month of the calendar in China Standard Time, 'YYYY-MM'. */
export type Month = Brand<string, 'Month'>;
/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;
/** The only way to learn the time: passed in as `deps.now`. */
export type Clock = () => Instant;

export type DateRefusalCode = 'not-a-date' | 'not-a-month' | 'not-a-date-time';
