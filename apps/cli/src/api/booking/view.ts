import { formatDateTime, formatYuan, type Instant, maskIdCard } from '@zhijie/kernel';
import {
  BOOKING_LABELS,
  type Booking,
  bookedPerson,
  type KeptSession,
  type ListedSession,
  readAct,
  sessionOf,
} from '@zhijie/province';
import { bookingWindow, type CareDeps } from './drive.ts';

const minute = (at: Instant): string => formatDateTime(at).slice(0, 16);

const shownDoctor = (session: KeptSession) => ({
  sessionId: session.sessionId,
  kind: session.kind,
  departmentCode: session.departmentCode,
  departmentName: session.departmentName,
  doctorName: session.doctorName,
  fee: formatYuan(session.fee),
  cancelUntil: minute(session.cancelUntil),
});

/** A session with the numbers that are free. */
export function shownSession({ taken, ...session }: ListedSession) {
  const free = Array.from({ length: session.slots }, (_, index) => index + 1).filter(
    (slot) => !taken.includes(slot),
  );
  return {
    ...shownDoctor(session),
    startsAt: minute(session.startsAt),
    endsAt: minute(session.endsAt),
    slots: session.slots,
    free: session.stoppedAt === null ? free : [],
    isStopped: session.stoppedAt !== null,
  };
}

const shown = (booking: Booking, session: KeptSession) => ({
  bookingId: booking.bookingId,
  providerId: booking.providerId,
  ...shownDoctor(session),
  slot: booking.slot,
  startsAt: minute(booking.startsAt),
  state: booking.state,
  label: BOOKING_LABELS[booking.state],
  pays: booking.methods === null ? ('at-hospital' as const) : ('now' as const),
  visitId: booking.visitId,
});

/** A booking with what is still to be paid, and where. */
export async function shownBooking(deps: CareDeps, booking: Booking) {
  const session = (await sessionOf(deps.db, booking))!;
  return { ...shown(booking, session), payment: await paymentOf(deps, booking) };
}

async function paymentOf(deps: CareDeps, { providerId, actId, state }: Booking) {
  if (actId === null || (state !== 'waiting' && state !== 'ending')) return null;
  const window = await bookingWindow(deps, providerId);
  if (!window.ok) return null;
  const act = await readAct(deps, window.value.actor, { providerId, actId });
  if (!act.ok) return null;
  const { word, text, left, deadlineAt, legs } = act.value;
  return {
    actId,
    word,
    text,
    left: left === null ? null : formatYuan(left),
    deadline: deadlineAt === null ? null : formatDateTime(deadlineAt),
    page: legs.find(({ page }) => page !== null)?.page ?? null,
  };
}

/** A booking as the window reads it: who comes. */
export async function shownArrival(deps: CareDeps, booking: Booking) {
  const { name, certificateNumber, personId } = bookedPerson(deps, booking);
  const session = (await sessionOf(deps.db, booking))!;
  return { ...shown(booking, session), personId, name, certificateNumber: maskIdCard(certificateNumber) };
}
