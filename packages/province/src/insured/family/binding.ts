import { decryptField } from '@zhijie/crypto';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Fen,
  type Instant,
  maskName,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { certificateDigest, directoryDigest, normaliseCertificate } from '../person/certificate.ts';
import { mayReadPerson } from '../person/permissions.ts';
import { sameName } from '../person/service.ts';
import { readByCertificate, readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { refusalOfKin } from './kinship.ts';
import * as store from './store.ts';
import {
  FAMILY_SCOPE_LABELS,
  type FamilyRefusalCode,
  type FamilyScope,
  RELATION_LABELS,
  type Relation,
} from './words.ts';

export type BindingWish = {
  readonly donorId: string;
  readonly relativeCertificate: string;
  readonly relativeName: string;
  /** What the relative is to the donor; a word outside the closed list is refused. */
  readonly relation: string;
  /** The donor answers in writing for a relation that the register does not know. */
  readonly byCommitment: boolean;
  readonly scopes: readonly FamilyScope[];
  /** Fen in a calendar year; null: as much as the account has. */
  readonly limitPerYear: Fen | null;
  readonly endsOn: CalendarDate | null;
};

/** Only the donor gives away; an agency of the donor's area may write it down for him. */
export const mayGive = (
  actor: Actor,
  donor: { personId: string; areas: readonly string[] } | null,
): boolean => donor !== null && mayReadPerson(actor, donor);

/** Somebody of this node by certificate and name. Refuses `relative-elsewhere`, `name-mismatch`. */
async function findRelative(
  deps: InsuredDeps,
  actor: Actor,
  { relativeCertificate, relativeName }: BindingWish,
): Promise<Result<{ personId: string; digest: string }, Refusal>> {
  const at = deps.now();
  const number = normaliseCertificate('id-card', relativeCertificate, dateOf(at));
  if (!number.ok) return refuse(number.refusal.code, { field: 'relativeCertificate' });
  const digest = certificateDigest(deps.lookupKey, 'id-card', number.value);
  const key = { accountPrefix: personalAccountPrefix(), digest, kind: 'id-card' };
  const file = await readByCertificate(deps.db, key, { at, actor, purpose: 'identify', subject: null });
  if (file === null) return refuse('relative-elsewhere', { field: 'relativeCertificate' });
  if (!sameName(relativeName, decryptField(deps.fieldKeys, file.name_cipher)))
    return refuse('name-mismatch', { field: 'relativeName' });
  return ok({ personId: file.person_id, digest: directoryDigest(deps.directoryKey, number.value) });
}

/**
 * Binds a donor's employee account to a relative of the same province. Refuses `not-permitted`, what
 * finding the relative refuses, `relative-is-donor`, `scope-missing`, `not-relative`, `relation-unproven`,
 * `donor-not-employee`, `relative-not-insured`, `already-bound`.
 */
export async function bindRelative(
  deps: InsuredDeps,
  actor: Actor,
  wish: BindingWish,
): Promise<Result<{ bindingId: string }, Refusal>> {
  const { donorId } = wish;
  if (!mayGive(actor, await readPersonArea(deps.db, donorId))) return refuse('not-permitted');
  const relative = await findRelative(deps, actor, wish);
  if (!relative.ok) return relative;
  const { personId: relativeId, digest: relativeDigest } = relative.value;
  if (relativeId === donorId) return refuse('relative-is-donor', { field: 'relativeCertificate' });
  if (wish.scopes.length === 0) return refuse('scope-missing', { field: 'scopes' });
  const at = deps.now();
  const today = dateOf(at);
  return durably(deps, 'family', async (tx): Promise<Result<{ bindingId: string }, Refusal>> => {
    const kin = await refusalOfKin(tx, { ...wish, relativeDigest });
    if (kin !== null) return { ok: false, refusal: kin };
    const area = await store.employeeAreaOf(tx, donorId, today);
    if (area === null) return refuse('donor-not-employee');
    if (!(await store.isInsuredOn(tx, relativeId, today)))
      return refuse('relative-not-insured', { field: 'relativeCertificate' });
    const bindingId = deps.ids.next('event', area, at);
    const { byCommitment, limitPerYear, endsOn } = wish;
    const scopes = [...new Set(wish.scopes)].sort();
    const relation = wish.relation as Relation;
    const row = { bindingId, donorId, relativeId, relation, byCommitment, scopes, limitPerYear, endsOn };
    if (!(await store.addBinding(tx, { ...row, boundAt: at })))
      return refuse('already-bound', { field: 'relativeCertificate' });
    const event = { bindingId, at, amount: 0, legId: null, actorId: actor.id };
    await store.addEvent(tx, { ...event, kind: 'bound' });
    await writeEntry(tx, { personId: donorId, at, actor, purpose: 'family', subject: bindingId });
    await writeEntry(tx, { personId: relativeId, at, actor, purpose: 'family', subject: bindingId });
    await appendToJournal(tx, { kind: 'insured.family-bound', subject: bindingId, digest: digestOf(row) });
    return ok({ bindingId });
  });
}

/**
 * Ends a binding at once: what is held or paid of bills stays, nothing new is. Donor and relative both may.
 * Refuses `binding-unknown`, also to a stranger; revoking again changes nothing.
 */
export async function revokeBinding(
  deps: InsuredDeps,
  actor: Actor,
  bindingId: string,
): Promise<Result<{ bindingId: string }, Refusal<FamilyRefusalCode>>> {
  const found = await visibleBinding(deps, actor, bindingId);
  if (found === null) return refuse('binding-unknown', { field: 'bindingId' });
  const at = deps.now();
  await durably(deps, 'family', async (tx) => {
    if (!(await store.revoke(tx, bindingId, at, actor.id))) return;
    const event = { bindingId, at, amount: 0, legId: null, actorId: actor.id };
    await store.addEvent(tx, { ...event, kind: 'revoked' });
    const digest = digestOf({ bindingId, revokedAt: at, revokedBy: actor.id });
    await appendToJournal(tx, { kind: 'insured.family-revoked', subject: bindingId, digest });
  });
  return ok({ bindingId });
}

async function visibleBinding(
  deps: InsuredDeps,
  actor: Actor,
  bindingId: string,
): Promise<store.StoredBinding | null> {
  const found = await store.findBinding(deps.db, bindingId);
  if (found === null) return null;
  const both = await Promise.all([found.donorId, found.relativeId].map((id) => readPersonArea(deps.db, id)));
  return both.some((person) => mayGive(actor, person)) ? found : null;
}

export type BindingView = {
  readonly bindingId: string;
  /** Whether the person who asks gives or receives. */
  readonly role: 'donor' | 'relative';
  readonly other: string;
  readonly relation: Relation;
  readonly relationLabel: string;
  readonly scopes: readonly FamilyScope[];
  readonly scopeLabels: readonly string[];
  readonly limitPerYear: Fen | null;
  readonly byCommitment: boolean;
  readonly boundAt: Instant;
  readonly endsOn: string | null;
  readonly state: 'active' | 'revoked' | 'expired';
};

function viewOf(
  deps: InsuredDeps,
  row: store.NamedBinding,
  { personId, today }: { readonly personId: string; readonly today: string },
): BindingView {
  const { bindingId, relation, scopes, byCommitment, boundAt, endsOn, revokedAt } = row;
  const isDonor = row.donorId === personId;
  const cipher = isDonor ? row.relativeName : row.donorName;
  const isOver = endsOn !== null && endsOn < today;
  return {
    bindingId,
    role: isDonor ? 'donor' : 'relative',
    other: maskName(decryptField(deps.fieldKeys, cipher)),
    relation,
    relationLabel: RELATION_LABELS[relation],
    scopes,
    scopeLabels: scopes.map((scope) => FAMILY_SCOPE_LABELS[scope]),
    limitPerYear: row.limitPerYear as Fen | null,
    byCommitment,
    boundAt,
    endsOn,
    state: revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'active',
  };
}

const PAGE = 50;

/** Bindings of a person, both ways, page by page. Refuses `not-permitted`. */
export async function bindingsOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId, after = '' }: { readonly personId: string; readonly after?: string | undefined },
): Promise<Result<{ bindings: BindingView[]; next: string | null }, Refusal>> {
  const person = await readPersonArea(deps.db, personId);
  if (!mayGive(actor, person)) return refuse('not-permitted');
  const at = deps.now();
  const rows = await store.bindingsOfPerson(deps.db, { personId, after, limit: PAGE });
  await writeEntry(deps.db, { personId, at, actor, purpose: 'own-record', subject: null });
  const bindings = rows.map((row) => viewOf(deps, row, { personId, today: dateOf(at) }));
  return ok({ bindings, next: rows.length < PAGE ? null : rows.at(-1)!.bindingId });
}

/** What was changed and paid under a binding, newest first; logged. Refuses `binding-unknown`. */
export async function bindingLog(
  deps: InsuredDeps,
  actor: Actor,
  { bindingId, before }: { readonly bindingId: string; readonly before?: number | undefined },
): Promise<Result<{ events: Awaited<ReturnType<typeof store.eventsOf>>; next: number | null }, Refusal>> {
  const found = await visibleBinding(deps, actor, bindingId);
  if (found === null) return refuse('binding-unknown', { field: 'bindingId' });
  const { donorId: personId } = found;
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'family', subject: bindingId });
  const window = { bindingId, before: before ?? Number.MAX_SAFE_INTEGER, limit: PAGE };
  const events = await store.eventsOf(deps.db, window);
  return ok({ events, next: events.length < PAGE ? null : events.at(-1)!.entry });
}
