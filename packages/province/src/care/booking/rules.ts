import { type Instant, instant, ok, type Result, refuse } from '@zhijie/kernel';
import type { BookingRefusal } from './refusals.ts';
import type { BookingSession } from './store.ts';

const MINUTE_MS = 60_000;

/** When a slot's visit begins and ends: the session in equal parts, whole minutes. Slots count from one. */
export function timeOf(
  { startsAt, endsAt, slots }: Pick<BookingSession, 'startsAt' | 'endsAt' | 'slots'>,
  slot: number,
): { readonly startsAt: Instant; readonly endsAt: Instant } {
  const minutes = (endsAt - startsAt) / MINUTE_MS;
  const at = (parts: number): Instant =>
    instant(startsAt + Math.floor((minutes * parts) / slots) * MINUTE_MS);
  return { startsAt: at(slot - 1), endsAt: at(slot) };
}

/** Refuses `booking-session-times`, `booking-session-fee`; the field names the row that is wrong. */
export function examineSession(
  session: BookingSession,
  row: number,
  now: Instant,
): Result<BookingSession, BookingRefusal> {
  const { startsAt, endsAt, cancelUntil, slots, fee, itemCode, kind } = session;
  const field = (name: string): string => `sessions.${row}.${name}`;
  if (startsAt <= now) return refuse('booking-session-times', { field: field('startsAt') });
  // Each slot has a minute of its own at least: else two slots of one person would not overlap.
  if (endsAt - startsAt < slots * MINUTE_MS)
    return refuse('booking-session-times', { field: field('endsAt') });
  if (cancelUntil > startsAt) return refuse('booking-session-times', { field: field('cancelUntil') });
  const isFeeRight = kind === 'admission' ? fee === 0 : fee === 0 || itemCode !== null;
  return isFeeRight ? ok(session) : refuse('booking-session-fee', { field: field('fee') });
}

/** What the fee may be paid with before the visit: nobody is at a till. */
export const isRemote = ({ kind, payer }: { readonly kind: string; readonly payer: string }): boolean =>
  kind !== 'channel' || payer === 'wallet';

/** Three missed bookings in half a year end booking from afar; the hospital's window books still. */
export const NO_SHOWS_ALLOWED = 2;
export const NO_SHOWS_WITHIN_MS = 180 * 86_400_000;
/** A slot is held for a payment as long as a bill's act waits for one. */
export const HOLD_MS = 30 * MINUTE_MS;
export const REMIND_BEFORE_MS = 24 * 3_600_000;
