import type { Party, ReconciliationAct, RowVerdict, Seen } from '@zhijie/clearing';
import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf, type RowReference } from '@zhijie/evidence';
import type { CalendarDate, Instant } from '@zhijie/kernel';
import type { ComparedPair } from './compare.ts';
import type { Between } from './parties.ts';

export type StoredException = Between & {
  readonly exceptionId: string;
  readonly day: CalendarDate;
  readonly itemId: string;
  readonly settlementId: string;
  readonly kind: 'settlement' | 'reversal';
  readonly verdict: RowVerdict;
  readonly owner: Party;
  /** Its claim as far as anybody has it, fen. */
  readonly amount: number;
  readonly reference: RowReference;
  readonly seen: Seen;
  /** `reversed`: taken back on an order; who lacks the settlement lacks its reversal too. */
  readonly closed: 'matched' | 'netted' | 'reversed' | 'explained' | null;
  readonly ordered: 'repair' | 'reverse' | null;
  readonly foundAt: Instant;
  readonly version: number;
};

export type EventKind = ReconciliationAct | 'found' | 'changed' | 'closed' | 'reopened' | 'carried-out';

/** What happened to an exception; the hub is the actor of what it finds by itself. */
export type StoredEvent = {
  readonly exceptionId: string;
  readonly version: number;
  readonly kind: EventKind;
  readonly at: Instant;
  readonly actorId: string;
  readonly reason: string;
  readonly found: string;
  readonly requestKey: string | null;
};

export type PairState = 'agreed' | 'differs' | 'waiting';
export type StoredPair = ComparedPair & { readonly state: PairState; readonly checkedAt: Instant };

export type StoredDay = {
  readonly day: CalendarDate;
  readonly province: string;
  readonly waitingFor: readonly string[];
  readonly exceptions: number;
  readonly checkedAt: Instant;
  readonly doneAt: Instant | null;
};

export type StoredSheet = {
  readonly day: CalendarDate;
  readonly province: string;
  readonly version: number;
  readonly content: Uint8Array;
  readonly sheet: string;
  readonly signature: string;
  readonly signedAt: Instant;
};

const EXCEPTION = `exception_id AS "exceptionId", day, care_area AS "careArea", insured_area AS "insuredArea",
  item_id AS "itemId", settlement_id AS "settlementId", kind, verdict, owner, amount, reference, seen, closed,
  ordered, found_at AS "foundAt", version`;
const FIND = statement(
  'hub-reconciliation-exception',
  `SELECT ${EXCEPTION} FROM hub.reconciliation_exception WHERE exception_id = $1 FOR UPDATE`,
);
const OF_DAY = statement(
  'hub-reconciliation-exceptions-of-day',
  `SELECT ${EXCEPTION} FROM hub.reconciliation_exception
   WHERE day = $1 AND (starts_with(insured_area, $2) OR starts_with(care_area, $2))
   ORDER BY found_at, exception_id`,
);
const OPEN = statement(
  'hub-reconciliation-exceptions-open',
  `SELECT ${EXCEPTION} FROM hub.reconciliation_exception WHERE closed IS NULL
     AND (starts_with(insured_area, $1) OR starts_with(care_area, $1)) ORDER BY day, exception_id`,
);
const ORDERED = statement(
  'hub-reconciliation-exceptions-ordered',
  `SELECT ${EXCEPTION} FROM hub.reconciliation_exception WHERE ordered IS NOT NULL
   ORDER BY exception_id LIMIT 50`,
);
const TAKEN_BACK = statement(
  'hub-reconciliation-taken-back',
  `SELECT count(*) AS count FROM hub.reconciliation_exception
   WHERE care_area = $1 AND settlement_id = $2 AND closed = 'reversed'`,
);
const SAVE = statement(
  'hub-reconciliation-save-exception',
  `INSERT INTO hub.reconciliation_exception (exception_id, day, care_area, insured_area, item_id,
     settlement_id, kind, verdict, owner, amount, reference, seen, closed, ordered, found_at, version)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
   ON CONFLICT (exception_id) DO UPDATE SET verdict = excluded.verdict, owner = excluded.owner,
     amount = excluded.amount, reference = excluded.reference, seen = excluded.seen, closed = excluded.closed,
     ordered = excluded.ordered, version = excluded.version
   WHERE hub.reconciliation_exception.version = excluded.version - 1`,
);
const EVENT = `exception_id AS "exceptionId", version, kind, at, actor_id AS "actorId", reason, found,
  request_key AS "requestKey"`;
const ADD_EVENT = statement(
  'hub-reconciliation-add-event',
  `INSERT INTO hub.reconciliation_event
     (exception_id, version, kind, at, actor_id, reason, found, request_key)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const EVENTS = statement(
  'hub-reconciliation-events',
  `SELECT ${EVENT} FROM hub.reconciliation_event WHERE exception_id = ANY ($1)
   ORDER BY exception_id, version`,
);
const BY_REQUEST = statement(
  'hub-reconciliation-event-by-request',
  `SELECT ${EVENT} FROM hub.reconciliation_event WHERE request_key = $1`,
);

/** An exception, locked for the rest of the transaction. */
export async function lockException(tx: Executor, id: string): Promise<StoredException | undefined> {
  return (await tx.query<StoredException>(FIND, [id]))[0];
}

/** Exceptions of a day that concern a province; all for an empty one. */
export const exceptionsOfDay = (db: Executor, day: CalendarDate, province = ''): Promise<StoredException[]> =>
  db.query<StoredException>(OF_DAY, [day, province]);

export const openExceptions = (db: Executor, province: string): Promise<StoredException[]> =>
  db.query<StoredException>(OPEN, [province]);

export const orderedExceptions = (db: Executor): Promise<StoredException[]> =>
  db.query<StoredException>(ORDERED, []);

export const eventsOf = (db: Executor, exceptionIds: readonly string[]): Promise<StoredEvent[]> =>
  db.query<StoredEvent>(EVENTS, [exceptionIds]);

export async function eventByRequest(db: Executor, requestKey: string): Promise<StoredEvent | undefined> {
  return (await db.query<StoredEvent>(BY_REQUEST, [requestKey]))[0];
}

/** Whether a settlement was taken back because not everybody has it. */
export async function isTakenBack(tx: Executor, careArea: string, settlementId: string): Promise<boolean> {
  const [row] = await tx.query<{ count: number }>(TAKEN_BACK, [careArea, settlementId]);
  return row !== undefined && row.count > 0;
}

/** What the journal holds of an event: with what was seen then. */
export const digestOfEvent = (event: StoredEvent): Uint8Array => digestOf(event);
export const subjectOfEvent = ({ exceptionId, version }: StoredEvent): string => `${exceptionId}/${version}`;

/** Moves an exception by one event, in the transaction that locked it; the journal keeps the event. */
export async function moveException(
  tx: Executor,
  to: Omit<StoredException, 'version'> & { readonly version: number },
  event: Omit<StoredEvent, 'exceptionId' | 'version'>,
): Promise<StoredException> {
  const moved = { ...to, version: to.version + 1 };
  await tx.query(SAVE, [
    moved.exceptionId,
    moved.day,
    moved.careArea,
    moved.insuredArea,
    moved.itemId,
    moved.settlementId,
    moved.kind,
    moved.verdict,
    moved.owner,
    moved.amount,
    JSON.stringify(moved.reference),
    JSON.stringify(moved.seen),
    moved.closed,
    moved.ordered,
    moved.foundAt,
    moved.version,
  ]);
  const { exceptionId, version } = moved;
  const made: StoredEvent = { exceptionId, version, ...event };
  const { kind, at, actorId, reason, found, requestKey } = made;
  await tx.query(ADD_EVENT, [exceptionId, version, kind, at, actorId, reason, found, requestKey]);
  await appendToJournal(tx, {
    kind: 'reconciliation.event',
    subject: subjectOfEvent(made),
    digest: digestOfEvent(made),
  });
  return moved;
}

const SAVE_PAIR = statement(
  'hub-reconciliation-save-pair',
  `INSERT INTO hub.reconciliation_pair (day, care_area, insured_area, state, care, hub, insured, checked_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
   ON CONFLICT (day, care_area, insured_area) DO UPDATE SET state = excluded.state, care = excluded.care,
     hub = excluded.hub, insured = excluded.insured, checked_at = excluded.checked_at`,
);
const PAIRS = statement(
  'hub-reconciliation-pairs',
  `SELECT care_area AS "careArea", insured_area AS "insuredArea", state, care, hub, insured,
     checked_at AS "checkedAt"
   FROM hub.reconciliation_pair
   WHERE day = $1 AND (starts_with(insured_area, $2) OR starts_with(care_area, $2))
   ORDER BY care_area, insured_area`,
);
const textOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export async function savePair(tx: Executor, day: CalendarDate, pair: StoredPair): Promise<void> {
  const { careArea, insuredArea, state, care, hub, insured, checkedAt } = pair;
  const figures = [textOrNull(care), JSON.stringify(hub), textOrNull(insured)];
  await tx.query(SAVE_PAIR, [day, careArea, insuredArea, state, ...figures, checkedAt]);
}

/** Pairs of a day that concern a province; all for an empty one. */
export const pairsOfDay = (db: Executor, day: CalendarDate, province = ''): Promise<StoredPair[]> =>
  db.query<StoredPair>(PAIRS, [day, province]);

const SAVE_DAY = statement(
  'hub-reconciliation-save-day',
  `INSERT INTO hub.reconciliation_day (day, province, waiting_for, exceptions, checked_at, done_at)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (day, province) DO UPDATE SET waiting_for = excluded.waiting_for,
     exceptions = excluded.exceptions, checked_at = excluded.checked_at,
     done_at = CASE WHEN excluded.done_at IS NULL THEN NULL
       ELSE coalesce(hub.reconciliation_day.done_at, excluded.done_at) END`,
);
const DAY = `day, province, waiting_for AS "waitingFor", exceptions, checked_at AS "checkedAt",
  done_at AS "doneAt"`;
const DAYS = statement(
  'hub-reconciliation-days',
  `SELECT ${DAY} FROM hub.reconciliation_day WHERE day BETWEEN $1 AND $2 ORDER BY day, province`,
);

export async function saveDay(tx: Executor, made: StoredDay): Promise<void> {
  const { day, province, waitingFor, exceptions, checkedAt, doneAt } = made;
  await tx.query(SAVE_DAY, [day, province, waitingFor, exceptions, checkedAt, doneAt]);
}

export const daysBetweenOf = (db: Executor, from: string, until: string): Promise<StoredDay[]> =>
  db.query<StoredDay>(DAYS, [from, until]);

const SHEET = `day, province, version, content, sheet, signature, signed_at AS "signedAt"`;
const LATEST_SHEET = statement(
  'hub-reconciliation-latest-sheet',
  `SELECT ${SHEET} FROM hub.reconciliation_sheet WHERE day = $1 AND province = $2
   ORDER BY version DESC LIMIT 1`,
);
const ADD_SHEET = statement(
  'hub-reconciliation-add-sheet',
  `INSERT INTO hub.reconciliation_sheet (day, province, version, content, sheet, signature, signed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const SHEET_VERSIONS = statement(
  'hub-reconciliation-sheet-versions',
  `SELECT day, province, max(version) AS version FROM hub.reconciliation_sheet
   WHERE day BETWEEN $1 AND $2 GROUP BY day, province`,
);

export async function latestSheet(
  db: Executor,
  day: CalendarDate,
  province: string,
): Promise<StoredSheet | undefined> {
  return (await db.query<StoredSheet>(LATEST_SHEET, [day, province]))[0];
}

export const subjectOfSheet = ({ day, province, version }: StoredSheet): string =>
  `${day}/${province}/${version}`;
export const digestOfSheet = ({ sheet, signature }: StoredSheet): Uint8Array =>
  digestOf({ sheet, signature });

export async function addSheet(tx: Executor, made: StoredSheet): Promise<void> {
  const { day, province, version, content, sheet, signature, signedAt } = made;
  await tx.query(ADD_SHEET, [day, province, version, Buffer.from(content), sheet, signature, signedAt]);
  const subject = subjectOfSheet(made);
  await appendToJournal(tx, { kind: 'reconciliation.sheet', subject, digest: digestOfSheet(made) });
}

export const sheetVersions = (
  db: Executor,
  from: string,
  until: string,
): Promise<{ day: CalendarDate; province: string; version: number }[]> =>
  db.query(SHEET_VERSIONS, [from, until]);
