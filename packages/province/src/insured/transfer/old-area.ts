/**
 * The old area's part in a transfer of insurance (PS2): it takes the new area's request, and its agency
 * issues the certificate of participation: with that the coverage ends on the day on which the new one
 * begins, and the balance leaves the personal account, all in one transaction.
 */
import { CHINA_CALENDAR, workingDaysAfter } from '@zhijie/clearing';
import { decryptField, encryptField } from '@zhijie/crypto';
import { type Executor, retrying } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { AnswerOf, Handler, RelationApplication, RelationCertificate } from '@zhijie/exchange';
import {
  type Actor,
  assert,
  type CalendarDate,
  canonicalJson,
  dateOf,
  type Fen,
  fen,
  type Instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  freeBalanceOf,
  lockFreeBalance,
  personalAccount,
  postTransfers,
  relationOwed,
  relationTransit,
} from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { personalAccountPrefix } from '../account/account.ts';
import { insertCoverageChange, lockCoverage, updateCoverage } from '../coverage/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { certificateDigest, normaliseCertificate } from '../person/certificate.ts';
import { sameName } from '../person/service.ts';
import { readByCertificate, readById, type StoredCoverage } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { joinPeriods, ownPeriods } from './periods.ts';
import * as store from './store.ts';
import { TRANSFER_REFUSAL_TEXTS, TRANSFER_TERMS, type TransferRefusalCode } from './words.ts';

const LEDGER = 'insured_ledger';
type Answered = AnswerOf<'relation.request@1'>;

export const mayAct = (actor: Actor, area: string): boolean =>
  actor.kind === 'system' || (actor.kind === 'agency' && actor.areas.includes(area));

export function encrypted(deps: InsuredDeps, text: string): string {
  const key = deps.fieldKeys[0];
  assert(key !== undefined, 'a node has a field key');
  return encryptField(key, text);
}

export const dueAfter = (at: Instant, workingDays: number): string =>
  workingDaysAfter(CHINA_CALENDAR, dateOf(at), workingDays).on;

/** The person behind an application and the coverage that leaves. */
async function personOf(
  deps: InsuredDeps,
  request: RelationApplication,
  at: Instant,
): Promise<{ readonly personId: string } | TransferRefusalCode> {
  const number = normaliseCertificate('id-card', request.certificateNumber, dateOf(at));
  if (!number.ok) return 'relation-not-insured';
  const digest = certificateDigest(deps.lookupKey, 'id-card', number.value);
  const key = { accountPrefix: personalAccountPrefix(), digest, kind: 'id-card' };
  const actor: Actor = { id: request.toArea, kind: 'node', node: deps.node, areas: [], roles: [] };
  const entry = { at, actor, purpose: 'transfer', subject: request.applicationId } as const;
  const file = await readByCertificate(deps.db, key, entry);
  if (file === null || !sameName(request.name, decryptField(deps.fieldKeys, file.name_cipher)))
    return 'relation-not-insured';
  const coverage = file.coverages.find((one) => one.insurance_type === request.insuranceType);
  if (coverage?.insured_area !== request.fromArea) return 'relation-not-insured';
  return { personId: file.person_id };
}

async function answerOf(deps: InsuredDeps, row: store.StoredLeaving): Promise<Answered> {
  const reason = row.reasonText === null ? null : { code: row.reasonCode!, text: row.reasonText };
  if (row.state === 'refused') return { state: 'refused', reason, certificate: null };
  if (row.certificateId === null) return { state: 'received', reason: null, certificate: null };
  return { state: 'issued', reason: null, certificate: await certificateOf(deps, row) };
}

async function certificateOf(deps: InsuredDeps, row: store.StoredLeaving): Promise<RelationCertificate> {
  const personId = row.personId!;
  const key = { accountPrefix: personalAccountPrefix(), personId };
  const actor: Actor = { id: row.toArea, kind: 'node', node: deps.node, areas: [], roles: [] };
  const entry = { at: deps.now(), actor, purpose: 'transfer', subject: row.applicationId } as const;
  const file = (await readById(deps.db, key, entry))!;
  const coverage = file.coverages.find((one) => one.insurance_type === row.insuranceType)!;
  const clear = (cipher: string) => decryptField(deps.fieldKeys, cipher);
  return {
    certificateId: row.certificateId!,
    personId,
    name: clear(file.name_cipher),
    certificateNumber: clear(file.certificate_cipher),
    phone: file.phone_cipher === null ? null : clear(file.phone_cipher),
    gender: file.gender,
    birthDate: file.birth_date,
    insuranceType: row.insuranceType,
    group: coverage.person_group,
    periods: [...row.periods!],
    balance: row.balance!,
    endsOn: row.startsOn,
    issuedAt: row.issuedAt!,
  };
}

/** Keeps a request; what is known of the person decides at once whether it can be worked on. */
async function receive(deps: InsuredDeps, request: RelationApplication): Promise<store.StoredLeaving> {
  const { applicationId, insuranceType, fromArea, toArea, startsOn } = request;
  const at = deps.now();
  const found = await personOf(deps, request, at);
  return durably(deps, 'relation', async (tx) => {
    const known = await store.lockLeaving(tx, applicationId);
    if (known !== null && known.state !== 'applying' && known.state !== 'applied') return known;
    const code = typeof found === 'string' ? found : null;
    const personId = typeof found === 'string' ? null : found.personId;
    if (known === null) {
      const ciphers = {
        certificateCipher: encrypted(deps, request.certificateNumber),
        nameCipher: encrypted(deps, request.name),
      };
      const dueOn = dueAfter(at, TRANSFER_TERMS.issueWorkingDays);
      const row = { applicationId, insuranceType, fromArea, toArea, startsOn, dueOn, ...ciphers };
      const opened = { ...row, state: 'received' as const, openedAt: at };
      if (!(await store.addLeaving(tx, { ...opened, personId }))) {
        // Another transfer of the same insurance is open: this one is kept beside it, and refused.
        await store.addLeaving(tx, { ...opened, personId: null });
        return refuseRow(tx, (await store.lockLeaving(tx, applicationId))!, 'relation-open', at);
      }
    }
    const row = { ...(await store.lockLeaving(tx, applicationId))!, startsOn, state: 'received' as const };
    if (code !== null) return refuseRow(tx, row, code, at);
    await store.changeLeaving(tx, row, at);
    const digest = digestOf({ applicationId, fromArea, toArea, startsOn, insuranceType });
    await appendToJournal(tx, { kind: 'insured.relation-received', subject: applicationId, digest });
    return row;
  });
}

async function refuseRow(
  tx: Executor,
  row: store.StoredLeaving,
  code: TransferRefusalCode,
  at: Instant,
  text: string = TRANSFER_REFUSAL_TEXTS[code],
): Promise<store.StoredLeaving> {
  const refused = { ...row, state: 'refused' as const, reasonCode: code, reasonText: text };
  await store.changeLeaving(tx, refused, at);
  const digest = digestOf({ applicationId: row.applicationId, state: 'refused', code });
  await appendToJournal(tx, { kind: 'insured.relation-refused', subject: row.applicationId, digest });
  return refused;
}

const isSame = (row: store.StoredLeaving, request: RelationApplication): boolean =>
  row.fromArea === request.fromArea &&
  row.toArea === request.toArea &&
  row.insuranceType === request.insuranceType;

/**
 * The new area asks for the certificate, again and again until it is issued or refused. Refuses
 * `not-permitted`, `event-differs`.
 */
export function requestCertificate(deps: InsuredDeps): Handler<'relation.request@1'> {
  return async (request, { from }): Promise<Result<Answered, Refusal>> => {
    if (request.fromArea.slice(0, 2) !== deps.node) return refuse('not-permitted', { field: 'fromArea' });
    if (request.toArea.slice(0, 2) !== from) return refuse('not-permitted', { field: 'toArea' });
    const known = await store.findLeaving(deps.db, request.applicationId);
    if (known !== null && !isSame(known, request)) return refuse('event-differs', { field: 'applicationId' });
    const isNew = known === null || known.state === 'applying' || known.state === 'applied';
    const row = isNew ? await retrying(() => receive(deps, request)) : known;
    return ok(await answerOf(deps, row));
  };
}

/** Why a certificate is not issued, or null; with coverage and account locked. */
async function obstacleOf(
  tx: Executor,
  row: store.StoredLeaving,
  coverage: StoredCoverage | null,
): Promise<TransferRefusalCode | null> {
  if (coverage === null || coverage.insured_area !== row.fromArea) return 'relation-not-insured';
  if (coverage.status === 'dead') return 'relation-person-dead';
  if (coverage.status === 'arrears') return 'relation-in-arrears';
  if (coverage.started_on >= row.startsOn) return 'relation-starts-too-early';
  const person = { personId: row.personId!, insuranceType: row.insuranceType };
  if ((await store.settledAfter(tx, person, row.startsOn)) > 0) return 'relation-benefit-after-start';
  if (row.insuranceType !== 'employee') return null;
  const account = await lockFreeBalance(tx, LEDGER, personalAccount(person.personId));
  return (account?.held ?? 0) > 0 ? 'relation-money-held' : null;
}

/** Ends the coverage on the first day of the new one; a coverage that ended before stays as it is. */
async function endCoverage(
  tx: Executor,
  { row, coverage, actor, at }: Issuing & { readonly coverage: StoredCoverage },
): Promise<void> {
  const isOver = coverage.paused_on !== null && coverage.paused_on < row.startsOn;
  const pausedOn = isOver ? coverage.paused_on : row.startsOn;
  await updateCoverage(tx, row.personId!, { ...coverage, status: 'ended', paused_on: pausedOn });
  const event = {
    eventId: `relation.${row.applicationId}.out`,
    personId: row.personId!,
    insuranceType: row.insuranceType,
    status: 'ended' as const,
    effectiveOn: pausedOn!,
  };
  const body = canonicalJson(event);
  await insertCoverageChange(tx, { ...event, changedAt: at, actorId: actor.id, body });
}

type Issuing = { readonly row: store.StoredLeaving; readonly actor: Actor; readonly at: Instant };

/** The balance leaves the personal account; residents have none that moves. */
async function moveOut(tx: Executor, { row, at }: Issuing): Promise<Fen> {
  if (row.insuranceType !== 'employee') return fen(0);
  const personId = row.personId!;
  const balance = (await freeBalanceOf(tx, LEDGER, personalAccount(personId)))?.free ?? 0;
  if (balance <= 0) return fen(0);
  const [debit, credit] = [personalAccount(personId), relationTransit(row.fromArea, row.toArea)];
  const mark = { reference: row.applicationId, month: monthOf(at), postedAt: at };
  const move = { transferId: `${row.applicationId}.relation-out`, debit, credit, code: 'relation-out' };
  await postTransfers(tx, LEDGER, [{ ...move, ...mark, amount: fen(balance) }]);
  return fen(balance);
}

type Issued = { readonly certificateId: string; readonly balance: Fen };

/**
 * Issues the certificate of participation: periods and balance, and from the day of the new coverage on the
 * old one pays nothing more (no gap, no double benefit). Refuses `relation-unknown`, `not-permitted`,
 * `relation-wrong-state`, and what stands against it; issuing again answers the first certificate.
 */
export function issueCertificate(
  deps: InsuredDeps,
  actor: Actor,
  applicationId: string,
): Promise<Result<Issued, Refusal>> {
  return durably(deps, 'relation', async (tx): Promise<Result<Issued, Refusal>> => {
    const row = await store.lockLeaving(tx, applicationId);
    if (row === null || !mayAct(actor, row.fromArea)) return refuse('relation-unknown');
    if (row.certificateId !== null)
      return ok({ certificateId: row.certificateId, balance: fen(row.balance!) });
    if (row.state !== 'received') return refuse('relation-wrong-state', { field: 'applicationId' });
    const { personId, insuranceType, fromArea, startsOn } = row;
    const coverage = await lockCoverage(tx, personId!, insuranceType);
    const obstacle = await obstacleOf(tx, row, coverage);
    if (obstacle !== null) return refuse(obstacle);
    const at = deps.now();
    const issuing = { row, actor, at };
    const person = { personId: personId!, insuranceType };
    const dates = { startedOn: coverage!.started_on, endsOn: startsOn as CalendarDate };
    const own = ownPeriods(fromArea, dates, await store.statusChanges(tx, person));
    const periods = joinPeriods(await store.earlierPeriods(tx, person), own);
    const balance = await moveOut(tx, issuing);
    await endCoverage(tx, { ...issuing, coverage: coverage! });
    const certificateId = deps.ids.next('event', fromArea, at);
    const issued = { ...row, state: 'issued' as const, certificateId, periods, balance, issuedAt: at };
    await store.changeLeaving(tx, issued, at);
    const entry = { personId: personId!, at, actor, purpose: 'transfer', subject: applicationId } as const;
    await writeEntry(tx, entry);
    const digest = digestOf({ applicationId, certificateId, periods, balance, endsOn: startsOn });
    await appendToJournal(tx, { kind: 'insured.relation-issued', subject: applicationId, digest });
    return ok({ certificateId, balance });
  });
}

/** Declines to issue, with a reason that the person reads. */
export function declineLeaving(
  deps: InsuredDeps,
  actor: Actor,
  { applicationId, reason }: { readonly applicationId: string; readonly reason: string },
): Promise<Result<{ applicationId: string }, Refusal>> {
  return durably(deps, 'relation', async (tx): Promise<Result<{ applicationId: string }, Refusal>> => {
    const row = await store.lockLeaving(tx, applicationId);
    if (row === null || !mayAct(actor, row.fromArea)) return refuse('relation-unknown');
    if (row.state !== 'received') return refuse('relation-wrong-state', { field: 'applicationId' });
    if (reason.trim() === '') return refuse('relation-reason-missing', { field: 'reason' });
    await refuseRow(tx, row, 'relation-wrong-state', deps.now(), reason.trim());
    return ok({ applicationId });
  });
}

/** The new area says that the person has joined: what was in transit is owed to it now. */
export function hearJoined(deps: InsuredDeps): Handler<'relation.joined@1'> {
  return async ({ applicationId }, { from }) =>
    durably(deps, 'relation', async (tx): Promise<Result<AnswerOf<'relation.joined@1'>, Refusal>> => {
      const row = await store.lockLeaving(tx, applicationId);
      if (row === null || row.toArea.slice(0, 2) !== from)
        return refuse('relation-unknown', { field: 'applicationId' });
      if (row.state === 'joined') return ok({ outcome: 'unchanged' });
      if (row.state !== 'issued') return refuse('relation-wrong-state', { field: 'applicationId' });
      const at = deps.now();
      const { fromArea, toArea, balance } = row;
      if (balance! > 0) {
        const [debit, credit] = [relationTransit(fromArea, toArea), relationOwed(fromArea, toArea)];
        const move = { transferId: `${applicationId}.relation-owed`, debit, credit, code: 'relation-owed' };
        const mark = { reference: applicationId, month: monthOf(at), postedAt: at };
        await postTransfers(tx, LEDGER, [{ ...move, ...mark, amount: fen(balance!) }]);
      }
      await store.changeLeaving(tx, { ...row, state: 'joined' }, at);
      const digest = digestOf({ applicationId, state: 'joined' });
      await appendToJournal(tx, { kind: 'insured.relation-joined', subject: applicationId, digest });
      return ok({ outcome: 'applied' });
    });
}
