/** One look into a camera against one template: asked for, answered once, counted. Never 1:N. */
import { decryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CredentialBusiness } from '@zhijie/exchange';
import {
  type Actor,
  dateOf,
  type Instant,
  instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { isChild } from '../consent/giver.ts';
import type { InsuredDeps } from '../deps.ts';
import { readPersonArea } from '../person/store.ts';
import { likeness, readDescriptor } from './descriptor.ts';
import { faceConsent, isLive } from './service.ts';
import * as store from './store.ts';
import { FACE_LIMITS, type FaceAction, type FaceLook } from './words.ts';

/** Whom the answer serves; nobody else can give or use it. */
export type FaceBound =
  | {
      readonly purpose: 'identify';
      readonly providerId: string;
      readonly operatorId: string;
      readonly departmentId: string;
      readonly business: CredentialBusiness;
    }
  | { readonly purpose: 'delegation'; readonly operatorId: string };

export type FaceChallenge = {
  readonly challengeId: string;
  readonly action: FaceAction;
  readonly expiresAt: Instant;
};

/** The template that may be compared now: of somebody of age, under a consent that stands. */
async function usable(
  tx: Executor,
  { personId, at }: { readonly personId: string; readonly at: Instant },
): Promise<Result<store.StoredTemplate, Refusal>> {
  if (await isChild(tx, personId, dateOf(at)))
    return refuse('face-under-age', { field: 'certificateNumber' });
  const template = await store.readTemplate(tx, personId);
  const consent = template === null ? null : await faceConsent(tx, personId, at);
  if (template === null || consent?.ok !== true) return refuse('face-not-enrolled', { field: 'method' });
  const failures = await store.countFailures(tx, personId, at - FACE_LIMITS.lockedMs);
  if (failures >= FACE_LIMITS.failures) return refuse('face-locked', { field: 'method' });
  return ok(template);
}

/**
 * Asks for a look in the caller's transaction. Refuses `face-under-age`, `face-not-enrolled`, `face-locked`;
 * the question is in the person's access log either way.
 */
export async function askForLook(
  deps: InsuredDeps,
  tx: Executor,
  asked: { readonly personId: string; readonly actor: Actor; readonly bound: FaceBound },
): Promise<Result<FaceChallenge, Refusal>> {
  const { personId, actor, bound } = asked;
  await store.holdFace(tx, personId);
  const at = deps.now();
  const template = await usable(tx, { personId, at });
  if (!template.ok) {
    await writeEntry(tx, { personId, at, actor, purpose: 'face', subject: null });
    return template;
  }
  const area = (await readPersonArea(tx, personId))?.areas[0] ?? `${deps.node}0000`;
  const expiresAt = instant(at + FACE_LIMITS.challengeMs);
  const isOfProvider = bound.purpose === 'identify';
  const row: store.StoredChallenge = {
    challenge_id: deps.ids.next('event', area, at),
    person_id: personId,
    enrolment_id: template.value.enrolment_id,
    purpose: bound.purpose,
    provider_id: isOfProvider ? bound.providerId : null,
    operator_id: bound.operatorId,
    department_id: isOfProvider ? bound.departmentId : null,
    business: isOfProvider ? bound.business : null,
    action: 'turn',
    issued_at: at,
    expires_at: expiresAt,
  };
  await store.insertChallenge(tx, row);
  await writeEntry(tx, { personId, at, actor, purpose: 'face', subject: row.challenge_id });
  return ok({ challengeId: row.challenge_id, action: row.action, expiresAt });
}

const isFor = (row: store.StoredChallenge, bound: FaceBound): boolean =>
  row.purpose === bound.purpose &&
  row.operator_id === bound.operatorId &&
  (bound.purpose === 'delegation' ||
    (row.provider_id === bound.providerId && row.business === bound.business));

export type Answered = { readonly personId: string; readonly departmentId: string | null };

/**
 * Compares one look with the template, in the caller's transaction, which commits also when it refuses:
 * failures count. Refuses `face-challenge-unknown`, `face-elsewhere`, `face-challenge-used`,
 * `face-challenge-expired`, what asking refuses, `face-malformed`, `face-model-differs`, then `face-not-live`
 * and `face-no-match`, which are failures.
 */
export async function answerLook(
  deps: InsuredDeps,
  tx: Executor,
  given: {
    readonly challengeId: string;
    readonly actor: Actor;
    readonly bound: FaceBound;
    readonly look: FaceLook;
  },
): Promise<Result<Answered, Refusal>> {
  const { challengeId, actor, bound, look } = given;
  const field = 'challengeId';
  const asked = await store.readChallenge(tx, challengeId);
  if (asked === null) return refuse('face-challenge-unknown', { field });
  if (!isFor(asked, bound)) return refuse('face-elsewhere', { field });
  const { person_id: personId } = asked;
  await store.holdFace(tx, personId);
  const at = deps.now();
  if ((await store.readChallenge(tx, challengeId))?.outcome !== null) {
    return refuse('face-challenge-used', { field });
  }
  if (asked.expires_at <= at) return refuse('face-challenge-expired', { field });
  const template = await usable(tx, { personId, at });
  if (!template.ok) return template;
  const compared = compare(deps, template.value, look);
  if (!compared.ok) return compared;
  const row: store.StoredAnswer = {
    challenge_id: challengeId,
    person_id: personId,
    answered_at: at,
    ...compared.value,
    live: look.live,
    real: look.real,
    action: look.action,
  };
  await store.insertAnswer(tx, row);
  await appendToJournal(tx, { kind: 'insured.face-answered', subject: challengeId, digest: digestOf(row) });
  await writeEntry(tx, { personId, at, actor, purpose: 'face', subject: challengeId });
  if (row.outcome === 'matched') return ok({ personId, departmentId: asked.department_id });
  return refuse(row.outcome === 'not-live' ? 'face-not-live' : 'face-no-match', { field: 'look' });
}

type Compared = Pick<store.StoredAnswer, 'outcome' | 'likeness'>;

/** Liveness comes first: a picture is not even compared. */
function compare(
  deps: InsuredDeps,
  template: store.StoredTemplate,
  look: FaceLook,
): Result<Compared, Refusal> {
  const shown = readDescriptor(look.descriptor);
  if (shown === null) return refuse('face-malformed', { field: 'descriptor' });
  if (look.model !== template.model) return refuse('face-model-differs', { field: 'model' });
  if (!isLive(look)) return ok({ outcome: 'not-live', likeness: null });
  const kept = readDescriptor(decryptField(deps.fieldKeys, template.template_sealed));
  const score = kept === null ? 0 : likeness(kept, shown);
  return ok({ outcome: score >= FACE_LIMITS.same ? 'matched' : 'no-match', likeness: score });
}
