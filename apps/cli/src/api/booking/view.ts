import { formatDateTime, formatYuan, type Instant, maskIdCard } from '@zhijie/kernel';
import {
  type ActView,
  BOOKING_LABELS,
  type Booking,
  bookedPerson,
  type KeptSession,
  type ListedSession,
  readAct,
  sessionOf,
  slotTimeOf,
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
  const all = Array.from({ length: session.slots }, (_, index) => index + 1);
  const free = session.stoppedAt === null ? all.filter((slot) => !taken.includes(slot)) : [];
  return {
    ...shownDoctor(session),
    startsAt: minute(session.startsAt),
    endsAt: minute(session.endsAt),
    slots: session.slots,
    free,
    freeAt: free.map((slot) => minute(slotTimeOf(session, slot).startsAt)),
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

/** A booking with where it is, who pays or paid the fee, what is still to be paid, and where. */
export async function shownBooking(deps: CareDeps, booking: Booking) {
  const session = (await sessionOf(deps.db, booking))!;
  const window = await bookingWindow(deps, booking.providerId);
  const { providerId, actId } = booking;
  const act =
    actId === null || !window.ok ? null : await readAct(deps, window.value.actor, { providerId, actId });
  const view = act?.ok === true ? act.value : null;
  return {
    ...shown(booking, session),
    providerName: window.ok ? window.value.place.name : providerId,
    settlementId: view?.settlementId ?? null,
    reason: booking.reason,
    payment: view === null ? null : paymentOf(booking, view),
    legs: view === null ? [] : legsOf(view),
  };
}

function paymentOf({ state }: Booking, { actId, word, text, left, deadlineAt, legs }: ActView) {
  if (state !== 'waiting' && state !== 'ending') return null;
  return {
    actId,
    word,
    text,
    left: left === null ? null : formatYuan(left),
    deadline: deadlineAt === null ? null : formatDateTime(deadlineAt),
    page: legs.find(({ page }) => page !== null)?.page ?? null,
  };
}

/** Who paid how much, and what became of it; papers, and payers that never were asked, are left out. */
const legsOf = ({ legs }: ActView) =>
  legs
    .filter(({ kind, state, amount, asked }) => {
      if (kind === 'receipt') return false;
      return amount > 0 || asked > 0 || (kind === 'funds' && state === 'voided');
    })
    .map(({ legId, kind, name, state, text, amount, asked }) => ({
      ...{ legId, kind, name, state, text },
      // What the funds paid is forgotten with their settlement; the bill says it.
      amount: amount > 0 || asked > 0 ? formatYuan(amount > 0 ? amount : asked) : null,
    }));

/** A booking as the window reads it: who comes. */
export async function shownArrival(deps: CareDeps, booking: Booking) {
  const { name, certificateNumber, personId } = bookedPerson(deps, booking);
  const session = (await sessionOf(deps.db, booking))!;
  return { ...shown(booking, session), personId, name, certificateNumber: maskIdCard(certificateNumber) };
}
