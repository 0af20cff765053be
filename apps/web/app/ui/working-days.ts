import { addDays, type CalendarDate, dateOf, daysBetween, type Instant } from '@zhijie/kernel';
import type { StaffSession } from './session.tsx';

type Calendar = StaffSession['calendar'];

const isWeekend = (day: CalendarDate): boolean => {
  // 1970-01-01 was a Thursday.
  const weekday = (((daysBetween('1970-01-01' as CalendarDate, day) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
};

/** By the State Council's published arrangement, which the session brings; by weekday beyond it. */
export function isWorkingDay(calendar: Calendar, day: CalendarDate): boolean {
  if (calendar.some(({ makeUpDays }) => makeUpDays.includes(day))) return true;
  const isOff = calendar.some(({ daysOff }) => daysOff.some(({ from, to }) => from <= day && day <= to));
  return !isWeekend(day) && !isOff;
}

/** Working days after `from` up to and with `to`; negative when `to` lies before. */
export function workingDaysLeft(calendar: Calendar, from: CalendarDate, to: CalendarDate): number {
  const [early, late, sign] = from <= to ? [from, to, 1] : [to, from, -1];
  let count = 0;
  for (let day = early; day < late; ) {
    day = addDays(day, 1);
    if (isWorkingDay(calendar, day)) count += 1;
  }
  return sign * count;
}

/** '还有 3 个工作日', '今天到期', '逾期 2 个工作日'. */
export function dueText(calendar: Calendar, now: number, due: string): string {
  const left = workingDaysLeft(calendar, dateOf(now as Instant), due as CalendarDate);
  if (left > 0) return `还有 ${left} 个工作日`;
  return due >= dateOf(now as Instant) ? '今天到期' : `逾期 ${Math.abs(left)} 个工作日`;
}
