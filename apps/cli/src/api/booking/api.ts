import {
  dateOf,
  instant,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
  startOfDay,
} from '@zhijie/kernel';
import {
  arrivalRefused,
  type Booking,
  bookingsAt,
  bookingsOf,
  noteArrival,
  publishSessions,
  readBooking,
  stopSession,
} from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import { openVisit } from '../counter/visits.ts';
import { type Window, windowOf } from '../counter/window.ts';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { type AffairsServed, asCaller } from '../person/affairs.ts';
import type { OwnCaller, Provinces } from '../person/caller.ts';
import { ownRoutes } from '../person/routes.ts';
import { book, bookedOf, driven, giveBack, sessionsPage } from './book.ts';
import { type CareDeps, sendFee, tendBookings, visitBodyOf } from './drive.ts';
import { readSchedule, sessionsOf } from './schedule.ts';
import {
  ArrivalBody,
  BookBody,
  DayQuery,
  Nothing,
  OwnQuery,
  PublishBody,
  PublishTextBody,
  SessionsQuery,
  StopBody,
} from './schema.ts';
import { BOOKING_TELLING, OWN_BOOKING_TELLING } from './texts.ts';
import { shownArrival, shownBooking } from './view.ts';

type Answer = Promise<Result<object, Refusal>>;
const COUNTER = '/api/counter/booking';
const PERSON = '/api/person/booking';

const at = async (desk: Desk, work: (window: Window) => Answer): Answer => {
  const window = await windowOf(desk);
  return window.ok ? await work(window.value) : window;
};

const publishAt = async (window: Window, rows: Result<readonly unknown[], Refusal>): Answer => {
  if (!rows.ok) return rows;
  const { deps, actor, place } = window;
  const sessions = sessionsOf(place.providerId, rows.value as Parameters<typeof sessionsOf>[1]);
  if (!sessions.ok) return sessions;
  return publishSessions(deps, actor, { providerId: place.providerId, sessions: sessions.value });
};

/** Schedules, who comes, and arriving, under `/api/counter/booking`, for an institution's own staff. */
export function bookingCounterApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, BOOKING_TELLING);
    post(`${COUNTER}/schedule`, PublishBody, (desk, { sessions }) =>
      at(desk, (window) => publishAt(window, ok(sessions))),
    );
    post(`${COUNTER}/schedule-file`, PublishTextBody, (desk, { csv }) =>
      at(desk, (window) => publishAt(window, readSchedule(csv))),
    );
    get(`${COUNTER}/sessions`, SessionsQuery, (desk, query) =>
      at(desk, ({ deps, place }) => sessionsPage(deps, place.providerId, query)),
    );
    post(`${COUNTER}/stops`, StopBody, (desk, { sessionId }) =>
      at(desk, async ({ deps, actor, place }) => {
        const stopped = await stopSession(deps, actor, { providerId: place.providerId, sessionId });
        if (stopped.ok) await tendBookings(deps);
        return stopped;
      }),
    );
    get(`${COUNTER}/bookings`, DayQuery, (desk, { on }) => at(desk, (window) => dayOf(window, on)));
    post(`${COUNTER}/bookings/:bookingId/arrival`, ArrivalBody, (desk, body, { bookingId = '' }) =>
      at(desk, (window) => arrive(window, bookingId, body)),
    );
    post(`${COUNTER}/bookings/:bookingId/cancellation`, Nothing, (desk, _body, { bookingId = '' }) =>
      at(desk, ({ deps, actor, place }) =>
        giveBack(deps, actor, { providerId: place.providerId, bookingId }),
      ),
    );
    post(`${COUNTER}/tend`, Nothing, (desk) =>
      at(desk, async ({ deps }) => ok({ looked: await tendBookings(deps) })),
    );
  };
}

async function dayOf({ deps, place }: Window, on: string | undefined): Answer {
  const day = on === undefined ? ok(dateOf(deps.now())) : parseCalendarDate(on);
  if (!day.ok) return refuse('date-malformed', { field: 'on' });
  const from = startOfDay(day.value);
  const until = instant(from + 86_400_000);
  const found = await bookingsAt(deps.db, { providerId: place.providerId, from, until });
  return ok({ bookings: await Promise.all(found.map((booking) => shownArrival(deps, booking))) });
}

/** Registers or admits who comes to be paid for here; who paid before has the visit already. */
async function arrive(window: Window, bookingId: string, body: ArrivalBody): Answer {
  const { deps, actor, place } = window;
  const key = { providerId: place.providerId, bookingId };
  const found = await readBooking(deps, actor, key);
  if (!found.ok) return found;
  const { booking, session } = found.value;
  let { visitId } = booking;
  if (booking.state !== 'arrived') {
    const refused = arrivalRefused(booking, deps.now());
    if (refused !== null) return refused;
  }
  if (visitId === null) {
    const opened = await openVisit(window, visitBodyOf(deps, booking, session, body));
    if (!opened.ok) return opened;
    visitId = (opened.value as { visitId: string }).visitId;
    const sent = await sendFee(window, booking, session, visitId);
    if (!sent.ok) return sent;
  }
  const arrived = await noteArrival(deps, actor, { ...key, visitId });
  return arrived.ok ? ok({ booking: await shownArrival(deps, arrived.value) }) : arrived;
}

/** The province of an institution's code: its first two digits. */
function careAt(provinces: Provinces, providerId: string): CareDeps | null {
  return provinces.get(providerId.replace(/^\D+/, '').slice(0, 2))?.care.deps ?? null;
}

/** Booking by persons and their delegates, under `/api/person/booking`. */
export function ownBookingApi(served: AffairsServed): (app: FastifyInstance) => Promise<void> {
  const { provinces } = served;
  return async (app) => {
    const { get, post } = ownRoutes(app, { ...served, servesDelegates: true }, OWN_BOOKING_TELLING);
    const own = (who: PersonKey, work: (caller: OwnCaller) => Answer) => asCaller(provinces, who, work);
    const cared = (who: PersonKey, providerId: string, work: (caller: OwnCaller, deps: CareDeps) => Answer) =>
      own(who, async (caller) => {
        const deps = careAt(provinces, providerId);
        return deps === null
          ? refuse('booking-session-unknown', { field: 'providerId' })
          : work(caller, deps);
      });
    get(`${PERSON}/providers/:providerId/sessions`, SessionsQuery, (who, query, { providerId = '' }) =>
      cared(who, providerId, (_caller, deps) => sessionsPage(deps, providerId, query)),
    );
    post(PERSON, BookBody, (who, body) =>
      cared(who, body.providerId, async ({ services, actor, personId }, deps) => {
        const person = await bookedOf(services, actor, personId);
        return person.ok ? await book(deps, actor, body, person.value) : person;
      }),
    );
    get(PERSON, OwnQuery, (who, { before }) => own(who, (caller) => ownPage(provinces, caller, before)));
    const ONE = `${PERSON}/:providerId/:bookingId`;
    get(ONE, Nothing, (who, _query, { providerId = '', bookingId = '' }) =>
      cared(who, providerId, async ({ actor }, deps) => {
        const found = await readBooking(deps, actor, { providerId, bookingId });
        return found.ok ? await driven(deps, found.value.booking) : found;
      }),
    );
    post(`${ONE}/cancellation`, Nothing, (who, _body, { providerId = '', bookingId = '' }) =>
      cared(who, providerId, ({ actor }, deps) => giveBack(deps, actor, { providerId, bookingId })),
    );
  };
}

const PAGE = 20;

/** The own bookings at every node of this program, latest visit first. */
async function ownPage(provinces: Provinces, { actor, personId }: OwnCaller, cursor?: string): Answer {
  if (actor.actsFor !== undefined && !actor.actsFor.scopes.includes('booking'))
    return refuse('not-permitted', { field: 'session' });
  const [when = Number.MAX_SAFE_INTEGER, bookingId = ''] = cursor?.split('~') ?? [];
  const before = { at: Number(when), bookingId };
  const found: { readonly deps: CareDeps; readonly booking: Booking }[] = [];
  for (const { care } of provinces.values()) {
    const rows = await bookingsOf(care.deps.db, { personId, before, limit: PAGE });
    found.push(...rows.map((booking) => ({ deps: care.deps, booking })));
  }
  const page = found
    .toSorted(
      (a, b) =>
        b.booking.startsAt - a.booking.startsAt || (a.booking.bookingId < b.booking.bookingId ? 1 : -1),
    )
    .slice(0, PAGE);
  const last = page.length < PAGE ? undefined : page.at(-1)?.booking;
  return ok({
    bookings: await Promise.all(page.map(({ deps, booking }) => shownBooking(deps, booking))),
    next: last === undefined ? null : `${last.startsAt}~${last.bookingId}`,
  });
}

const TEND_EVERY_MS = 5000;

/** Brings what is due further while this program serves; one round after the other. */
export function tendEvery(app: FastifyInstance, provinces: Provinces): void {
  let running: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  const round = async (): Promise<void> => {
    for (const { care } of provinces.values()) await tendBookings(care.deps);
  };
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = round()
      .catch((error: unknown) => app.log.error({ err: error }, 'Bookings were not tended'))
      .finally(() => {
        isRunning = false;
      });
  }, TEND_EVERY_MS);
  timer.unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await running;
  });
}
