/** A person's own face: enrolling with separate consent, reading how it stands, deleting (ID3, Q-11). */
import { encryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  dateOf,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { isChild } from '../consent/giver.ts';
import {
  type Agreement,
  type ConsentForm,
  type ConsentRequest,
  consentForm,
  giveIn,
  revokeConsent,
} from '../consent/service.ts';
import { consentFor } from '../consent/standing.ts';
import type { ConsentChannel } from '../consent/words.ts';
import type { InsuredDeps } from '../deps.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { readDescriptor } from './descriptor.ts';
import { endFace } from './end.ts';
import * as store from './store.ts';
import { FACE_LIMITS, FACE_MODEL, FACE_RECIPIENT, type FaceLook } from './words.ts';

/** The one consent that faces need: to terminals, for identification, the template only. */
const wanted = (personId: string) =>
  ({
    personId,
    recipient: FACE_RECIPIENT,
    purpose: 'face-identification',
    dataClasses: ['faceTemplate'],
  }) as const satisfies ConsentRequest;

/** The consent under which a person's template may stand and be compared now. */
export const faceConsent = (executor: Executor, personId: string, at: Instant) =>
  consentFor(executor, { ...wanted(personId), dataClass: 'faceTemplate', at });

/** Nobody does this for somebody else; a child under 14 has a guardian and other ways. */
async function refusalOf(
  deps: InsuredDeps,
  executor: Executor,
  { actor, personId }: { readonly actor: Actor; readonly personId: string },
): Promise<Result<never, Refusal> | null> {
  const isUnderAge = await isChild(executor, personId, dateOf(deps.now()));
  if (isUnderAge === null) return refuse('person-unknown');
  if (actor.kind !== 'person') return refuse('not-permitted');
  if (isUnderAge) return refuse('face-under-age', { field: 'personId' });
  return actor.id === personId ? null : refuse('not-permitted');
}

/**
 * The text that is agreed to before a face is enrolled. Refuses `person-unknown`, `not-permitted`,
 * `face-under-age`.
 */
export async function faceForm(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<ConsentForm, Refusal>> {
  const refused = await refusalOf(deps, deps.db, { actor, personId });
  return refused ?? (await consentForm(deps, actor, wanted(personId)));
}

export type FaceEnrolment = FaceLook & Agreement & { readonly personId: string };

/**
 * Keeps the template of the person's face, encrypted, under a consent given with it (one that stands
 * already serves). An earlier template is deleted. Refuses as `faceForm`, then `face-malformed`,
 * `face-model-differs`, `face-not-live`, and what giving the consent refuses.
 */
export function enrolFace(
  deps: InsuredDeps,
  actor: Actor,
  given: FaceEnrolment,
): Promise<Result<{ readonly enrolmentId: string; readonly enrolledAt: Instant }, Refusal>> {
  const { personId } = given;
  type Enrolled = Result<{ enrolmentId: string; enrolledAt: Instant }, Refusal>;
  return durably(deps, 'face', async (tx): Promise<Enrolled> => {
    const refused = (await refusalOf(deps, tx, { actor, personId })) ?? refusalOfLook(given);
    if (refused !== null) return refused;
    const consent = await consentedBy(deps, tx, { actor, given });
    if (!consent.ok) return consent;
    await store.holdFace(tx, personId);
    const at = deps.now();
    await endFace(deps, tx, { personId, consentId: null, at, by: actor.id, reason: 'replaced' });
    const person = await readPersonArea(tx, personId);
    const row: store.StoredEnrolment = {
      enrolment_id: deps.ids.next('event', person?.areas[0] ?? `${deps.node}0000`, at),
      person_id: personId,
      consent_id: consent.value.consentId,
      model: given.model,
      enrolled_at: at,
      enrolled_by: actor.id,
    };
    const key = deps.fieldKeys[0]!;
    const sealed = encryptField(key, given.descriptor);
    await store.insertEnrolment(tx, row, { keyId: key.id, sealed });
    const { enrolment_id: enrolmentId } = row;
    await appendToJournal(tx, { kind: 'insured.face-enrolled', subject: enrolmentId, digest: digestOf(row) });
    await writeEntry(tx, { personId, at, actor, purpose: 'face', subject: enrolmentId });
    return ok({ enrolmentId, enrolledAt: at });
  });
}

function refusalOfLook(look: FaceLook): Result<never, Refusal> | null {
  if (readDescriptor(look.descriptor) === null) return refuse('face-malformed', { field: 'descriptor' });
  if (look.model !== FACE_MODEL) return refuse('face-model-differs', { field: 'model' });
  return isLive(look) ? null : refuse('face-not-live', { field: 'live' });
}

/** Whether a person was there: both models say so, and something was done that a still picture does not. */
export const isLive = ({ live, real, action }: FaceLook): boolean =>
  live >= FACE_LIMITS.live && real >= FACE_LIMITS.real && action !== null;

async function consentedBy(
  deps: InsuredDeps,
  tx: Executor,
  { actor, given }: { readonly actor: Actor; readonly given: FaceEnrolment },
): Promise<Result<{ readonly consentId: string }, Refusal>> {
  const { personId, textHash, separately, channel } = given;
  const standing = await faceConsent(tx, personId, deps.now());
  if (standing.ok) return standing;
  const giver = { giver_id: personId, giver_role: 'self', delegation_id: null } as const;
  const how = { giver, isForChild: false, confirmedBy: 'signed-in', reference: null } as const;
  return giveIn(deps, tx, { actor, given: { ...wanted(personId), textHash, separately, channel }, how });
}

export type FaceState = {
  readonly state: 'never' | 'enrolled' | 'ended' | 'under-age';
  readonly enrolledAt: number | null;
  readonly endedAt: number | null;
  readonly consentId: string | null;
};

/**
 * How a person's face stands; to the person and to delegates who see consents. Refuses `person-unknown`,
 * `not-permitted`.
 */
export async function faceState(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<FaceState, Refusal>> {
  const isUnderAge = await isChild(deps.db, personId, dateOf(deps.now()));
  if (isUnderAge === null) return refuse('person-unknown');
  if (!speaksForPerson(actor, personId, 'consents')) return refuse('not-permitted');
  const nothing = { enrolledAt: null, endedAt: null, consentId: null };
  if (isUnderAge) return ok({ state: 'under-age', ...nothing });
  const last = await store.readLast(deps.db, personId);
  if (last === null) return ok({ state: 'never', ...nothing });
  const { enrolled_at: enrolledAt, ended_at: endedAt, consent_id: consentId } = last;
  return ok({ state: endedAt === null ? 'enrolled' : 'ended', enrolledAt, endedAt, consentId });
}

/**
 * Deletes the template by withdrawing the consent under which it stands: one step, at once; only the fact
 * stays. Refuses `face-not-enrolled`, `not-permitted`.
 */
export async function revokeFace(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly personId: string; readonly channel: ConsentChannel },
): Promise<Result<{ readonly consentId: string; readonly revokedAt: Instant }, Refusal>> {
  const { personId, channel } = request;
  if (!speaksForPerson(actor, personId, 'consents')) return refuse('not-permitted');
  const template = await store.readTemplate(deps.db, personId);
  if (template === null) return refuse('face-not-enrolled', { field: 'personId' });
  return revokeConsent(deps, actor, { consentId: template.consent_id, channel });
}
