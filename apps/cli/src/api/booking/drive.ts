/**
 * Brings a booking to where its bill is: registers the visit, opens the act of the fee, or takes both back.
 * Each step may be repeated, so that whoever comes next goes on where the last one stopped.
 */
import {
  formatYuan,
  lineAmount,
  ok,
  parseQuantity,
  parseUnitPrice,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import {
  type ActView,
  actsOf,
  advanceBooking,
  type Booking,
  type BookingKey,
  bookedPerson,
  counterPlace,
  findBooking,
  type KeptSession,
  noteNoShow,
  openBillAct,
  openBookings,
  type Province,
  readAct,
  remindBooked,
  sessionOf,
  undoAct,
} from '@zhijie/province';
import type { VisitBody } from '../counter/schema.ts';
import { openVisit } from '../counter/visits.ts';
import { calls, type Window } from '../counter/window.ts';

export type CareDeps = Province['care']['deps'];

/** The platform's own window at an institution: nobody sits there. */
export async function bookingWindow(deps: CareDeps, providerId: string): Promise<Result<Window, Refusal>> {
  const roles = [`operator:${providerId}`];
  const id = `booking-${providerId}`;
  const actor = { id, kind: 'hospital', node: deps.node, areas: [], roles, name: '预约平台' } as const;
  const place = await counterPlace(deps, actor, providerId);
  return place.ok ? ok({ actor, place: place.value, deps }) : place;
}

/** What the window sends to register a booking's visit. */
export function visitBodyOf(
  deps: CareDeps,
  booking: Booking,
  session: KeptSession,
  own: Pick<VisitBody, 'at'> & Partial<Pick<VisitBody, 'careType' | 'bed'>>,
): VisitBody {
  const { personId, insuranceType, insuredArea, name, certificateNumber } = bookedPerson(deps, booking);
  const { departmentCode, departmentName, doctorCode, doctorName, diagnosisCode, diagnosisName } = session;
  const careType = session.kind === 'admission' ? 'inpatient' : 'outpatient';
  return {
    requestKey: booking.bookingId,
    ...{ personId, insuranceType, insuredArea, name, certificateNumber },
    credential: 'id-card',
    number: certificateNumber,
    ...{ departmentCode, departmentName, doctorCode, doctorName, diagnosisCode, diagnosisName },
    careType,
    ...own,
  };
}

/** The fee as the one line of its visit. */
export async function sendFee(
  window: Window,
  booking: Pick<Booking, 'bookingId' | 'bookedAt' | 'personId' | 'insuredArea'>,
  session: KeptSession,
  visitId: string,
): Promise<Result<unknown, Refusal>> {
  const price = parseUnitPrice(formatYuan(session.fee));
  const quantity = parseQuantity('1');
  if (!price.ok || !quantity.ok || session.itemCode === null) return ok(null);
  const sent = await calls(window, {
    number: '2204',
    key: booking.bookingId,
    insuredArea: booking.insuredArea,
    input: [
      {
        lineId: '1',
        visitId,
        personId: booking.personId,
        occurredAt: booking.bookedAt,
        itemCode: session.itemCode,
        hospitalItemCode: session.itemCode,
        lineAmount: lineAmount(price.value, quantity.value),
        quantity: quantity.value,
        price: price.value,
        orderingDepartmentCode: session.departmentCode,
        orderingDepartmentName: session.departmentName,
        orderingDoctorCode: session.doctorCode,
        orderingDoctorName: session.doctorName,
        batchNumber: visitId,
        isOutsidePrescription: false,
        hospitalApproval: 'not-needed' as const,
      },
    ],
  });
  return sent.ok ? ok(null) : sent;
}

const reasonOf = ({ code, detail }: Refusal): string =>
  String((detail as { text?: string } | undefined)?.text ?? code).slice(0, 200);

const isUnknown = ({ code }: Refusal): boolean => code === 'outcome-unknown' || code === 'line-broken';

/** The next step of visit, fee and act; null: kept, or not known yet: whoever reads the booking sees. */
async function payFee(
  window: Window,
  booking: Booking,
  session: KeptSession,
): Promise<Result<ActView, Refusal> | null> {
  const { deps, actor } = window;
  const { providerId, bookingId, bookedAt, methods, usesAccount: usesPersonalAccount, visitId } = booking;
  if (visitId === null) {
    const opened = await openVisit(window, visitBodyOf(deps, booking, session, { at: bookedAt }));
    if (!opened.ok) return isUnknown(opened.refusal) ? null : opened;
    const made = (opened.value as { visitId: string }).visitId;
    await advanceBooking(deps, booking, { state: 'waiting', visitId: made });
    return null;
  }
  if (booking.actId === null) {
    const sent = await sendFee(window, booking, session, visitId);
    if (!sent.ok) return isUnknown(sent.refusal) ? null : sent;
  }
  const requestKey = `booking ${bookingId}`;
  const asked = { providerId, requestKey, visitId, usesPersonalAccount, methods: methods ?? [] };
  return openBillAct(deps, actor, asked);
}

/**
 * Step by step while something changes. Whoever finds that somebody else was faster follows what that one
 * did, so that a refusal of the slower never ends a booking.
 */
async function driveWaiting(window: Window, found: Booking, session: KeptSession): Promise<void> {
  const { deps } = window;
  for (let booking = found; booking.state === 'waiting'; ) {
    const act = await payFee(window, booking, session);
    const now = (await findBooking(deps.db, booking))!;
    if (now.version === booking.version) {
      if (act === null || !(await follow(deps, booking, act))) return;
      booking = (await findBooking(deps.db, booking))!;
    } else booking = now;
  }
}

/** What the act says, written to the booking; false when nothing is to be written. */
async function follow(deps: CareDeps, booking: Booking, act: Result<ActView, Refusal>): Promise<boolean> {
  const lapse = (reason: string): Promise<boolean> =>
    advanceBooking(deps, booking, { state: 'ending', endsAs: 'lapsed', reason });
  if (!act.ok) return lapse(reasonOf(act.refusal));
  const { actId, word, undoneFor, text } = act.value;
  if (booking.actId === null) return advanceBooking(deps, booking, { state: 'waiting', actId });
  if (word === 'paid') return advanceBooking(deps, booking, { state: 'registered' }, 'booked');
  return word === 'undone' || word === 'failed' ? lapse(undoneFor ?? text) : false;
}

/** The bill first, then the visit; what a person must do (cash) is never part of it. */
async function driveEnding(window: Window, booking: Booking): Promise<void> {
  const { deps, actor } = window;
  const { providerId, bookingId, visitId, personId, insuredArea } = booking;
  const actId = booking.actId ?? (await latestAct(window, visitId));
  if (actId !== null) {
    const undone = await undoAct(deps, actor, { providerId, actId, reason: 'patient' });
    if (!undone.ok || (undone.value.word !== 'undone' && undone.value.word !== 'failed')) return;
  }
  if (visitId !== null) {
    const input = { visitId, personId, hospitalVisitNumber: bookingId };
    const gone = await calls(window, { number: '2202', key: bookingId, insuredArea, input });
    if (!gone.ok && isUnknown(gone.refusal)) return;
  }
  const news = booking.endsAs === 'lapsed' ? 'lapsed' : null;
  const own = actId === null ? {} : { actId };
  await advanceBooking(deps, booking, { state: booking.endsAs!, ...own }, news);
}

/** An act that was opened just when somebody gave the slot back. */
async function latestAct({ deps, actor, place }: Window, visitId: string | null): Promise<string | null> {
  if (visitId === null) return null;
  const found = await actsOf(deps, actor, { providerId: place.providerId, visitId, before: null });
  return found.ok ? (found.value.acts[0]?.actId ?? null) : null;
}

/** As far as it goes now; nothing when it is over. */
export async function driveBooking(deps: CareDeps, key: BookingKey): Promise<void> {
  const window = await bookingWindow(deps, key.providerId);
  const booking = await findBooking(deps.db, key);
  if (!window.ok || booking === null) return;
  if (booking.state === 'waiting') {
    const session = await sessionOf(deps.db, booking);
    await driveWaiting(window.value, booking, session!);
  }
  const now = (await findBooking(deps.db, key))!;
  if (now.state === 'registered') await followBill(window.value, now);
  const after = (await findBooking(deps.db, key))!;
  if (after.state === 'ending') await driveEnding(window.value, after);
}

/** A cashier may have taken the fee's bill back: then the slot is free again. */
async function followBill({ deps, actor }: Window, booking: Booking): Promise<void> {
  const { providerId, actId } = booking;
  const act = actId === null ? null : await readAct(deps, actor, { providerId, actId });
  if (!act?.ok || (act.value.word !== 'undone' && act.value.word !== 'failed')) return;
  const change = { state: 'ending', endsAs: 'cancelled', reason: 'bill-undone' } as const;
  await advanceBooking(deps, booking, change, 'cancelled');
}

/** Everything of a node that is due: payments, refunds, missed visits, reminders; answers how many. */
export async function tendBookings(deps: CareDeps): Promise<number> {
  const open = await openBookings(deps);
  for (const booking of open) {
    if (booking.state === 'booked' || booking.state === 'registered') await missedOrUndone(deps, booking);
    await driveBooking(deps, booking);
  }
  return open.length + (await remindBooked(deps));
}

async function missedOrUndone(deps: CareDeps, booking: Booking): Promise<void> {
  const session = await sessionOf(deps.db, booking);
  if (session !== null && session.endsAt <= deps.now()) await noteNoShow(deps, booking);
}
