import { type Executor, enqueue, orderedBy, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { outboxPayload, routeOf } from '@zhijie/exchange';
import { type Fen, type Instant, type InsuranceType, monthOf } from '@zhijie/kernel';
import type { Method } from '../act/service.ts';
import type { BookingEnd, BookingKind, BookingNews, BookingState } from './words.ts';

export type SessionKey = { readonly providerId: string; readonly sessionId: string };

/** One session that can be booked, as its institution publishes it. */
export type BookingSession = SessionKey & {
  readonly kind: BookingKind;
  readonly departmentCode: string;
  readonly departmentName: string;
  readonly doctorCode: string;
  readonly doctorName: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly slots: number;
  readonly fee: Fen;
  readonly itemCode: string | null;
  readonly diagnosisCode: string;
  readonly diagnosisName: string;
  /** Until when a person may give the slot back. */
  readonly cancelUntil: Instant;
};
export type KeptSession = BookingSession & { readonly stoppedAt: Instant | null };

export type BookingKey = { readonly providerId: string; readonly bookingId: string };
export type Booking = BookingKey & {
  readonly sessionId: string;
  readonly slot: number;
  readonly personId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly nameSealed: string;
  readonly certificateSealed: string;
  readonly digest: string;
  readonly bookedBy: string;
  readonly bookedAt: Instant;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly methods: readonly Method[] | null;
  readonly usesAccount: boolean;
  readonly holdUntil: Instant | null;
  readonly state: BookingState;
  readonly endsAs: BookingEnd | null;
  readonly reason: string | null;
  readonly visitId: string | null;
  readonly actId: string | null;
  readonly version: number;
};

const SESSION_COLUMNS = `s.provider_id AS "providerId", s.session_id AS "sessionId", s.kind,
  s.department_code AS "departmentCode", s.department_name AS "departmentName",
  s.doctor_code AS "doctorCode", s.doctor_name AS "doctorName", s.starts_at AS "startsAt",
  s.ends_at AS "endsAt", s.slots, s.fee, s.item_code AS "itemCode", s.diagnosis_code AS "diagnosisCode",
  s.diagnosis_name AS "diagnosisName", s.cancel_until AS "cancelUntil", s.stopped_at AS "stoppedAt"`;
const PUBLISH = statement(
  'care-booking-publish',
  `INSERT INTO care.booking_session (provider_id, session_id, kind, department_code, department_name,
     doctor_code, doctor_name, starts_at, ends_at, slots, fee, item_code, diagnosis_code, diagnosis_name,
     cancel_until, published_by, published_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
   ON CONFLICT DO NOTHING RETURNING session_id`,
);
const SESSION = statement(
  'care-booking-session',
  `SELECT ${SESSION_COLUMNS} FROM care.booking_session s WHERE provider_id = $1 AND session_id = $2`,
);
// A stop and a booking of the same session go one after the other.
const HOLD_SESSION = statement(
  'care-booking-session-hold',
  `SELECT ${SESSION_COLUMNS} FROM care.booking_session s WHERE provider_id = $1 AND session_id = $2
   FOR NO KEY UPDATE`,
);
const STOP = statement(
  'care-booking-stop',
  `UPDATE care.booking_session SET stopped_at = $3, stopped_by = $4
   WHERE provider_id = $1 AND session_id = $2 AND stopped_at IS NULL`,
);
const SESSIONS = statement(
  'care-booking-sessions',
  `SELECT ${SESSION_COLUMNS},
     coalesce((SELECT array_agg(b.slot ORDER BY b.slot) FROM care.booking b
      WHERE b.provider_id = s.provider_id AND b.session_id = s.session_id
        AND b.state IN ('waiting', 'booked', 'registered', 'arrived')), '{}') AS taken
   FROM care.booking_session s
   WHERE s.provider_id = $1 AND ($2::text IS NULL OR s.department_code = $2)
     AND (s.starts_at, s.session_id) > ($3, $4) AND s.starts_at < $5
   ORDER BY s.starts_at, s.session_id LIMIT $6`,
);

const BOOKING_COLUMNS = `b.provider_id AS "providerId", b.booking_id AS "bookingId",
  b.session_id AS "sessionId", b.slot, b.person_id AS "personId", b.insured_area AS "insuredArea",
  b.insurance_type AS "insuranceType", b.name_sealed AS "nameSealed",
  b.certificate_sealed AS "certificateSealed", b.digest, b.booked_by AS "bookedBy",
  b.booked_at AS "bookedAt", b.starts_at AS "startsAt", b.ends_at AS "endsAt", b.methods,
  b.uses_account AS "usesAccount", b.hold_until AS "holdUntil", b.state, b.ends_as AS "endsAs",
  b.reason, b.visit_id AS "visitId",
  b.act_id AS "actId", b.version`;
const FIND = statement(
  'care-booking-find',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b WHERE provider_id = $1 AND booking_id = $2`,
);
const HOLD = statement(
  'care-booking-hold',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b WHERE provider_id = $1 AND booking_id = $2 FOR UPDATE`,
);
const INSERT = statement(
  'care-booking-insert',
  `INSERT INTO care.booking (provider_id, booking_id, session_id, slot, person_id, insured_area,
     insurance_type, name_sealed, certificate_sealed, digest, booked_by, booked_at, starts_at, ends_at,
     methods, uses_account, hold_until, state, changed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $12)
   ON CONFLICT DO NOTHING RETURNING booking_id`,
);
const LOCK_PERSON = statement(
  'care-booking-lock-person',
  `SELECT pg_advisory_xact_lock(hashtextextended('care.booking/' || $1, 0))`,
);
const LIVE = `state IN ('waiting', 'booked', 'registered', 'arrived')`;
const BUSY = statement(
  'care-booking-busy',
  `SELECT booking_id FROM care.booking WHERE person_id = $1 AND ${LIVE} AND starts_at < $3 AND ends_at > $2
   LIMIT 1`,
);
const NO_SHOWS = statement(
  'care-booking-no-shows',
  `SELECT count(*)::int AS count FROM care.booking WHERE person_id = $1
     AND (state = 'no-show' OR ends_as = 'no-show') AND starts_at > $2`,
);
const CHANGE = statement(
  'care-booking-change',
  `UPDATE care.booking SET state = $4, ends_as = coalesce($5, ends_as), reason = coalesce($6, reason),
     visit_id = coalesce($7, visit_id), act_id = coalesce($8, act_id), changed_at = $9, version = version + 1
   WHERE provider_id = $1 AND booking_id = $2 AND version = $3 RETURNING version`,
);
const STEP = statement(
  'care-booking-step',
  `INSERT INTO care.booking_step (provider_id, booking_id, version, state, reason, by, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const OF_PERSON = statement(
  'care-booking-of-person',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b WHERE person_id = $1
     AND (b.starts_at, b.booking_id) < ($2, $3) ORDER BY b.starts_at DESC, b.booking_id DESC LIMIT $4`,
);
const OF_PROVIDER = statement(
  'care-booking-of-provider',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b WHERE provider_id = $1
     AND b.starts_at >= $2 AND b.starts_at < $3 ORDER BY b.starts_at, b.booking_id LIMIT 500`,
);
const OF_SESSION = statement(
  'care-booking-of-session',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b WHERE provider_id = $1 AND session_id = $2
     AND b.state IN ('waiting', 'booked', 'registered') ORDER BY b.slot`,
);
const OPEN = statement(
  'care-booking-open',
  `SELECT ${BOOKING_COLUMNS} FROM care.booking b
   JOIN care.booking_session s USING (provider_id, session_id)
   LEFT JOIN care.act a ON a.provider_id = b.provider_id AND a.act_id = b.act_id
   WHERE b.state IN ('waiting', 'ending') OR b.state IN ('booked', 'registered') AND s.ends_at <= $1
     OR b.state = 'registered' AND a.word IN ('undone', 'failed')
   ORDER BY b.starts_at LIMIT $2`,
);
const REMIND = statement(
  'care-booking-remind',
  `UPDATE care.booking b SET reminded_at = $1
   WHERE (provider_id, booking_id) IN (SELECT provider_id, booking_id FROM care.booking
     WHERE state IN ('booked', 'registered') AND reminded_at IS NULL AND starts_at > $1 AND starts_at <= $2
     ORDER BY starts_at, booking_id, provider_id LIMIT $3 FOR UPDATE SKIP LOCKED)
   RETURNING ${BOOKING_COLUMNS}`,
);

export async function publish(
  tx: Executor,
  session: BookingSession,
  own: { by: string; at: Instant },
): Promise<boolean> {
  const { providerId, sessionId, kind, departmentCode, departmentName, doctorCode, doctorName } = session;
  const { startsAt, endsAt, slots, fee, itemCode, diagnosisCode, diagnosisName, cancelUntil } = session;
  const who = [providerId, sessionId, kind, departmentCode, departmentName, doctorCode, doctorName];
  const what = [startsAt, endsAt, slots, fee, itemCode, diagnosisCode, diagnosisName, cancelUntil];
  return (await tx.query(PUBLISH, [...who, ...what, own.by, own.at])).length === 1;
}

export async function sessionOf(db: Executor, key: SessionKey): Promise<KeptSession | null> {
  return (await db.query<KeptSession>(SESSION, [key.providerId, key.sessionId]))[0] ?? null;
}
export async function holdSession(tx: Executor, key: SessionKey): Promise<KeptSession | null> {
  return (await tx.query<KeptSession>(HOLD_SESSION, [key.providerId, key.sessionId]))[0] ?? null;
}
export const stop = (tx: Executor, key: SessionKey, own: { by: string; at: Instant }): Promise<unknown> =>
  tx.query(STOP, [key.providerId, key.sessionId, own.at, own.by]);

export type SessionPage = {
  readonly providerId: string;
  readonly departmentCode: string | null;
  readonly after: { readonly at: number; readonly sessionId: string };
  readonly until: number;
  readonly limit: number;
};
export type ListedSession = KeptSession & { readonly taken: readonly number[] };
export const listSessions = (db: Executor, page: SessionPage): Promise<ListedSession[]> => {
  const { providerId, departmentCode, after, until, limit } = page;
  return db.query<ListedSession>(SESSIONS, [
    providerId,
    departmentCode,
    after.at,
    after.sessionId,
    until,
    limit,
  ]);
};

export async function findBooking(db: Executor, key: BookingKey): Promise<Booking | null> {
  return (await db.query<Booking>(FIND, [key.providerId, key.bookingId]))[0] ?? null;
}
export async function holdBooking(tx: Executor, key: BookingKey): Promise<Booking | null> {
  return (await tx.query<Booking>(HOLD, [key.providerId, key.bookingId]))[0] ?? null;
}
export const lockPerson = (tx: Executor, personId: string): Promise<unknown> =>
  tx.query(LOCK_PERSON, [personId]);

export async function isBusy(
  tx: Executor,
  personId: string,
  from: Instant,
  until: Instant,
): Promise<boolean> {
  return (await tx.query(BUSY, [personId, from, until])).length > 0;
}
export async function noShowsOf(tx: Executor, personId: string, since: number): Promise<number> {
  return (await tx.query<{ count: number }>(NO_SHOWS, [personId, since]))[0]!.count;
}

/** False when the slot, or this very booking, is there already. */
export async function insertBooking(tx: Executor, booking: Booking): Promise<boolean> {
  const b = booking;
  const who = [b.providerId, b.bookingId, b.sessionId, b.slot, b.personId, b.insuredArea, b.insuranceType];
  const sealed = [b.nameSealed, b.certificateSealed, b.digest, b.bookedBy, b.bookedAt, b.startsAt, b.endsAt];
  const methods = b.methods === null ? null : JSON.stringify(b.methods);
  const made = await tx.query(INSERT, [...who, ...sealed, methods, b.usesAccount, b.holdUntil, b.state]);
  if (made.length === 0) return false;
  await keepStep(tx, b, { version: 1, state: b.state, reason: null, by: b.bookedBy, at: b.bookedAt });
  return true;
}

type Step = {
  readonly version: number;
  readonly state: BookingState;
  readonly reason: string | null;
  readonly by: string;
  readonly at: Instant;
};
async function keepStep(tx: Executor, { providerId, bookingId }: BookingKey, step: Step): Promise<void> {
  const { version, state, reason, by, at } = step;
  await tx.query(STEP, [providerId, bookingId, version, state, reason, by, at]);
  const digest = digestOf({ providerId, bookingId, ...step });
  await appendToJournal(tx, { kind: 'care.booking', subject: `${bookingId}/${version}`, digest });
}

export type BookingChange = Partial<Pick<Booking, 'endsAs' | 'reason' | 'visitId' | 'actId'>> & {
  readonly state: BookingState;
  readonly by: string;
  readonly at: Instant;
};

/** The next step of a booking; false when somebody else was faster. */
export async function changeBooking(tx: Executor, booking: Booking, change: BookingChange): Promise<boolean> {
  const { state, endsAs = null, reason = null, visitId = null, actId = null, by, at } = change;
  const key = [booking.providerId, booking.bookingId, booking.version];
  const changed = await tx.query<{ version: number }>(CHANGE, [
    ...key,
    state,
    endsAs,
    reason,
    visitId,
    actId,
    at,
  ]);
  if (changed.length === 0) return false;
  await keepStep(tx, booking, { version: changed[0]!.version, state, reason, by, at });
  return true;
}

export const bookingsOf = (
  db: Executor,
  of: {
    readonly personId: string;
    readonly before: { readonly at: number; readonly bookingId: string };
    limit: number;
  },
): Promise<Booking[]> =>
  db.query<Booking>(OF_PERSON, [of.personId, of.before.at, of.before.bookingId, of.limit]);
export const bookingsAt = (
  db: Executor,
  of: { readonly providerId: string; readonly from: Instant; readonly until: Instant },
): Promise<Booking[]> => db.query<Booking>(OF_PROVIDER, [of.providerId, of.from, of.until]);
export const bookingsOfSession = (db: Executor, key: SessionKey): Promise<Booking[]> =>
  db.query<Booking>(OF_SESSION, [key.providerId, key.sessionId]);
export const openBookings = (db: Executor, now: Instant, limit: number): Promise<Booking[]> =>
  db.query<Booking>(OPEN, [now, limit]);
export const takeReminders = (tx: Executor, now: Instant, until: number, limit: number): Promise<Booking[]> =>
  orderedBy(tx.query<Booking>(REMIND, [now, until, limit]), ({ bookingId }) => bookingId);

/** News of a booking to the place where the person is insured; it is told there, once. */
export async function tell(
  tx: Executor,
  booking: Pick<Booking, 'providerId' | 'bookingId' | 'personId' | 'insuredArea' | 'startsAt'>,
  news: BookingNews,
  at: Instant,
  careArea: string,
): Promise<void> {
  const { providerId, bookingId, personId, insuredArea, startsAt } = booking;
  const message = 'booking.tell@1';
  const route = routeOf({ careArea, insuredArea, providerId, personId, month: monthOf(at) });
  const payload = outboxPayload(message, route, { personId, bookingId, news, startsAt });
  const destination = insuredArea.slice(0, 2);
  await enqueue(tx, { id: `${message}/${bookingId}/${news}`, destination, message, payload, at });
}
