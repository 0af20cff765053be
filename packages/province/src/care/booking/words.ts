/** How a booking ends without a visit. */
export const BOOKING_ENDS = ['cancelled', 'lapsed', 'no-show'] as const;
export type BookingEnd = (typeof BOOKING_ENDS)[number];

/**
 * `waiting`: the fee is being paid. `booked`: to be paid at the hospital. `registered`: paid, the visit is
 * there. `ending`: what was paid goes back first.
 */
export const BOOKING_STATES = [
  'waiting',
  'booked',
  'registered',
  'arrived',
  'ending',
  ...BOOKING_ENDS,
] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

/** States that hold a slot and a person's time. */
export const LIVE_STATES = ['waiting', 'booked', 'registered', 'arrived'] as const;

export const BOOKING_LABELS: Readonly<Record<BookingState, string>> = {
  waiting: '号源已留，挂号费还没有付完',
  booked: '已预约，到院再付费',
  registered: '已预约，挂号费已付',
  arrived: '已到院',
  ending: '正在退号退费',
  cancelled: '已退号，已付的钱已退回',
  lapsed: '没有付成，号源已放回，没有扣款',
  'no-show': '没有到院，已付的钱已退回',
};

/** What a person is told about a booking. */
export const BOOKING_NEWS = ['booked', 'reminder', 'cancelled', 'stopped', 'lapsed', 'no-show'] as const;
export type BookingNews = (typeof BOOKING_NEWS)[number];

export const BOOKING_KINDS = ['outpatient', 'admission'] as const;
export type BookingKind = (typeof BOOKING_KINDS)[number];
