import { decryptField, encryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { AnswerOf, Handler, Question, RequestOf } from '@zhijie/exchange';
import {
  addDays,
  assert,
  type CalendarDate,
  canonicalJson,
  compareDates,
  dateOf,
  type Instant,
  isChronicDiseaseCode,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { isHome } from '../filing/regions.ts';
import { announce, submitIn } from '../filing/service.ts';
import { lockFiling, updateFiling } from '../filing/store.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { personRecord } from '../person/record.ts';
import { readById } from '../person/store.ts';
import { durably } from '../transaction.ts';
import * as store from './store.ts';

type Request = RequestOf<'registration.file@1'>;
type Filed = AnswerOf<'registration.file@1'>;

const APPEND = statement('insured.registration.evidence', 'select evidence.append($1, $2, $3)');

async function leave(
  tx: Executor,
  kind: 'insured.registration' | 'insured.registration-withdrawn',
  fact: Readonly<Record<string, unknown>> & { readonly registration_id: string },
): Promise<void> {
  await tx.query(APPEND, [kind, fact.registration_id, Buffer.from(digestOf(fact))]);
}

/** The coverage that a registration belongs to: the named one, else the one in force. */
function coverageFor(
  coverages: readonly store.CoverageKey[],
  insuranceType: Request['insuranceType'],
): store.CoverageKey | null {
  if (insuranceType !== null) {
    return coverages.find((one) => one.insurance_type === insuranceType) ?? null;
  }
  return coverages.find((one) => one.status === 'in-force') ?? coverages[0] ?? null;
}

type Period = { readonly startsOn: CalendarDate; readonly endsOn: CalendarDate | null };

function periodOf(request: Request): Result<Period, Refusal> {
  const startsOn = parseCalendarDate(request.startsOn);
  if (!startsOn.ok) return refuse('date-malformed', { field: 'startsOn' });
  if (request.endsOn === null) return ok({ startsOn: startsOn.value, endsOn: null });
  const endsOn = parseCalendarDate(request.endsOn);
  if (!endsOn.ok) return refuse('date-malformed', { field: 'endsOn' });
  if (compareDates(endsOn.value, startsOn.value) < 0)
    return refuse('registration-period', { field: 'endsOn' });
  return ok({ startsOn: startsOn.value, endsOn: endsOn.value });
}

const isSame = (row: store.StoredRegistration, request: Request): boolean =>
  row.disease_code === request.diseaseCode &&
  row.institution_id === request.institutionId &&
  row.destination === request.destination;

const contentOf = ({ requestId: _, ...content }: Request): string => canonicalJson(content);

type Made = { readonly filingId: string | null; readonly ownsFiling: boolean };

/** A transfer out of the insured area is a referral (F-01 B1), in force at once; at home it is nothing. */
async function referralOf(
  deps: InsuredDeps,
  tx: Executor,
  question: Question,
  { request, coverage, today }: { request: Request; coverage: store.CoverageKey; today: CalendarDate },
): Promise<Result<Made, Refusal>> {
  const { destination, personId, startsOn } = request;
  if (request.kind !== 'transfer' || destination === null || isHome(destination, coverage.insured_area)) {
    return ok({ filingId: null, ownsFiling: false });
  }
  const first = startsOn > today ? (startsOn as CalendarDate) : today;
  const filed = await submitIn(
    deps,
    tx,
    actorOf(question),
    {
      personId,
      insuranceType: coverage.insurance_type,
      category: 'referral',
      destination,
      startsOn: first,
      documents: ['id-card', 'filing-form', 'referral-certificate'],
      channel: 'hospital',
    },
    null,
  );
  if (filed.ok) return ok({ filingId: filed.value.filingId, ownsFiling: true });
  const known = filed.refusal.code === 'filing-exists' ? filed.refusal.detail?.filingId : undefined;
  return known === undefined ? filed : ok({ filingId: String(known), ownsFiling: false });
}

/**
 * Files what a hospital reports of a person, once per request: a transfer becomes a referral filing, the
 * others stand with the coverage and count from their first day. Refusals: `not-permitted`,
 * `registration-content-differs`, `date-malformed`, `registration-period`, `disease-malformed`,
 * `person-unknown`, `not-insured`, `registration-exists`, and of a transfer those of a filing.
 */
export function fileRegistration(deps: InsuredDeps): Handler<'registration.file@1'> {
  return async (request, question): Promise<Result<Filed, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const earlier = await store.readByRequest(deps.db, request.requestId);
    if (earlier !== null) return repeated(deps, earlier, request);
    const period = periodOf(request);
    if (!period.ok) return period;
    if (request.kind === 'chronic' && !isChronicDiseaseCode(request.diseaseCode ?? '')) {
      return refuse('disease-malformed', { field: 'diseaseCode' });
    }
    return durably(deps, 'registration', (tx) =>
      fileIn(deps, tx, question, { request, period: period.value }),
    );
  };
}

function repeated(
  deps: InsuredDeps,
  earlier: store.StoredRegistration,
  request: Request,
): Result<Filed, Refusal> {
  const said = JSON.parse(decryptField(deps.fieldKeys, earlier.facts_cipher)) as { content: string };
  if (said.content !== contentOf(request)) return refuse('registration-content-differs');
  return ok({ registrationId: earlier.registration_id, filingId: earlier.filing_id });
}

async function fileIn(
  deps: InsuredDeps,
  tx: Executor,
  question: Question,
  { request, period }: { request: Request; period: Period },
): Promise<Result<Filed, Refusal>> {
  const at = deps.now();
  const { personId, kind } = request;
  const coverages = await store.lockCoveragesOf(tx, personId);
  if (coverages.length === 0) return refuse('person-unknown');
  const coverage = coverageFor(coverages, request.insuranceType);
  if (coverage === null) return refuse('not-insured', { field: 'insuranceType' });
  // A copy of the request may have come in the meantime.
  const copy = await store.readByRequest(tx, request.requestId);
  if (copy !== null) return repeated(deps, copy, request);
  const standing = await store.readStanding(tx, personId, {
    kind,
    from: period.startsOn,
    until: period.endsOn,
  });
  const same = standing.find((row) => isSame(row, request));
  if (same !== undefined) {
    return refuse('registration-exists', { detail: { registrationId: same.registration_id } });
  }
  const made = await referralOf(deps, tx, question, { request, coverage, today: dateOf(at) });
  if (!made.ok) return made;
  const row = rowOf(deps, question, { request, period, coverage, made: made.value, at });
  await store.insertRegistration(tx, row);
  const { facts_cipher: _, ...fact } = row;
  await leave(tx, 'insured.registration', fact);
  const entry = { personId, at, actor: actorOf(question), subject: row.registration_id };
  await writeEntry(tx, { ...entry, purpose: 'filing' });
  return ok({ registrationId: row.registration_id, filingId: row.filing_id });
}

function rowOf(
  deps: InsuredDeps,
  { route }: Question,
  about: {
    readonly request: Request;
    readonly period: Period;
    readonly coverage: store.CoverageKey;
    readonly made: Made;
    readonly at: Instant;
  },
): store.StoredRegistration {
  const { request, period, coverage, made, at } = about;
  const key = deps.fieldKeys[0];
  assert(key !== undefined, 'a node has a field key');
  const said = JSON.stringify({ facts: request.facts, content: contentOf(request) });
  return {
    person_id: request.personId,
    registration_id: deps.ids.next('filing', coverage.insured_area, at),
    request_id: request.requestId,
    kind: request.kind,
    insurance_type: coverage.insurance_type,
    insured_area: coverage.insured_area,
    care_area: route.careArea,
    provider_id: route.providerId,
    starts_on: period.startsOn,
    ends_on: period.endsOn,
    disease_code: request.diseaseCode,
    institution_id: request.institutionId,
    destination: request.destination,
    is_payable: request.isPayable,
    filing_id: made.filingId,
    owns_filing: made.ownsFiling,
    facts_cipher: encryptField(key, said),
    filed_at: at,
    withdrawn_at: null,
    withdrawn_by: null,
    withdrawn_reason: null,
  };
}

type Withdrawn = AnswerOf<'registration.withdraw@1'>;

/**
 * Withdraws what the same institution filed; the referral that it made ends with the day before, so that an
 * admission of today is not covered by a mistake. Repeating the request has no further effect. Refusals:
 * `not-permitted`, `registration-unknown`, `registration-of-other`, `registration-withdrawn`.
 */
export function withdrawRegistration(deps: InsuredDeps): Handler<'registration.withdraw@1'> {
  return async (request, question): Promise<Result<Withdrawn, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    return durably(deps, 'registration', async (tx): Promise<Result<Withdrawn, Refusal>> => {
      const at = deps.now();
      const { personId, registrationId, reason, requestId } = request;
      await store.lockCoveragesOf(tx, personId);
      const row = await store.lockRegistration(tx, personId, registrationId);
      if (row === null || row.kind !== request.kind) return refuse('registration-unknown');
      if (row.provider_id !== question.route.providerId) return refuse('registration-of-other');
      if (row.withdrawn_by === requestId) return ok({ registrationId });
      if (row.withdrawn_at !== null) return refuse('registration-withdrawn');
      await store.withdrawRegistration(tx, row, { at, by: requestId, reason });
      if (row.owns_filing) await endReferral(deps, tx, question, { row, today: dateOf(at) });
      await leave(tx, 'insured.registration-withdrawn', { registration_id: registrationId, requestId, at });
      const entry = { personId, at, actor: actorOf(question), subject: registrationId };
      await writeEntry(tx, { ...entry, purpose: 'filing' });
      return ok({ registrationId });
    });
  };
}

async function endReferral(
  deps: InsuredDeps,
  tx: Executor,
  question: Question,
  { row, today }: { row: store.StoredRegistration; today: CalendarDate },
): Promise<void> {
  const filing = await lockFiling(tx, row.person_id, row.filing_id!);
  if (filing === null || (filing.state !== 'in-force' && filing.state !== 'submitted')) return;
  const ended = { ...filing, state: 'cancelled' as const, ended_on: addDays(today, -1), returned_at: null };
  await updateFiling(tx, ended);
  await announce(deps, tx, actorOf(question), ended);
}

/**
 * What stands on file for a person in a period, told to a hospital of the network; logged. Refusals:
 * `not-permitted`, `person-unknown`.
 */
export function listRegistrations(deps: InsuredDeps): Handler<'registration.list@1'> {
  return async (request, question): Promise<Result<AnswerOf<'registration.list@1'>, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const { personId, kind, from, until } = request;
    const key = { accountPrefix: personalAccountPrefix(), personId };
    const entry = { at: deps.now(), actor: actorOf(question), purpose: 'filing', subject: kind } as const;
    const file = await readById(deps.db, key, entry);
    if (file === null) return refuse('person-unknown');
    const rows = await store.readStanding(deps.db, personId, { kind, from, until });
    const insuredArea = file.coverages.find((one) => one.status === 'in-force')?.insured_area;
    return ok({
      person: personRecord(deps, file),
      insuredArea: insuredArea ?? file.coverages[0]?.insured_area ?? question.route.insuredArea,
      rows: rows.map((row) => ({
        registrationId: row.registration_id,
        providerId: row.provider_id,
        filedAt: row.filed_at,
        kind: row.kind,
        personId,
        insuranceType: row.insurance_type,
        startsOn: row.starts_on,
        endsOn: row.ends_on,
        diseaseCode: row.disease_code,
        institutionId: row.institution_id,
        destination: row.destination,
        isPayable: row.is_payable,
        facts: (JSON.parse(decryptField(deps.fieldKeys, row.facts_cipher)) as { facts: Request['facts'] })
          .facts,
      })),
    });
  };
}
