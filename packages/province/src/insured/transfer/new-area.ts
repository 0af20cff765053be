/**
 * The new area's part in a transfer of insurance (PS2): it accepts an application, asks the old area for the
 * certificate, and joins: coverage from the day on which the old one ended, periods without a month twice,
 * the balance on the personal account, all in one transaction.
 */
import { decryptField, keyedDigest } from '@zhijie/crypto';
import { type Executor, retrying } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type AnswerOf,
  type Handler,
  type RelationApplication,
  type RelationCertificate,
  routeOf,
} from '@zhijie/exchange';
import {
  type Actor,
  addDays,
  type CalendarDate,
  calendarDate,
  canonicalJson,
  dateOf,
  fen,
  type Instant,
  monthOf,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
  ZERO_FEN,
} from '@zhijie/kernel';
import { openAccount, personalAccount, postTransfers, relationDue, relationTransit } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { factsAfter } from '../coverage/facts.ts';
import { insertCoverageChange, lockCoverage } from '../coverage/store.ts';
import type { InsuredDeps } from '../deps.ts';
import {
  type CertificateType,
  certificateDigest,
  directoryDigest,
  normaliseCertificate,
} from '../person/certificate.ts';
import type { StoredCoverage } from '../person/store.ts';
import { durably } from '../transaction.ts';
import * as arrivals from './arrival-store.ts';
import { dueAfter, encrypted, mayAct } from './old-area.ts';
import { enrolledSince, joinPeriods, monthsIn } from './periods.ts';
import { stepEach } from './step-each.ts';
import * as store from './store.ts';
import {
  TRANSFER_REFUSAL_TEXTS,
  TRANSFER_TERMS,
  type TransferRefusalCode,
  UNBROKEN_MONTHS,
} from './words.ts';

const LEDGER = 'insured_ledger';
const CERTIFICATES: readonly CertificateType[] = ['id-card', 'social-card', 'insurance-code'];
const FURTHEST_DAYS = 92;

/** The first thing wrong with an application for an area of this node; null when it may be opened. */
function wrongWith(deps: InsuredDeps, of: RelationApplication, at: Instant): Refusal | null {
  const today = dateOf(at);
  if (!deps.areas.includes(of.toArea)) return refuse('relation-area-elsewhere', { field: 'toArea' }).refusal;
  if (of.fromArea === of.toArea) return refuse('relation-same-area', { field: 'fromArea' }).refusal;
  const startsOn = parseCalendarDate(of.startsOn);
  if (!startsOn.ok || startsOn.value > addDays(today, FURTHEST_DAYS))
    return refuse('relation-date', { field: 'startsOn' }).refusal;
  const number = normaliseCertificate('id-card', of.certificateNumber, today);
  return number.ok ? null : refuse(number.refusal.code, { field: 'certificateNumber' }).refusal;
}

/** Opens an application that this node answers for; the same again changes nothing. */
async function open(
  deps: InsuredDeps,
  of: RelationApplication,
): Promise<Result<store.StoredJoining, Refusal>> {
  const { applicationId } = of;
  const at = deps.now();
  const wrong = wrongWith(deps, of, at);
  if (wrong !== null) return { ok: false, refusal: wrong };
  const number = normaliseCertificate('id-card', of.certificateNumber, dateOf(at));
  const certificate = number.ok ? number.value : of.certificateNumber;
  return durably(deps, 'relation', async (tx): Promise<Result<store.StoredJoining, Refusal>> => {
    const { insuranceType, fromArea, toArea, startsOn } = of;
    const row = {
      ...{ applicationId, insuranceType, fromArea, toArea, startsOn, appliedAt: at },
      certificateDigest: certificateDigest(deps.lookupKey, 'id-card', certificate),
      certificateCipher: encrypted(deps, certificate),
      nameCipher: encrypted(deps, of.name),
      dueOn: dueAfter(at, TRANSFER_TERMS.acceptWorkingDays),
    };
    const isNew = await store.addJoining(tx, row);
    const known = await store.findJoining(tx, applicationId);
    if (known === null) return refuse('relation-open', { field: 'insuranceType' });
    const isSame = known.fromArea === fromArea && known.insuranceType === insuranceType;
    if (!isSame || known.certificateDigest !== row.certificateDigest)
      return refuse('event-differs', { field: 'applicationId' });
    if (!isNew) return ok(known);
    const digest = digestOf({ applicationId, insuranceType, fromArea, toArea, startsOn });
    await appendToJournal(tx, { kind: 'insured.relation-applied', subject: applicationId, digest });
    return ok(known);
  });
}

/**
 * The agency of the new area writes down what a person asks for at its window. Refuses `not-permitted`,
 * `relation-area-elsewhere`, `relation-same-area`, `relation-date`, what is wrong with the certificate,
 * `relation-open`.
 */
export async function applyAtNewArea(
  deps: InsuredDeps,
  actor: Actor,
  wish: Omit<RelationApplication, 'applicationId'>,
): Promise<Result<{ applicationId: string }, Refusal>> {
  if (!mayAct(actor, wish.toArea)) return refuse('not-permitted', { field: 'toArea' });
  const applicationId = deps.ids.next('event', wish.toArea, deps.now());
  const opened = await open(deps, { ...wish, applicationId });
  return opened.ok ? ok({ applicationId }) : opened;
}

/** What a person applied for in the old area arrives, and is asked about until it ends. */
export function hearApplication(deps: InsuredDeps): Handler<'relation.apply@1'> {
  return async (application, { from }): Promise<Result<AnswerOf<'relation.apply@1'>, Refusal>> => {
    if (application.fromArea.slice(0, 2) !== from) return refuse('not-permitted', { field: 'fromArea' });
    const opened = await open(deps, application);
    if (!opened.ok) return opened;
    const { state, reasonCode, reasonText } = opened.value;
    const reason = reasonText === null ? null : { code: reasonCode!, text: reasonText };
    return ok({ state: state === 'done' ? 'joined' : state, reason });
  };
}

/** A coverage of the same kind that stands in another area of this node. */
async function clash(tx: Executor, row: store.StoredJoining): Promise<arrivals.KnownCoverage | null> {
  const known = await arrivals.coverageBehind(tx, row.certificateDigest, row.insuranceType);
  const isElsewhere = known?.status === 'in-force' && ![row.fromArea, row.toArea].includes(known.area);
  return isElsewhere ? known : null;
}

/**
 * Accepts an application, or refuses it with a reason. Who is insured here already is joined from the first
 * day of that coverage on. Refuses `relation-unknown`, `relation-wrong-state`, `relation-reason-missing`,
 * `relation-insured-elsewhere`.
 */
export function decideJoining(
  deps: InsuredDeps,
  actor: Actor,
  decision: {
    readonly applicationId: string;
    readonly accept: boolean;
    readonly reason?: string | undefined;
  },
): Promise<Result<{ applicationId: string; state: string }, Refusal>> {
  const { applicationId, accept, reason = '' } = decision;
  type Decided = Result<{ applicationId: string; state: string }, Refusal>;
  return durably(deps, 'relation', async (tx): Promise<Decided> => {
    const row = await store.lockJoining(tx, applicationId);
    if (row === null || !mayAct(actor, row.toArea)) return refuse('relation-unknown');
    if (row.state !== 'applied') return refuse('relation-wrong-state', { field: 'applicationId' });
    const at = deps.now();
    if (!accept && reason.trim() === '') return refuse('relation-reason-missing', { field: 'reason' });
    if (!accept) {
      await refuseJoining(tx, row, { code: 'relation-wrong-state', text: reason.trim() }, at);
      return ok({ applicationId, state: 'refused' });
    }
    if ((await clash(tx, row)) !== null) return refuse('relation-insured-elsewhere');
    const known = await arrivals.coverageBehind(tx, row.certificateDigest, row.insuranceType);
    const isHere = known?.status === 'in-force' && known.area === row.toArea;
    const startsOn = isHere ? known.startedOn : row.startsOn;
    await store.changeJoining(tx, { ...row, state: 'accepted', startsOn }, at);
    const digest = digestOf({ applicationId, state: 'accepted', startsOn });
    await appendToJournal(tx, { kind: 'insured.relation-accepted', subject: applicationId, digest });
    return ok({ applicationId, state: 'accepted' });
  });
}

async function refuseJoining(
  tx: Executor,
  row: store.StoredJoining,
  { code, text }: store.Reason,
  at: Instant,
): Promise<void> {
  const refused = { ...row, state: 'refused' as const, reasonCode: code, reasonText: text };
  await store.changeJoining(tx, refused, at);
  const digest = digestOf({ applicationId: row.applicationId, state: 'refused', code });
  await appendToJournal(tx, { kind: 'insured.relation-refused', subject: row.applicationId, digest });
}

type Joining = {
  readonly row: store.StoredJoining;
  readonly certificate: RelationCertificate;
  readonly at: Instant;
};

/** The person here, entered with the certificate's data when new. */
async function enterPerson(
  deps: InsuredDeps,
  tx: Executor,
  { row, certificate, at }: Joining,
): Promise<string> {
  const known = await arrivals.personBehind(tx, row.certificateDigest);
  if (known !== null) return known;
  const { personId, name, certificateNumber, phone, gender, birthDate } = certificate;
  await arrivals.addPerson(tx, {
    ...{ personId, gender, birthDate, at },
    nameCipher: encrypted(deps, name),
    certificateCipher: encrypted(deps, certificateNumber),
    phoneCipher: phone === null ? null : encrypted(deps, phone),
    phoneDigest: phone === null ? null : keyedDigest(deps.lookupKey, `phone:${phone}`),
    directoryDigest: directoryDigest(deps.directoryKey, certificateNumber),
    digests: CERTIFICATES.map((kind) => certificateDigest(deps.lookupKey, kind, certificateNumber)),
    kinds: CERTIFICATES,
  });
  return personId;
}

/** Coverage from the first day on; who was insured here before keeps the coverage and gains the periods. */
async function enterCoverage(
  tx: Executor,
  { row, certificate, at }: Joining,
  { personId, since }: { readonly personId: string; readonly since: CalendarDate },
): Promise<TransferRefusalCode | null> {
  const { insuranceType, toArea } = row;
  const startsOn = calendarDate(row.startsOn);
  const known: StoredCoverage | null = await lockCoverage(tx, personId, insuranceType);
  const isLive = known?.status === 'in-force';
  if (isLive && known.insured_area !== toArea) return 'relation-insured-elsewhere';
  const facts = factsAfter(known?.facts ?? [], { effectiveOn: startsOn, enrolledSince: since });
  const startedOn = isLive ? known.started_on : startsOn;
  const group = known?.person_group ?? certificate.group;
  await arrivals.putCoverage(tx, { personId, insuranceType, toArea, group, startedOn, facts });
  const event = {
    ...{ eventId: `relation.${row.applicationId}.in`, personId, insuranceType },
    ...{ status: 'in-force' as const, effectiveOn: startedOn },
  };
  const body = canonicalJson(event);
  await insertCoverageChange(tx, { ...event, changedAt: at, actorId: toArea, body });
  return null;
}

async function moveIn(tx: Executor, { row, certificate, at }: Joining, personId: string): Promise<void> {
  const credit = personalAccount(personId);
  await openAccount(tx, LEDGER, { accountId: credit, floor: ZERO_FEN });
  if (certificate.balance === 0) return;
  const debit = relationTransit(row.fromArea, row.toArea);
  const mark = { reference: row.applicationId, month: monthOf(at), postedAt: at };
  const move = { transferId: `${row.applicationId}.relation-in`, debit, credit, code: 'relation-in' };
  await postTransfers(tx, LEDGER, [{ ...move, ...mark, amount: fen(certificate.balance) }]);
}

/** Joins: person, coverage, periods, balance and directory, once. */
function join(deps: InsuredDeps, applicationId: string, certificate: RelationCertificate): Promise<boolean> {
  return durably(deps, 'relation', async (tx) => {
    const row = await store.lockJoining(tx, applicationId);
    if (row === null || row.state !== 'accepted') return false;
    const at = deps.now();
    const joining = { row, certificate, at };
    const personId = await enterPerson(deps, tx, joining);
    const person = { personId, insuranceType: row.insuranceType };
    const periods = joinPeriods(await store.earlierPeriods(tx, person), certificate.periods);
    const dates = { startsOn: row.startsOn, tolerated: UNBROKEN_MONTHS };
    const since = calendarDate(enrolledSince(periods, dates));
    const obstacle = await enterCoverage(tx, joining, { personId, since });
    if (obstacle !== null) {
      deps.log?.({ level: 'warn', event: 'relation-not-joined', applicationId, code: obstacle });
      return false;
    }
    await moveIn(tx, joining, personId);
    await store.addPeriods(tx, { ...person, applicationId }, certificate.periods);
    const months = monthsIn(periods);
    const { balance } = certificate;
    await store.changeJoining(tx, { ...row, state: 'joined', personId, balance, months }, at);
    const actor: Actor = { id: row.toArea, kind: 'agency', node: deps.node, areas: [row.toArea], roles: [] };
    await writeEntry(tx, { personId, at, actor, purpose: 'transfer', subject: applicationId });
    const digest = digestOf({ applicationId, personId, balance, periods: certificate.periods });
    await appendToJournal(tx, { kind: 'insured.relation-joined-here', subject: applicationId, digest });
    const entry = directoryDigest(deps.directoryKey, certificate.certificateNumber);
    const entries = [{ digest: entry, personId, insuredArea: row.toArea }];
    const id = `directory.${applicationId}`;
    await deps.enqueue(tx, { message: 'directory.register@1', id, body: { entries } });
    return true;
  });
}

/** The old area has booked it too: what was in transit is due from it now. */
function close(deps: InsuredDeps, applicationId: string): Promise<boolean> {
  return durably(deps, 'relation', async (tx) => {
    const row = await store.lockJoining(tx, applicationId);
    if (row === null || row.state !== 'joined') return false;
    const at = deps.now();
    if (row.balance > 0) {
      const [debit, credit] = [
        relationDue(row.fromArea, row.toArea),
        relationTransit(row.fromArea, row.toArea),
      ];
      const move = { transferId: `${applicationId}.relation-due`, debit, credit, code: 'relation-due' };
      const mark = { reference: applicationId, month: monthOf(at), postedAt: at };
      await postTransfers(tx, LEDGER, [{ ...move, ...mark, amount: fen(row.balance) }]);
    }
    await store.changeJoining(tx, { ...row, state: 'done' }, at);
    const digest = digestOf({ applicationId, state: 'done' });
    await appendToJournal(tx, { kind: 'insured.relation-done', subject: applicationId, digest });
    return true;
  });
}

const routeTo = (row: store.RelationRow, at: Instant) =>
  routeOf({ careArea: row.toArea, insuredArea: row.fromArea, month: monthOf(at) });

/** One step of an open application: asks for the certificate, or tells that the person has joined. */
async function step(deps: InsuredDeps, row: store.StoredJoining): Promise<boolean> {
  const { applicationId, insuranceType, fromArea, toArea, startsOn, state } = row;
  const at = deps.now();
  const to = { to: fromArea.slice(0, 2) };
  if (state === 'joined') {
    const told = await deps.ask!('relation.joined@1', routeTo(row, at), { applicationId, joinedAt: at }, to);
    return told.ok && close(deps, applicationId);
  }
  const clear = (cipher: string) => decryptField(deps.fieldKeys, cipher);
  const [certificateNumber, name] = [clear(row.certificateCipher), clear(row.nameCipher)];
  const request = { applicationId, certificateNumber, name, insuranceType, fromArea, toArea, startsOn };
  const answer = await deps.ask!('relation.request@1', routeTo(row, at), request, to);
  if (!answer.ok) {
    deps.log?.({ level: 'warn', event: 'relation-not-asked', applicationId, code: answer.refusal.code });
    return false;
  }
  const { certificate, reason } = answer.value;
  if (certificate !== null) return retrying(() => join(deps, applicationId, certificate));
  if (answer.value.state !== 'refused') return false;
  return durably(deps, 'relation', async (tx) => {
    const now = await store.lockJoining(tx, applicationId);
    if (now?.state !== 'accepted') return false;
    const text = TRANSFER_REFUSAL_TEXTS['relation-wrong-state'];
    await refuseJoining(tx, now, reason ?? { code: 'relation-wrong-state', text }, at);
    return true;
  });
}

/** Takes open applications one step on; answers how many moved. */
export async function driveJoinings(deps: InsuredDeps): Promise<number> {
  if (deps.ask === undefined) return 0;
  return stepEach(await store.dueJoinings(deps.db, deps.now()), (row) => step(deps, row));
}
