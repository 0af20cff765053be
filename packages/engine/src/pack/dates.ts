import type { CalendarDate } from '@zhijie/kernel';

/** The three days of a visit; the pack says which of them governs which table, and the policy year. */
export type GoverningDates = {
  readonly admittedOn: CalendarDate;
  readonly dischargedOn: CalendarDate;
  readonly settledOn: CalendarDate;
};
export type AsOf = 'admission' | 'discharge' | 'settlement';

export const DATE_OF = {
  admission: 'admittedOn',
  discharge: 'dischargedOn',
  settlement: 'settledOn',
} as const satisfies Record<AsOf, keyof GoverningDates>;
