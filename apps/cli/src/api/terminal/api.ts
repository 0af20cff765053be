/**
 * Terminals in villages and halls under `/api/counter/terminal`: staff act for a person whose identity two of
 * them verified; what was done while the line was down is handed in later, each entry once.
 */
import { keyedDigest, sm3Hex } from '@zhijie/crypto';
import { type Actor, canonicalJson, instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import {
  type EntryResult,
  openTerminalSession,
  readBooking,
  type TerminalSession,
  takeEntry,
  takenEntry,
  terminalSession,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import { book, bookedOf, giveBack } from '../booking/book.ts';
import { BOOKING_TELLING } from '../booking/texts.ts';
import { type Window, windowOf } from '../counter/window.ts';
import { type Desk, type DeskApi, deskRoutes, type Telling, tellingOf } from '../desk.ts';
import type { Services } from '../person/caller.ts';
import { BatchBody, type Entry, SessionBody } from './schema.ts';

export const TERMINAL = '/api/counter/terminal';
/** A session lasts as long as a person stands at the terminal. */
const SESSION_MS = 15 * 60_000;
/** What was queued is handed in within a day; later it is the person's to do again. */
const HAND_IN_MS = 24 * 3_600_000;

type Answer<T = object> = Promise<Result<T, Refusal>>;
type Place = { readonly window: Window; readonly services: Services };

const TEXTS: Readonly<Record<string, readonly [field: string, text: string, fix: string]>> = {
  'terminal-not-verified': [
    'verification',
    '没有两名工作人员在一天内对此人的身份核验',
    '请先核验身份，再开始代办',
  ],
  'terminal-session-unknown': ['terminalSession', '没有这个代办会话，或不属于这台终端', '请重新核验身份'],
  'terminal-session-over': ['entries.at', '不在代办会话的时间内办理，或交得太晚', '请参保人到场重新办理'],
  'terminal-entry-differs': ['entries.key', '同一条目编号此前用于不同的内容', '请换一个条目编号'],
  'terminal-entry-field': ['entries', '条目缺少内容', 'book 须写班次和号，cancel 须写预约编号'],
  'person-unknown': ['certificateNumber', '本省没有这个参保人', '请核对身份证号'],
};
const TELLING: Telling = {
  telling: (refusal) => {
    const own = TEXTS[refusal.code];
    if (own === undefined) return BOOKING_TELLING.telling(refusal);
    const [field, text, fix] = own;
    return { code: refusal.code, field: refusal.field ?? field, text: `${text}。`, fix };
  },
  statusOf: (code) =>
    code in TEXTS ? (code.endsWith('-unknown') ? 404 : 422) : BOOKING_TELLING.statusOf(code),
};

const at = async (desk: Desk, work: (place: Place) => Answer): Answer => {
  const window = await windowOf(desk);
  if (!window.ok) return window;
  return work({ window: window.value, services: desk.province!.insured.services });
};

const systemOf = ({ id, node }: Actor): Actor => ({ id, kind: 'system', node, areas: [], roles: [] });

export function terminalApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { post } = deskRoutes(app, served, TELLING);
    post(`${TERMINAL}/sessions`, SessionBody, (desk, body) => at(desk, (place) => openSession(place, body)));
    post(`${TERMINAL}/batches`, BatchBody, (desk, body) => at(desk, (place) => takeBatch(place, body)));
  };
}

/** Refuses `person-unknown`, `terminal-not-verified`; the same request again is the same session. */
async function openSession({ window, services }: Place, body: SessionBody): Answer {
  const { deps, actor, place } = window;
  const system = systemOf(actor);
  const person = await services.findPerson(system, body.certificateNumber);
  if (!person.ok) return person;
  const { personId } = person.value;
  const { terminalId, verification } = body;
  if (!(await services.identityVerified(system, { actId: verification, personId })))
    return refuse('terminal-not-verified', { field: 'verification' });
  const booked = await bookedOf(services, system, personId);
  if (!booked.ok) return booked;
  const { providerId } = place;
  const words = ['terminal', providerId, terminalId, personId, body.requestKey].join('\n');
  const sessionId = `T${keyedDigest(deps.lookupKey, words).slice(0, 24)}`;
  const now = deps.now();
  const { insuredArea } = booked.value;
  const opened = { openedBy: actor.id, openedAt: now, endsAt: instant(now + SESSION_MS) };
  const session = await deps.db.transaction((tx) =>
    openTerminalSession(tx, {
      ...{ providerId, terminalId, sessionId, personId, insuredArea, verification },
      ...opened,
    }),
  );
  return ok({ terminalSession: session.sessionId, endsAt: session.endsAt });
}

/** Entries in their order, each once; an entry that is refused does not stop those behind it. */
async function takeBatch(
  here: Place,
  { terminalId, terminalSession: sessionId, entries }: BatchBody,
): Answer {
  const { deps, place } = here.window;
  const session = await terminalSession(deps.db, { providerId: place.providerId, sessionId });
  if (session === null || session.terminalId !== terminalId) return refuse('terminal-session-unknown');
  const results: EntryResult[] = [];
  for (const entry of entries) results.push(await takeOne(here, session, entry));
  return ok({ results });
}

async function takeOne(here: Place, session: TerminalSession, entry: Entry): Promise<EntryResult> {
  const { deps, actor } = here.window;
  const { providerId, terminalId, sessionId } = session;
  const digest = sm3Hex(canonicalJson({ sessionId, ...entry }));
  const { key } = entry;
  const known = await takenEntry(deps.db, { providerId, terminalId, key });
  if (known !== null)
    return known.digest === digest ? known.result : resultOf(key, refuse('terminal-entry-differs'));
  const done = await doEntry(here, session, entry);
  const result = resultOf(key, done);
  const taking = { providerId, terminalId, sessionId, digest, result, by: actor.id, at: deps.now() };
  await deps.db.transaction((tx) => takeEntry(tx, taking));
  return result;
}

type Done = Result<object, Refusal>;

async function doEntry({ window, services }: Place, session: TerminalSession, entry: Entry): Promise<Done> {
  const { deps, actor, place } = window;
  const { openedAt, endsAt, personId, terminalId } = session;
  const now = deps.now();
  const isWithin = entry.at >= openedAt && entry.at < endsAt && entry.at <= now && now < endsAt + HAND_IN_MS;
  if (!isWithin) return refuse('terminal-session-over');
  const { providerId } = place;
  if (entry.kind === 'cancel') {
    if (entry.bookingId === undefined) return refuse('terminal-entry-field');
    const bookingKey = { providerId, bookingId: entry.bookingId };
    const found = await readBooking(deps, actor, bookingKey);
    if (!found.ok) return found;
    // The session is for one person; another's booking is not there.
    if (found.value.booking.personId !== personId) return refuse('booking-unknown');
    return giveBack(deps, actor, bookingKey);
  }
  const { sessionId, slot } = entry;
  if (sessionId === undefined || slot === undefined) return refuse('terminal-entry-field');
  const person = await bookedOf(services, systemOf(actor), personId);
  if (!person.ok) return person;
  const requestKey = `${terminalId}/${entry.key}`.slice(0, 50);
  return book(deps, actor, { requestKey, providerId, sessionId, slot, pays: 'at-hospital' }, person.value);
}

function resultOf(key: string, done: Done): EntryResult {
  if (!done.ok) {
    const { code, text, fix } = tellingOf(TELLING, done.refusal);
    return { key, outcome: 'refused', bookingId: null, code, text, fix };
  }
  const { bookingId, label } = (done.value as { booking: { bookingId: string; label: string } }).booking;
  return { key, outcome: 'done', bookingId, code: null, text: label, fix: '' };
}
