/** Acting for family by face (ID4): the person looks into the delegate's camera and so agrees. */
import { type Actor, dateOf, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { type Delegate, type DelegationWish, examineWish, grantIn } from '../delegation/service.ts';
import { readPhone } from '../delegation/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { type CertificateType, certificateDigest, normaliseCertificate } from '../person/certificate.ts';
import { durably } from '../transaction.ts';
import { answerLook, askForLook, type FaceChallenge } from './check.ts';
import type { FaceLook } from './words.ts';

/**
 * A look of the person of a certificate, for somebody signed in. Somebody not insured here is refused as
 * somebody without an enrolled face, so that numbers cannot be tried. Refuses `not-permitted`,
 * `certificate-malformed`, `certificate-check-digit`, `delegate-is-self`, and what `askForLook` does.
 */
export async function askPrincipalToLook(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly certificateType: CertificateType; readonly certificateNumber: string },
): Promise<Result<FaceChallenge, Refusal>> {
  if (actor.kind !== 'person') return refuse('not-permitted');
  const { certificateType: type } = request;
  const number = normaliseCertificate(type, request.certificateNumber, dateOf(deps.now()));
  if (!number.ok) return number;
  const digest = certificateDigest(deps.lookupKey, type, number.value);
  return durably(deps, 'face', async (tx) => {
    const found = await readPhone(tx, { digest, kind: type });
    if (found === null) return refuse('face-not-enrolled', { field: 'method' });
    if (found.person_id === actor.id) return refuse('delegate-is-self', { field: 'certificateNumber' });
    const bound = { purpose: 'delegation', operatorId: actor.id } as const;
    return askForLook(deps, tx, { personId: found.person_id, actor, bound });
  });
}

/**
 * Grants the delegation when the face is that of the person. Refuses `delegation-scope-missing` and
 * `delegation-period` before anything is compared, then what `answerLook` and granting refuse.
 */
export function grantByFace(
  deps: InsuredDeps,
  actor: Actor,
  request: {
    readonly challengeId: string;
    readonly look: FaceLook;
    readonly delegate: Delegate;
    readonly wish: DelegationWish;
  },
): Promise<Result<{ readonly delegationId: string; readonly personId: string }, Refusal>> {
  type Granted = Result<{ delegationId: string; personId: string }, Refusal>;
  return durably(deps, 'face', async (tx): Promise<Granted> => {
    const { challengeId, look, delegate, wish } = request;
    if (delegate.personId !== actor.id) return refuse('not-permitted');
    const examined = examineWish(wish, dateOf(deps.now()));
    if (!examined.ok) return examined;
    const bound = { purpose: 'delegation', operatorId: actor.id } as const;
    const answered = await answerLook(deps, tx, { challengeId, actor, bound, look });
    if (!answered.ok) return answered;
    const { personId: principalId } = answered.value;
    const how = { method: 'face', verification: challengeId, isGuardian: false } as const;
    const granted = await grantIn(deps, tx, { principalId, delegate, wish, ...how, actor });
    return granted.ok ? { ok: true, value: { ...granted.value, personId: principalId } } : granted;
  });
}
