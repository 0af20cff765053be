import { addDays, dateOf, type Instant } from '@zhijie/kernel';
import type { RangeFigures } from './figures.ts';
import type { Standing } from './standing.ts';

export const ALERT_KINDS = [
  'unknown-outcome',
  'unreconciled',
  'pool-red',
  'pool-yellow',
  'clearing-overdue',
  'errors',
  'late-data',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What somebody of the nation has to look at; `province` null: the whole network. */
export type Alert = {
  readonly kind: AlertKind;
  readonly level: 'stop' | 'wait';
  readonly province: string | null;
  /** How many, or the usage in 1/10 000, or errors of a hundred thousand. */
  readonly figure: number;
  /** A day, a month or a moment's day since when, or on which. */
  readonly on: string | null;
};

/** More errors of a hundred thousand questions than this are looked at. */
const ERRORS_PER_100000 = 1_000;
/** Working days are not counted here: a difference is looked at after three days of any kind. */
const UNRECONCILED_DAYS = 3;

/** Everything that wants somebody's eyes, the worst first. */
export function alertsOf(standing: Standing, { provinces }: RangeFigures, now: Instant): Alert[] {
  const { unknown, unreconciled, pools, overdue, told } = standing;
  const yesterday = addDays(dateOf(now), -1);
  const alerts: Alert[] = [
    ...unknown.provinces.map(({ province, count, since }): Alert => {
      const on = since === null ? null : dateOf(since);
      return { kind: 'unknown-outcome', level: 'stop', province, figure: count, on };
    }),
    ...pools
      .filter(({ level }) => level !== 'normal')
      .map(({ careProvince, level, basisPoints, redOn }): Alert => {
        const isRed = level === 'red';
        const about = { province: careProvince, figure: basisPoints, on: redOn };
        return { kind: isRed ? 'pool-red' : 'pool-yellow', level: isRed ? 'stop' : 'wait', ...about };
      }),
    ...overdue.map(({ province, count, month }): Alert => {
      const owner = province === 'hub' ? null : province;
      return { kind: 'clearing-overdue', level: 'stop', province: owner, figure: count, on: month };
    }),
    ...provinces
      .filter(({ asks, errors }) => asks > 0 && 100_000 * errors > ERRORS_PER_100000 * asks)
      .map(({ province, asks, errors }): Alert => {
        const figure = Math.round((100_000 * errors) / asks);
        return { kind: 'errors', level: 'wait', province, figure, on: null };
      }),
    ...told
      .filter(({ day }) => day === null || day < yesterday)
      .map(
        ({ province, day }): Alert => ({ kind: 'late-data', level: 'wait', province, figure: 0, on: day }),
      ),
  ];
  if (unreconciled.ageDays !== null && unreconciled.ageDays > UNRECONCILED_DAYS)
    alerts.push({
      kind: 'unreconciled',
      level: 'wait',
      province: null,
      figure: unreconciled.count,
      on: unreconciled.oldestDay,
    });
  return alerts.toSorted((a, b) => Number(a.level === 'wait') - Number(b.level === 'wait'));
}
