/** News of a booking, from the hospital's place to the insured side of the person who is told. */
import Type from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });

export const BOOKING_MESSAGES = {
  'booking.tell@1': {
    name: 'booking.tell@1',
    request: Type.Object({
      personId: Id,
      bookingId: Id,
      news: Type.Enum(['booked', 'reminder', 'cancelled', 'stopped', 'lapsed', 'no-show']),
      /** When the visit would begin, ms. */
      startsAt: Type.Integer({ minimum: 0 }),
    }),
    answer: Type.Object({ messageId: Id }),
  },
} as const;
