/** Booking of slots (PS7): schedules, booking for oneself or as a delegate, giving back, arriving. */
import { decryptField, encryptField, keyedDigest, sm3Hex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import {
  type Actor,
  canonicalJson,
  dateOf,
  type Instant,
  type InsuranceType,
  instant,
  ok,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import type { Method } from '../act/service.ts';
import type { CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { mayActFor } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import type { BookingRefusal } from './refusals.ts';
import {
  examineSession,
  HOLD_MS,
  isRemote,
  NO_SHOWS_ALLOWED,
  NO_SHOWS_WITHIN_MS,
  REMIND_BEFORE_MS,
  timeOf,
} from './rules.ts';
import type { Booking, BookingChange, BookingKey, BookingSession, KeptSession, SessionKey } from './store.ts';
import * as store from './store.ts';
import { type BookingNews, LIVE_STATES } from './words.ts';

type Deps = Pick<CareDeps, 'db' | 'now' | 'fieldKeys' | 'lookupKey'>;
type Answer<T> = Promise<Result<T, BookingRefusal>>;

const isLive = ({ state }: Pick<Booking, 'state'>): boolean => LIVE_STATES.some((live) => live === state);

async function areaOf(db: Executor, providerId: string): Promise<string> {
  return (await findInstitutions(db, { providerId, name: null, kind: null }))[0]?.area ?? '';
}

const tellIn = async (tx: Executor, booking: Booking, news: BookingNews, at: Instant): Promise<void> =>
  store.tell(tx, booking, news, at, await areaOf(tx, booking.providerId));

/**
 * Publishes sessions, all or none; the same again changes nothing. Refuses `not-permitted`,
 * `booking-session-times`, `booking-session-fee`, `booking-session-differs`, each with the row.
 */
export async function publishSessions(
  deps: Deps,
  actor: Actor,
  { providerId, sessions }: { readonly providerId: string; readonly sessions: readonly BookingSession[] },
): Answer<{ readonly published: number; readonly unchanged: number }> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  return deps.db.transaction(async (tx): Answer<{ published: number; unchanged: number }> => {
    const at = deps.now();
    const fresh = new Map<string, BookingSession>();
    for (const [row, session] of sessions.entries()) {
      const examined = await examineIn(tx, session, { row, at, earlier: fresh.get(session.sessionId) });
      if (!examined.ok) return examined;
      if (examined.value === 'new') fresh.set(session.sessionId, session);
    }
    for (const session of fresh.values()) await store.publish(tx, session, { by: actor.id, at });
    return ok({ published: fresh.size, unchanged: sessions.length - fresh.size });
  });
}

async function examineIn(
  tx: Executor,
  session: BookingSession,
  { row, at, earlier }: { row: number; at: Instant; earlier: BookingSession | undefined },
): Answer<'new' | 'known'> {
  const found = await store.sessionOf(tx, session);
  const { stoppedAt: _, ...kept } = found ?? { ...earlier, stoppedAt: null };
  if (found === null && earlier === undefined) {
    const right = examineSession(session, row, at);
    return right.ok ? ok('new') : right;
  }
  const isSame = canonicalJson(kept) === canonicalJson(session);
  return isSame ? ok('known') : refuse('booking-session-differs', { field: `sessions.${row}.sessionId` });
}

/** Ends a session before its time: nobody books it any more, and whoever did gets everything back. */
export async function stopSession(deps: Deps, actor: Actor, key: SessionKey): Answer<{ stopped: number }> {
  if (!mayActFor(actor, key.providerId)) return refuse('not-permitted', { field: 'providerId' });
  const at = deps.now();
  return deps.db.transaction(async (tx): Answer<{ stopped: number }> => {
    if ((await store.holdSession(tx, key)) === null)
      return refuse('booking-session-unknown', { field: 'sessionId' });
    await store.stop(tx, key, { by: actor.id, at });
    const bookings = await store.bookingsOfSession(tx, key);
    for (const found of bookings) {
      const booking = (await store.holdBooking(tx, found))!;
      if (!isLive(booking) || booking.state === 'arrived') continue;
      await endIn(tx, booking, { endsAs: 'cancelled', reason: 'stopped', by: actor.id, at });
    }
    return ok({ stopped: bookings.length });
  });
}

type Ending = Pick<BookingChange, 'by' | 'at'> & {
  readonly endsAs: NonNullable<Booking['endsAs']>;
  readonly reason: string;
};

const NEWS_OF: Readonly<Record<string, BookingNews>> = { stopped: 'stopped' };

/** Ends a booking: at once where nothing was begun, else after what was begun has gone back. */
export async function endIn(tx: Executor, booking: Booking, ending: Ending): Promise<void> {
  const state = booking.methods === null && booking.visitId === null ? ending.endsAs : 'ending';
  if (!(await store.changeBooking(tx, booking, { ...ending, state }))) return;
  await tellIn(tx, booking, NEWS_OF[ending.reason] ?? ending.endsAs, ending.at);
}

/** Whom a slot is booked for, as the insured side knows the person. */
export type Booked = {
  readonly personId: string;
  readonly name: string;
  readonly certificateNumber: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
};
export type BookingRequest = SessionKey & {
  readonly requestKey: string;
  readonly slot: number;
  readonly person: Booked;
  /** Who pays the fee now; null: at the hospital. */
  readonly methods: readonly Method[] | null;
  readonly usesAccount: boolean;
};

/** The person, a delegate for bookings, or the institution with the person before it. */
const mayBook = (actor: Actor, personId: string, providerId: string): boolean =>
  speaksForPerson(actor, personId, 'booking') || mayActFor(actor, providerId);

/** The same request of the same person is the same booking. */
function bookingIdOf({ lookupKey }: Pick<Deps, 'lookupKey'>, personId: string, requestKey: string) {
  return `B${keyedDigest(lookupKey, `booking\n${personId}\n${requestKey}`).slice(0, 20).toUpperCase()}`;
}

/**
 * Holds a slot. The same request again is the same booking. Refusals in the order of the table from
 * `not-permitted` to `booking-slot-taken`.
 */
export async function bookSlot(deps: Deps, actor: Actor, asked: BookingRequest): Answer<Booking> {
  const { providerId, sessionId, slot, person, methods } = asked;
  const { personId } = person;
  if (!mayBook(actor, personId, providerId)) return refuse('not-permitted', { field: 'personId' });
  const bookingId = bookingIdOf(deps, personId, asked.requestKey);
  const digest = sm3Hex(
    canonicalJson({
      providerId,
      sessionId,
      slot,
      usesAccount: asked.usesAccount,
      methods: methods && [...methods],
    }),
  );
  return deps.db.transaction(async (tx): Answer<Booking> => {
    await store.lockPerson(tx, personId);
    const known = await store.findBooking(tx, { providerId, bookingId });
    if (known !== null)
      return known.digest === digest ? ok(known) : refuse('booking-request-differs', { field: 'requestKey' });
    const session = await store.holdSession(tx, asked);
    const at = deps.now();
    const time = session === null ? null : timeOf(session, slot);
    const wrong = refusalOf(session, asked, time?.startsAt ?? at, at);
    if (wrong !== null) return wrong;
    const isFar = !mayActFor(actor, providerId);
    if (isFar && (await store.noShowsOf(tx, personId, at - NO_SHOWS_WITHIN_MS)) > NO_SHOWS_ALLOWED)
      return refuse('booking-no-shows', { field: 'personId' });
    if (await store.isBusy(tx, personId, time!.startsAt, time!.endsAt))
      return refuse('booking-person-busy', { field: 'slot' });
    const booking = bookingOf(deps, { asked, actor, session: session!, bookingId, digest, at });
    if (!(await store.insertBooking(tx, booking))) return refuse('booking-slot-taken', { field: 'slot' });
    const access = { at, actorId: actor.id, providerId, personId };
    await logAccess(tx, { ...access, purpose: 'booking', messageId: bookingId });
    if (booking.state === 'booked') await tellIn(tx, booking, 'booked', at);
    return ok(booking);
  });
}

function refusalOf(
  session: KeptSession | null,
  { slot, methods }: BookingRequest,
  startsAt: Instant,
  at: Instant,
): ReturnType<typeof refuse<BookingRefusal['code']>> | null {
  if (session === null) return refuse('booking-session-unknown', { field: 'sessionId' });
  if (session.stoppedAt !== null) return refuse('booking-session-stopped', { field: 'sessionId' });
  if (slot < 1 || slot > session.slots) return refuse('booking-slot-unknown', { field: 'slot' });
  if (startsAt <= at) return refuse('booking-session-begun', { field: 'slot' });
  if (methods !== null && !methods.every(isRemote)) return refuse('booking-method', { field: 'methods' });
  return null;
}

type Making = {
  readonly asked: BookingRequest;
  readonly actor: Actor;
  readonly session: KeptSession;
  readonly bookingId: string;
  readonly digest: string;
  readonly at: Instant;
};

function bookingOf(deps: Deps, { asked, actor, session, bookingId, digest, at }: Making): Booking {
  const { person, providerId, sessionId, slot } = asked;
  const { personId, insuredArea, insuranceType } = person;
  const key = deps.fieldKeys[0]!;
  // A session without a fee has nothing to pay now.
  const methods = session.fee === 0 ? null : asked.methods;
  return {
    ...{ providerId, bookingId, sessionId, slot, personId, insuredArea, insuranceType, digest },
    nameSealed: encryptField(key, person.name),
    certificateSealed: encryptField(key, person.certificateNumber),
    bookedBy: actor.id,
    bookedAt: at,
    ...timeOf(session, slot),
    methods,
    usesAccount: asked.usesAccount,
    holdUntil: methods === null ? null : instant(at + HOLD_MS),
    state: methods === null ? 'booked' : 'waiting',
    endsAs: null,
    reason: null,
    visitId: null,
    actId: null,
    version: 1,
  };
}

/** Refuses `booking-unknown`, also to a stranger. */
async function bookingFor(
  deps: Deps,
  actor: Actor,
  key: BookingKey,
): Answer<{ booking: Booking; session: KeptSession }> {
  const booking = await store.findBooking(deps.db, key);
  if (booking === null || !mayBook(actor, booking.personId, key.providerId))
    return refuse('booking-unknown', { field: 'bookingId' });
  return ok({ booking, session: (await store.sessionOf(deps.db, booking))! });
}
export const readBooking = bookingFor;

/**
 * Gives a slot back. The person until the session's hour of it, the institution at any time; again without
 * effect. Refuses `booking-unknown`, `booking-over`, `booking-too-late`.
 */
export async function cancelBooking(deps: Deps, actor: Actor, key: BookingKey): Answer<Booking> {
  const found = await bookingFor(deps, actor, key);
  if (!found.ok) return found;
  return deps.db.transaction(async (tx): Answer<Booking> => {
    const booking = (await store.holdBooking(tx, key))!;
    if (booking.endsAs === 'cancelled') return ok(booking);
    if (booking.state === 'arrived' || !isLive(booking))
      return refuse('booking-over', { field: 'bookingId' });
    const at = deps.now();
    const isLate = at > found.value.session.cancelUntil && booking.state !== 'waiting';
    if (isLate && !mayActFor(actor, key.providerId))
      return refuse('booking-too-late', { field: 'bookingId' });
    await endIn(tx, booking, { endsAs: 'cancelled', reason: 'given-back', by: actor.id, at });
    return ok((await store.findBooking(tx, key))!);
  });
}

/** Writes what came of a booking, when nobody was faster; news in the same transaction. */
export function advance(
  deps: Deps,
  booking: Booking,
  change: Omit<BookingChange, 'by' | 'at'>,
  news: BookingNews | null = null,
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const at = deps.now();
    if (!(await store.changeBooking(tx, booking, { ...change, by: 'node', at }))) return false;
    if (news !== null) await tellIn(tx, booking, news, at);
    return true;
  });
}

/**
 * The person came: of a paid booking the visit is there already, else the window has just made it. Refuses
 * `booking-unknown`, `booking-over`, `booking-not-today`.
 */
export async function noteArrival(
  deps: Deps,
  actor: Actor,
  { visitId, ...key }: BookingKey & { readonly visitId: string | null },
): Answer<Booking> {
  const found = await bookingFor(deps, actor, key);
  if (!found.ok) return found;
  if (!mayActFor(actor, key.providerId)) return refuse('booking-unknown', { field: 'bookingId' });
  return deps.db.transaction(async (tx): Answer<Booking> => {
    const booking = (await store.holdBooking(tx, key))!;
    if (booking.state === 'arrived') return ok(booking);
    const refused = arrivalRefused(booking, deps.now());
    if (refused !== null) return refused;
    const change = { state: 'arrived', by: actor.id, at: deps.now() } as const;
    await store.changeBooking(tx, booking, visitId === null ? change : { ...change, visitId });
    return ok((await store.findBooking(tx, key))!);
  });
}

/** Whether somebody may arrive for it now; null when so. */
export function arrivalRefused(booking: Booking, now: Instant) {
  if (booking.state !== 'booked' && booking.state !== 'registered')
    return refuse('booking-over', { field: 'bookingId' });
  const isDay = dateOf(booking.startsAt) === dateOf(now);
  return isDay ? null : refuse('booking-not-today', { field: 'bookingId' });
}

/** Name and number of who is booked, for registering the visit. */
export const bookedPerson = (deps: Pick<Deps, 'fieldKeys'>, booking: Booking): Booked => ({
  personId: booking.personId,
  insuredArea: booking.insuredArea,
  insuranceType: booking.insuranceType,
  name: decryptField(deps.fieldKeys, booking.nameSealed),
  certificateNumber: decryptField(deps.fieldKeys, booking.certificateSealed),
});

/** Who did not come by the end of the session: the slot is missed, what was paid goes back. */
export async function noteNoShow(deps: Deps, found: Booking): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const booking = await store.holdBooking(tx, found);
    if (booking === null || (booking.state !== 'booked' && booking.state !== 'registered')) return;
    await endIn(tx, booking, { endsAs: 'no-show', reason: 'missed', by: 'node', at: deps.now() });
  });
}

const AT_ONCE = 100;

/** Reminds whoever is booked within the next day, each booking once; answers how many. */
export function remindBooked(deps: Deps): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const at = deps.now();
    const due = await store.takeReminders(tx, at, at + REMIND_BEFORE_MS, AT_ONCE);
    for (const booking of due) await tellIn(tx, booking, 'reminder', at);
    return due.length;
  });
}
export const openBookings = (deps: Pick<Deps, 'db' | 'now'>): Promise<Booking[]> =>
  store.openBookings(deps.db, deps.now(), AT_ONCE);
