export { BOOKING_REFUSAL_TEXTS, type BookingRefusalCode } from './refusals.ts';
export { timeOf as slotTimeOf } from './rules.ts';
export {
  advance as advanceBooking,
  arrivalRefused,
  type Booked,
  type BookingRequest,
  bookedPerson,
  bookSlot,
  cancelBooking,
  noteArrival,
  noteNoShow,
  openBookings,
  publishSessions,
  readBooking,
  remindBooked,
  stopSession,
} from './service.ts';
export {
  type Booking,
  type BookingKey,
  type BookingSession,
  bookingsAt,
  bookingsOf,
  findBooking,
  type KeptSession,
  type ListedSession,
  listSessions,
  sessionOf,
} from './store.ts';
export { BOOKING_KINDS, BOOKING_LABELS, BOOKING_NEWS, type BookingNews } from './words.ts';
