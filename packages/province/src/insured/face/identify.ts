/** A face at an institution's terminal gives the same kind of token as an insurance code. */
import type { AnswerOf, Handler } from '@zhijie/exchange';
import { dateOf, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { issueTokenIn, personBehind } from '../credential/service.ts';
import { readCodeArea } from '../credential/store.ts';
import { readPhone } from '../delegation/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { certificateDigest, normaliseCertificate } from '../person/certificate.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { durably } from '../transaction.ts';
import { answerLook, askForLook, type FaceChallenge } from './check.ts';

/**
 * Asks for a look of the person of a certificate: whom the face must be is said first. Refuses
 * `not-permitted`, `certificate-malformed`, `certificate-check-digit`, `person-unknown`, and what
 * `askForLook` does.
 */
export function challengeFace(deps: InsuredDeps): Handler<'face.challenge@1'> {
  return async (request, question): Promise<Result<FaceChallenge, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const { certificateType: type, operatorId, departmentId, business } = request;
    const number = normaliseCertificate(type, request.certificateNumber, dateOf(deps.now()));
    if (!number.ok) return number;
    const digest = certificateDigest(deps.lookupKey, type, number.value);
    const { providerId } = question.route;
    const bound = { purpose: 'identify', providerId, operatorId, departmentId, business } as const;
    return durably(deps, 'face', async (tx) => {
      const found = await readPhone(tx, { digest, kind: type });
      if (found === null) return refuse('person-unknown', { field: 'certificateNumber' });
      return askForLook(deps, tx, { personId: found.person_id, actor: actorOf(question), bound });
    });
  };
}

type Matched = AnswerOf<'face.match@1'>;

/**
 * Compares and, when it is the same face of somebody present, gives a token bound to institution, operator
 * and business for some minutes. Refuses `not-permitted` and what `answerLook` does.
 */
export function matchFace(deps: InsuredDeps): Handler<'face.match@1'> {
  return async (request, question): Promise<Result<Matched, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const { challengeId, operatorId, business, ...look } = request;
    const { providerId } = question.route;
    const bound = { purpose: 'identify', providerId, operatorId, departmentId: '', business } as const;
    return durably(deps, 'face', async (tx): Promise<Result<Matched, Refusal>> => {
      const answered = await answerLook(deps, tx, { challengeId, actor: actorOf(question), bound, look });
      if (!answered.ok) return answered;
      const { personId, departmentId } = answered.value;
      const area = await readCodeArea(tx, personId);
      if (area === null) return refuse('person-unknown', { field: 'challengeId' });
      const at = deps.now();
      const token = await issueTokenIn(deps, tx, {
        ...{ personId, area, providerId, operatorId, business, at },
        departmentId: departmentId ?? '',
        reference: `face/${challengeId}`,
      });
      const identified = await personBehind(deps, tx, question, { personId, at, asOf: dateOf(at) });
      return ok({ token: token.token, expiresAt: token.expiresAt, identified });
    });
  };
}
