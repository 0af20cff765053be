import {
  type Actor,
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
  type Booked,
  type Booking,
  type BookingKey,
  bookSlot,
  cancelBooking,
  findBooking,
  listSessions,
  type Method,
} from '@zhijie/province';
import type { Services } from '../person/caller.ts';
import { type CareDeps, driveBooking } from './drive.ts';
import type { BookBody, SessionsQuery } from './schema.ts';
import { shownBooking, shownSession } from './view.ts';

type Answer = Promise<Result<object, Refusal>>;

/** Who is booked, as the insured side knows the person. Refuses `booking-not-insured` and its own. */
export async function bookedOf(
  services: Services,
  actor: Actor,
  personId: string,
): Promise<Result<Booked, Refusal>> {
  const found = await services.personSummary(actor, personId);
  if (!found.ok) return found;
  const { person, coverages } = found.value;
  const coverage = coverages.find(({ status }) => status === 'in-force');
  if (coverage === undefined) return refuse('booking-not-insured', { field: 'personId' });
  const { insuredArea, insuranceType } = coverage;
  return ok({
    personId,
    name: person.name,
    certificateNumber: person.certificateNumber,
    insuredArea,
    insuranceType,
  });
}

const WALLET: readonly Method[] = [{ kind: 'channel', payer: 'wallet' }];
type Wanted = Pick<
  BookBody,
  'requestKey' | 'providerId' | 'sessionId' | 'slot' | 'pays' | 'methods' | 'usesPersonalAccount'
>;

/** Books, and brings the payment as far as it goes. */
export async function book(deps: CareDeps, actor: Actor, wanted: Wanted, person: Booked): Answer {
  const { pays, methods, usesPersonalAccount: usesAccount = true, ...slot } = wanted;
  const asked = { ...slot, person, usesAccount, methods: pays === 'now' ? (methods ?? WALLET) : null };
  const booked = await bookSlot(deps, actor, asked);
  if (!booked.ok) return booked;
  return await driven(deps, booked.value);
}

export async function giveBack(deps: CareDeps, actor: Actor, key: BookingKey): Answer {
  const given = await cancelBooking(deps, actor, key);
  return given.ok ? await driven(deps, given.value) : given;
}

/** A booking after it was brought as far as it goes. */
export async function driven(deps: CareDeps, key: Booking): Answer {
  await driveBooking(deps, key);
  const now = (await findBooking(deps.db, key))!;
  return ok({ booking: await shownBooking(deps, now) });
}

const PAGE = 50;
const DAY_MS = 86_400_000;

/** Sessions that begin within the days asked for, earliest first. */
export async function sessionsPage(deps: CareDeps, providerId: string, query: SessionsQuery): Answer {
  const { departmentCode = null, from, days = '14', after } = query;
  const [at, sessionId = ''] = after?.split('~') ?? [];
  const now = deps.now();
  const day = from === undefined ? ok(dateOf(now)) : parseCalendarDate(from);
  if (!day.ok) return refuse('date-malformed', { field: 'from' });
  const begin = instant(Math.max(now, startOfDay(day.value)));
  const start = { at: at === undefined ? begin : Number(at), sessionId };
  const until = instant(begin + Number(days) * DAY_MS);
  const page = { providerId, departmentCode, after: start, until, limit: PAGE };
  const found = await listSessions(deps.db, page);
  const last = found.length < PAGE ? undefined : found.at(-1);
  const next = last === undefined ? null : `${last.startsAt}~${last.sessionId}`;
  return ok({ sessions: found.map(shownSession), next });
}
