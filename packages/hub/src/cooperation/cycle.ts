import { CHINA_CALENDAR, type DueDate, monthsAfter, workingDaysAfter } from '@zhijie/clearing';
import {
  addDays,
  addMonths,
  type CalendarDate,
  calendarDate,
  dateOf,
  type Instant,
  type Month,
  monthOf,
  startOfDay,
} from '@zhijie/kernel';

/** 医保发〔2022〕22号 annex, article 58: frozen on the 26th 00:00, due by the next month's 26th. */
const CUT_OFF_DAY = 26;

/** What a ticket is about decides how long its reply may take: article 59. */
export const TOPICS = ['filing', 'system', 'other'] as const;
export type Topic = (typeof TOPICS)[number];
export const REPLY_WORKING_DAYS: Readonly<Record<Topic, number>> = { filing: 2, system: 1, other: 10 };
/** Article 59: without a word of the requester an answer counts as confirmed. */
export const AUTO_CONFIRM_WORKING_DAYS = 10;
/** Article 58: the insured side confirms the result of an inquiry. */
export const INQUIRY_CONFIRM_WORKING_DAYS = 5;

const cutOff = (month: Month): CalendarDate => calendarDate(`${month}-${CUT_OFF_DAY}`);

/** The period of an inquiry: from the 26th of the month before, 00:00, until the 26th, 00:00. */
export function inquiryPeriod(at: Instant): Month {
  const day = dateOf(at);
  return day >= cutOff(monthOf(day)) ? monthsAfter(monthOf(day), 1) : monthOf(day);
}

/** From when the inquiries of a period can no longer be edited or withdrawn. */
export const frozenAt = (period: Month): Instant => startOfDay(cutOff(period));

/** By when the inquiries of a period are answered, after `rolls` periods that passed without an answer. */
export const inquiryDue = (period: Month, rolls = 0): DueDate => ({
  on: cutOff(monthsAfter(period, 1 + rolls)),
  isProvisional: false,
});

/** How many due days passed before the answer, or before now: each rolls to the next period and counts. */
export function rollsOf(period: Month, answeredAt: Instant | null, now: Instant): number {
  const until = dateOf(answeredAt ?? now);
  let rolls = 0;
  while (until > inquiryDue(period, rolls).on) rolls += 1;
  return rolls;
}

export const replyDue = (topic: Topic, from: Instant): DueDate =>
  workingDaysAfter(CHINA_CALENDAR, dateOf(from), REPLY_WORKING_DAYS[topic]);

export const confirmDue = (answeredAt: Instant, workingDays: number): DueDate =>
  workingDaysAfter(CHINA_CALENDAR, dateOf(answeredAt), workingDays);

/** The moment after a due day. */
export const endOf = (due: DueDate): Instant => startOfDay(addDays(due.on, 1));

/** An extension is asked for at most so far ahead. */
export const latestExtension = (from: CalendarDate): CalendarDate => addMonths(from, 3);
