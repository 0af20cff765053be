/** Acting for family (ID4): who may act for whom, granted by the person, looked up at every request. */
import { decryptField, encryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  ACTING_SCOPES,
  type ActingScope,
  type Actor,
  addDays,
  addMonths,
  type CalendarDate,
  calendarDate,
  dateOf,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { mayReadPerson, refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import * as store from './store.ts';
import type { DelegateRelation, DelegationMethod } from './words.ts';

const USUAL_MONTHS = 12;
const LONGEST_MONTHS = 60;

/** What somebody may do for a person, and until when. */
export type DelegationWish = {
  readonly relation: DelegateRelation;
  readonly scopes: readonly ActingScope[];
  /** The last day; a year from today unless given. */
  readonly endsOn?: CalendarDate | undefined;
};

/** Somebody who will act, as the node of that person knows the name. */
export type Delegate = { readonly personId: string; readonly name: string };

/** The rules of a wish alone. Refuses `delegation-scope-missing`, `delegation-period`. */
export function examineWish(
  wish: DelegationWish,
  today: CalendarDate,
): Result<{ readonly scopes: readonly ActingScope[]; readonly endsOn: CalendarDate }, Refusal> {
  const scopes = ACTING_SCOPES.filter((scope) => wish.scopes.includes(scope));
  if (scopes.length === 0) return refuse('delegation-scope-missing', { field: 'scopes' });
  const endsOn = wish.endsOn ?? addDays(addMonths(today, USUAL_MONTHS), -1);
  if (endsOn < today || endsOn > addMonths(today, LONGEST_MONTHS)) {
    return refuse('delegation-period', { field: 'endsOn' });
  }
  return ok({ scopes, endsOn });
}

export type Granting = {
  readonly principalId: string;
  readonly delegate: Delegate;
  readonly wish: DelegationWish;
  readonly method: DelegationMethod;
  readonly verification: string | null;
  readonly isGuardian: boolean;
  readonly actor: Actor;
};

/**
 * Keeps a delegation in the caller's transaction; an earlier one between the two ends with it. Refuses
 * `delegate-is-self` and what `examineWish` does.
 */
export async function grantIn(
  deps: InsuredDeps,
  tx: Executor,
  granting: Granting,
): Promise<Result<{ readonly delegationId: string }, Refusal>> {
  const { principalId, delegate, wish, actor, isGuardian } = granting;
  if (delegate.personId === principalId) return refuse('delegate-is-self');
  await store.holdDelegations(tx, principalId);
  const at = deps.now();
  const on = dateOf(at);
  const examined = examineWish(wish, on);
  if (!examined.ok) return examined;
  const person = await readPersonArea(tx, principalId);
  const delegationId = deps.ids.next('event', person?.areas[0] ?? `${deps.node}0000`, at);
  const between = { principalId, delegateId: delegate.personId, at, on };
  const earlier = await store.readStanding(tx, between);
  if (earlier !== null) await endIn(tx, earlier.delegation_id, { at, by: actor.id, reason: 'replaced' });
  const row: store.StoredDelegation = {
    delegation_id: delegationId,
    principal_id: principalId,
    delegate_id: delegate.personId,
    delegate_name_cipher: encryptField(deps.fieldKeys[0]!, delegate.name),
    relation: wish.relation,
    scopes: isGuardian ? ACTING_SCOPES : examined.value.scopes,
    is_guardian: isGuardian,
    method: granting.method,
    verification: granting.verification,
    granted_by: actor.id,
    granted_at: at,
    ends_on: examined.value.endsOn,
  };
  await store.insertDelegation(tx, row);
  const { delegate_name_cipher: _name, ...fact } = row;
  await appendToJournal(tx, {
    kind: 'insured.delegation',
    subject: delegationId,
    digest: digestOf({ ...fact, scopes: [...fact.scopes] }),
  });
  await writeEntry(tx, { personId: principalId, at, actor, purpose: 'delegation', subject: delegationId });
  return ok({ delegationId });
}

async function endIn(
  tx: Executor,
  delegationId: string,
  how: {
    readonly at: Instant;
    readonly by: string;
    readonly reason: NonNullable<store.DelegationRow['reason']>;
  },
): Promise<void> {
  if (!(await store.insertEnd(tx, { delegationId, ...how }))) return;
  const digest = digestOf({ delegationId, ...how });
  await appendToJournal(tx, { kind: 'insured.delegation-ended', subject: delegationId, digest });
}

/**
 * The person, signed in, lets somebody act. Only the person does: a delegate cannot pass it on. Refuses
 * `person-unknown`, `not-permitted`, `delegate-is-self`, `delegation-scope-missing`, `delegation-period`.
 */
export async function grantDelegation(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly principalId: string; readonly delegate: Delegate; readonly wish: DelegationWish },
): Promise<Result<{ readonly delegationId: string }, Refusal>> {
  const person = await readPersonArea(deps.db, request.principalId);
  if (person === null) return refuse('person-unknown');
  if (actor.kind !== 'person' || actor.id !== request.principalId) return refuse('not-permitted');
  const how = { method: 'signed-in', verification: null, isGuardian: false } as const;
  return durably(deps, 'delegation', (tx) => grantIn(deps, tx, { ...request, ...how, actor }));
}

/**
 * Ends a delegation at once; the person, the delegate or the agency may. Again without effect. Refuses
 * `delegation-unknown`, also to a stranger.
 */
export function endDelegation(
  deps: InsuredDeps,
  actor: Actor,
  delegationId: string,
): Promise<Result<{ readonly delegationId: string }, Refusal>> {
  return durably(deps, 'delegation', async (tx): Promise<Result<{ delegationId: string }, Refusal>> => {
    const known = await store.readDelegation(tx, delegationId);
    const person = known === null ? null : await readPersonArea(tx, known.principal_id);
    const isDelegate = actor.kind === 'person' && known?.delegate_id === actor.id;
    if (known === null || person === null || !(isDelegate || mayReadPerson(actor, person))) {
      return refuse('delegation-unknown', { field: 'delegationId' });
    }
    await store.holdDelegations(tx, known.principal_id);
    const at = deps.now();
    const reason = isDelegate ? 'renounced' : actor.kind === 'person' ? 'revoked' : 'by-agency';
    await endIn(tx, delegationId, { at, by: actor.id, reason });
    await writeEntry(tx, {
      personId: known.principal_id,
      at,
      actor,
      purpose: 'delegation',
      subject: delegationId,
    });
    return ok({ delegationId });
  });
}

/**
 * The actor who acts for another person now: read from the delegation in force, so that an end counts at
 * once. Refuses `delegation-unknown`.
 */
export async function actAs(
  deps: Pick<InsuredDeps, 'db' | 'now'>,
  actor: Actor,
  personId: string,
): Promise<Result<Actor, Refusal>> {
  const { actsFor: _before, ...self } = actor;
  if (actor.id === personId) return ok(self);
  const at = deps.now();
  const key = { principalId: personId, delegateId: actor.id, at, on: dateOf(at) };
  const row = actor.kind === 'person' ? await store.readStanding(deps.db, key) : null;
  if (row === null) return refuse('delegation-unknown', { field: 'personId' });
  const actsFor = {
    delegationId: row.delegation_id,
    personId,
    scopes: row.scopes,
    isGuardian: row.is_guardian,
  };
  return ok({ ...self, actsFor });
}

export type DelegationView = Omit<store.DelegationRow, 'delegate_name_cipher'> & {
  readonly delegateName: string;
  readonly state: 'standing' | 'expired' | 'ended';
};

/** Who may act, or might, for a person, the newest first. Refuses `person-unknown`, `not-permitted`. */
export async function delegationsOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<readonly DelegationView[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  const today = dateOf(deps.now());
  const rows = await store.readOfPrincipal(deps.db, personId);
  return ok(
    rows.map(({ delegate_name_cipher, ...row }) => ({
      ...row,
      delegateName: decryptField(deps.fieldKeys, delegate_name_cipher),
      state: row.ended_at !== null ? 'ended' : row.ends_on < today ? 'expired' : 'standing',
    })),
  );
}

/** Somebody whom the actor may act for at this node. */
export type Principal = {
  readonly delegationId: string;
  readonly personId: string;
  readonly name: string;
  readonly relation: DelegateRelation;
  readonly scopes: readonly ActingScope[];
  readonly isGuardian: boolean;
  readonly endsOn: CalendarDate;
};

/** The persons of this node for whom somebody acts today. */
export async function principalsOf(deps: InsuredDeps, actor: Actor): Promise<readonly Principal[]> {
  if (actor.kind !== 'person') return [];
  const rows = await store.readOfDelegate(deps.db, actor.id, dateOf(deps.now()));
  return rows.map((row) => ({
    delegationId: row.delegation_id,
    personId: row.principal_id,
    name: decryptField(deps.fieldKeys, row.name_cipher),
    relation: row.relation,
    scopes: row.scopes,
    isGuardian: row.is_guardian,
    endsOn: calendarDate(row.ends_on),
  }));
}
