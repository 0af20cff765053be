import {
  addDays,
  assert,
  type CalendarDate,
  daysBetween,
  monthOf,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { dayOfMonth, lastDayOf } from '../calendar/months.ts';
import { type AlertLevel, type Observation, RED_PERCENT, usageOf } from './usage.ts';

export type Forecast = {
  /** The first day whose end finds the usage red; null when this month will not get there. */
  readonly redOn: CalendarDate | null;
  /** What the month will have used on its last day at the same pace, rounded down. */
  readonly atMonthEnd: TotalFen;
  readonly levelAtMonthEnd: AlertLevel;
};

/**
 * When the month's usage turns red if it goes on at the average daily pace of the month so far, by integer
 * arithmetic: the smallest day d with used × d ÷ days so far ≥ 90 % of the prepayment. `seen` is the usage at
 * the end of its day. Usage begins again every month, so a later date than the month's last is none.
 */
export function forecastRed(seen: Observation, prepayment: TotalFen): Forecast {
  assert(prepayment >= 0, 'A prepayment is not negative');
  const month = monthOf(seen.on);
  const first = dayOfMonth(month, 1);
  const last = lastDayOf(month);
  const daysSoFar = daysBetween(first, seen.on) + 1;
  const daysInAll = daysBetween(first, last) + 1;
  const used = BigInt(seen.used);
  const atMonthEnd = totalFen(Number((used * BigInt(daysInAll)) / BigInt(daysSoFar)));
  const levelAtMonthEnd = usageOf(atMonthEnd, prepayment).level;
  if (usageOf(seen.used, prepayment).level === 'red') return { redOn: seen.on, atMonthEnd, levelAtMonthEnd };
  if (seen.used <= 0) return { redOn: null, atMonthEnd, levelAtMonthEnd };
  const day = ceilDivide(RED_PERCENT * BigInt(prepayment) * BigInt(daysSoFar), 100n * used);
  const redOn = day > BigInt(daysInAll) ? null : addDays(first, Number(day) - 1);
  return { redOn, atMonthEnd, levelAtMonthEnd };
}

const ceilDivide = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
