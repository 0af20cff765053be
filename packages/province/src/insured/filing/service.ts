import type { Executor } from '@zhijie/database';
import type { FilingRecord } from '@zhijie/exchange';
import {
  type Actor,
  addDays,
  type CalendarDate,
  canonicalJson,
  dateOf,
  type FilingCategory,
  type Instant,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { mayDecideFiling, mayFile } from './permissions.ts';
import { filingOf, filingRecord } from './record.ts';
import { coversStay } from './referral-class.ts';
import type { FilingRefusalCode } from './refusals.ts';
import { areasOfDestination, isHome } from './regions.ts';
import { areaRulesOf, examinePapers, type FilingDocument, validityOf } from './rules.ts';
import * as store from './store.ts';
import { tellPerson } from './tell.ts';

type FilingRefusal = Refusal<FilingRefusalCode>;
type FilingResult = Result<FilingRecord, FilingRefusal>;

export type FilingSubmission = {
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly category: FilingCategory;
  readonly destination: string;
  readonly startsOn?: CalendarDate;
  readonly documents: readonly FilingDocument[];
  readonly commitment?: boolean;
  readonly diseaseCode?: string | null;
  /** The earlier referral that this one continues for the same disease (F-16). */
  readonly renews?: string | null;
  readonly channel: 'window' | 'local-online' | 'national-app' | 'mini-program' | 'hospital';
};

/** Stores the event and sends the filing to the national side, all in the caller's transaction (F-15). */
export async function announce(
  deps: InsuredDeps,
  tx: Executor,
  actor: Actor,
  row: store.StoredFiling,
): Promise<void> {
  const changedAt = deps.now();
  const eventId = deps.ids.next('event', row.insured_area, changedAt);
  const filing = filingRecord(row);
  const body = { eventId, changedAt, filing };
  await store.insertFilingEvent(tx, {
    personId: row.person_id,
    eventId,
    filingId: row.filing_id,
    changedAt,
    actorId: actor.id,
    body: canonicalJson(body),
  });
  const { person_id: personId, filing_id: subject } = row;
  await writeEntry(tx, { personId, at: changedAt, actor, purpose: 'filing', subject });
  await deps.enqueue(tx, { message: 'filing.changed@1', id: eventId, body });
  await tellPerson(deps, tx, row);
}

function renewalRefusal(
  submission: FilingSubmission,
  filings: readonly store.StoredFiling[],
): FilingRefusal | null {
  const { renews, diseaseCode } = submission;
  if (renews === undefined || renews === null) return null;
  const earlier = filings.find((row) => row.filing_id === renews);
  const sameDisease = earlier?.disease_code !== null && earlier?.disease_code === diseaseCode;
  const wasAccepted = earlier?.state !== 'submitted' && earlier?.state !== 'refused';
  if (earlier?.category === 'referral' && sameDisease && wasAccepted) return null;
  return refuse('renewal-not-possible', { field: 'renews' }).refusal;
}

const isSame = (row: store.StoredFiling, areas: readonly string[], submission: FilingSubmission): boolean =>
  (row.state === 'submitted' || row.state === 'in-force') &&
  row.category === submission.category &&
  row.insurance_type === submission.insuranceType &&
  row.care_areas[0] === areas[0];

type Examined = {
  readonly startsOn: CalendarDate;
  readonly byCommitment: boolean;
  readonly careAreas: readonly string[];
};

/** The rules of a submission that need nothing but it, the insured area and the person's filings. */
function examine(
  deps: InsuredDeps,
  submission: FilingSubmission,
  insuredArea: string,
  filings: readonly store.StoredFiling[],
  today: CalendarDate,
): Result<Examined, FilingRefusal> {
  const areas = areasOfDestination(submission.destination);
  if (!areas.ok) return areas;
  if (areas.value.some((area) => isHome(area, insuredArea))) {
    return refuse('destination-is-home', { field: 'destination' });
  }
  const rules = areaRulesOf(deps, insuredArea);
  const startsOn = submission.startsOn ?? today;
  if (startsOn < addDays(today, -rules.backdatingDays))
    return refuse('start-too-early', { field: 'startsOn' });
  const renewal = renewalRefusal(submission, filings);
  if (renewal !== null) return { ok: false, refusal: renewal };
  const papers = examinePapers(submission.category, {
    documents: submission.documents,
    commitment: submission.commitment === true,
    renewsSameDisease: submission.renews !== undefined && submission.renews !== null,
  });
  if (!papers.ok) return papers;
  const careAreas = areas.value;
  const same = filings.find(
    (row) =>
      isSame(row, careAreas, submission) &&
      (row.state === 'submitted' || coversStay(filingOf(row), startsOn, startsOn)),
  );
  if (same !== undefined) return refuse('filing-exists', { detail: { filingId: same.filing_id } });
  return ok({ startsOn, byCommitment: papers.value.byCommitment, careAreas });
}

function rowOf(
  deps: InsuredDeps,
  submission: FilingSubmission,
  examined: Examined,
  context: { insuredArea: string; at: Instant; actor: Actor },
): store.StoredFiling {
  const { insuredArea, at, actor } = context;
  const rules = areaRulesOf(deps, insuredArea);
  const validity = validityOf(submission.category, examined.startsOn, rules);
  const isInstant = examined.byCommitment || rules.instantCategories.includes(submission.category);
  return {
    person_id: submission.personId,
    filing_id: deps.ids.next('filing', insuredArea, at),
    insured_area: insuredArea,
    insurance_type: submission.insuranceType,
    category: submission.category,
    care_areas: examined.careAreas,
    starts_on: examined.startsOn,
    ends_on: validity.endsOn,
    ended_on: null,
    locked_until: validity.lockedUntil,
    state: isInstant ? 'in-force' : 'submitted',
    by_commitment: examined.byCommitment,
    documents: [...submission.documents],
    disease_code: submission.diseaseCode ?? null,
    renews: submission.renews ?? null,
    replaces: null,
    channel: submission.channel,
    submitted_at: at,
    decided_at: isInstant ? at : null,
    decided_by: isInstant ? actor.id : null,
    reason: null,
    returned_at: null,
    completed_at: null,
    version: 1,
  };
}

export async function submitIn(
  deps: InsuredDeps,
  tx: Executor,
  actor: Actor,
  submission: FilingSubmission,
  replaced: store.StoredFiling | null,
): Promise<FilingResult> {
  const at = deps.now();
  const insuredArea = await store.lockInsuredArea(tx, submission.personId, submission.insuranceType);
  if (insuredArea === null) return refuse('not-insured', { field: 'insuranceType' });
  const filings = (await store.readFilings(tx, submission.personId)).filter(
    (row) => row.filing_id !== replaced?.filing_id,
  );
  const examined = examine(deps, submission, insuredArea, filings, dateOf(at));
  if (!examined.ok) return examined;
  const base = rowOf(deps, submission, examined.value, { insuredArea, at, actor });
  const row = { ...base, replaces: replaced?.filing_id ?? null };
  if (replaced !== null) {
    const old: store.StoredFiling = {
      ...replaced,
      state: 'replaced',
      ended_on: addDays(examined.value.startsOn, -1),
      returned_at: null,
    };
    await store.updateFiling(tx, old);
    await announce(deps, tx, actor, old);
  }
  await store.insertFilings(tx, [row]);
  if (row.by_commitment) await store.openVerification(tx, row.person_id, row.filing_id, at);
  await announce(deps, tx, actor, row);
  return ok(filingRecord(row));
}

async function permitted(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Refusal<'person-unknown' | 'not-permitted'> | null> {
  const person = await readPersonArea(deps.db, personId);
  if (person === null) return refuse('person-unknown').refusal;
  return mayFile(actor, person) ? null : refuse('not-permitted').refusal;
}

/**
 * Files for care elsewhere (F-01 … F-05, F-08, F-09, F-11, F-16); in force at once or `submitted` for a
 * decision. Refusals in the order of `FilingRefusalCode`.
 */
export async function submitFiling(
  deps: InsuredDeps,
  actor: Actor,
  submission: FilingSubmission,
): Promise<FilingResult> {
  const refusal = await permitted(deps, actor, submission.personId);
  if (refusal !== null) return { ok: false, refusal };
  return durably(deps, 'filing', (tx) => submitIn(deps, tx, actor, submission, null));
}

/**
 * Decides a submitted filing (F-04). A refusal needs a reason. Refuses `filing-unknown`, `not-permitted`,
 * `filing-not-open`, `reason-missing`.
 */
export function decideFiling(
  deps: InsuredDeps,
  actor: Actor,
  decision: { personId: string; filingId: string; accept: boolean; reason?: string },
): Promise<FilingResult> {
  return durably(deps, 'filing', async (tx): Promise<FilingResult> => {
    const row = await store.lockFiling(tx, decision.personId, decision.filingId);
    if (row === null) return refuse('filing-unknown');
    if (!mayDecideFiling(actor, row.insured_area)) return refuse('not-permitted');
    if (row.state !== 'submitted') return refuse('filing-not-open', { detail: { state: row.state } });
    const reason = decision.reason?.trim() ?? '';
    if (!decision.accept && reason === '') return refuse('reason-missing', { field: 'reason' });
    const decided: store.StoredFiling = {
      ...row,
      state: decision.accept ? 'in-force' : 'refused',
      decided_at: deps.now(),
      decided_by: actor.id,
      reason: reason === '' ? null : reason,
      returned_at: null,
    };
    await store.updateFiling(tx, decided);
    await announce(deps, tx, actor, decided);
    return ok(filingRecord(decided));
  });
}

/**
 * Gives a submitted filing back for more documents; it keeps waiting, without effect, until they come
 * (`completeFiling`). Refuses `filing-unknown`, `not-permitted`, `filing-not-open`, `reason-missing`.
 */
export function returnFiling(
  deps: InsuredDeps,
  actor: Actor,
  request: { personId: string; filingId: string; reason: string },
): Promise<FilingResult> {
  return durably(deps, 'filing', async (tx): Promise<FilingResult> => {
    const row = await store.lockFiling(tx, request.personId, request.filingId);
    if (row === null) return refuse('filing-unknown');
    if (!mayDecideFiling(actor, row.insured_area)) return refuse('not-permitted');
    if (row.state !== 'submitted') return refuse('filing-not-open', { detail: { state: row.state } });
    const reason = request.reason.trim();
    if (reason === '') return refuse('reason-missing', { field: 'reason' });
    const returned: store.StoredFiling = { ...row, reason, returned_at: deps.now() };
    await store.updateFiling(tx, returned);
    await announce(deps, tx, actor, returned);
    return ok(filingRecord(returned));
  });
}

/** F-05: a long-term filing that is still locked is neither changed nor cancelled. */
function refusalToEnd(row: store.StoredFiling, today: CalendarDate): FilingRefusal | null {
  if (row.state === 'submitted') return null;
  if (row.state !== 'in-force') {
    return refuse('filing-not-in-force', { detail: { state: row.state } }).refusal;
  }
  if (row.locked_until !== null && today < row.locked_until) {
    return refuse('filing-locked', { detail: { until: row.locked_until } }).refusal;
  }
  return null;
}

/** Ends a filing today. Refuses `filing-unknown`, `not-permitted`, `filing-not-in-force`, `filing-locked`. */
export async function cancelFiling(
  deps: InsuredDeps,
  actor: Actor,
  request: { personId: string; filingId: string },
): Promise<FilingResult> {
  const refusal = await permitted(deps, actor, request.personId);
  if (refusal !== null) return { ok: false, refusal };
  return durably(deps, 'filing', async (tx): Promise<FilingResult> => {
    const row = await store.lockFiling(tx, request.personId, request.filingId);
    if (row === null) return refuse('filing-unknown');
    const today = dateOf(deps.now());
    const refused = refusalToEnd(row, today);
    if (refused !== null) return { ok: false, refusal: refused };
    const cancelled: store.StoredFiling = {
      ...row,
      state: 'cancelled',
      ended_on: today,
      returned_at: null,
    };
    await store.updateFiling(tx, cancelled);
    await announce(deps, tx, actor, cancelled);
    return ok(filingRecord(cancelled));
  });
}

/**
 * Replaces a filing by a new one from its first day on. Refusals of `cancelFiling`, then of `submitFiling`.
 */
export async function changeFiling(
  deps: InsuredDeps,
  actor: Actor,
  request: { filingId: string; submission: FilingSubmission },
): Promise<FilingResult> {
  const { submission, filingId } = request;
  const refusal = await permitted(deps, actor, submission.personId);
  if (refusal !== null) return { ok: false, refusal };
  return durably(deps, 'filing', async (tx): Promise<FilingResult> => {
    const row = await store.lockFiling(tx, submission.personId, filingId);
    if (row === null) return refuse('filing-unknown');
    const refused = refusalToEnd(row, dateOf(deps.now()));
    if (refused !== null) return { ok: false, refusal: refused };
    return submitIn(deps, tx, actor, submission, row);
  });
}

/**
 * Adds the missing documents: to a filing by commitment, from which both-ways benefit follows (F-12), or to
 * one that the agency gave back, which waits for its decision again (F-04). Refuses `person-unknown`,
 * `not-permitted`, `filing-unknown`, `filing-not-in-force`, `document-not-new`, `document-missing`.
 */
export async function completeFiling(
  deps: InsuredDeps,
  actor: Actor,
  request: { personId: string; filingId: string; documents: readonly FilingDocument[] },
): Promise<FilingResult> {
  const refusal = await permitted(deps, actor, request.personId);
  if (refusal !== null) return { ok: false, refusal };
  return durably(deps, 'filing', async (tx): Promise<FilingResult> => {
    const row = await store.lockFiling(tx, request.personId, request.filingId);
    if (row === null) return refuse('filing-unknown');
    const isReturned = row.state === 'submitted' && row.returned_at !== null;
    if (!isReturned && (row.state !== 'in-force' || !row.by_commitment)) {
      return refuse('filing-not-in-force', { detail: { state: row.state } });
    }
    if (request.documents.every((document) => row.documents.includes(document))) {
      return refuse('document-not-new', { field: 'documents' });
    }
    const documents = [...new Set([...row.documents, ...request.documents])];
    const papers = examinePapers(row.category, {
      documents: documents as FilingDocument[],
      commitment: false,
      renewsSameDisease: row.renews !== null,
    });
    if (!papers.ok) return papers;
    const at = deps.now();
    const completed: store.StoredFiling = {
      ...row,
      by_commitment: false,
      documents,
      returned_at: null,
      completed_at: at,
    };
    await store.updateFiling(tx, completed);
    await store.closeVerification(tx, { personId: row.person_id, filingId: row.filing_id, at, by: actor.id });
    await announce(deps, tx, actor, completed);
    return ok(filingRecord(completed));
  });
}

/** All filings of a person, the latest first; logged. Refuses `person-unknown`, `not-permitted`. */
export async function filingsOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<FilingRecord[], FilingRefusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'filing');
  if (refused !== null) return refused;
  return deps.db.transaction(async (tx) => {
    const rows = await store.readFilings(tx, personId);
    await writeEntry(tx, { personId, at: deps.now(), actor, purpose: 'filing', subject: null });
    return ok(rows.map(filingRecord));
  });
}
