import { sm3Hex } from '@zhijie/crypto';
import type { Actor, Refusal, Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { mayHandle } from '../institution/may-handle.ts';
import { findInstitutions } from '../institution/store.ts';
import { ChannelSilent } from '../payment-order/channel.ts';
import { decodeCredential } from '../person/credential.ts';
import { careRefusal } from '../refusals.ts';
import { preSettle } from '../settlement/settle.ts';
import { readForBill } from '../settlement/store.ts';
import { actRefusal } from './refusals.ts';
import { actIdOf, openBillAct, requestOf, sealAuthorisation } from './service.ts';
import { findAct } from './store.ts';
import type { ActView } from './view.ts';

export type ScanRequest = {
  readonly providerId: string;
  readonly requestKey: string;
  readonly visitId: string;
  /** What the person's phone shows now. */
  readonly code: string;
  readonly operatorId: string;
  readonly departmentId: string;
  readonly usesPersonalAccount?: boolean;
};

/** A call of the counter: the decoding is bound to institution and operator (procedures Q-10). */
async function scanCall(
  deps: CareDeps,
  { providerId, requestKey, operatorId }: ScanRequest,
): Promise<Call | null> {
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  if (institution === undefined) return null;
  const messageId = `SCAN${sm3Hex(`${providerId}\n${requestKey}`).slice(0, 26).toUpperCase()}`;
  const roles = [`operator:${providerId}`];
  return {
    actor: { id: operatorId, kind: 'hospital', node: deps.node, areas: [institution.area], roles },
    institution,
    messageId,
    interfaceNumber: '6101',
    contentDigest: sm3Hex(messageId),
    insuredRegion: null,
    receivedAt: deps.now(),
    rawId: null,
    progress: { mayHaveEffect: false },
  };
}

/** Whether the person agreed once that the rest is charged; a channel that is silent charges nobody. */
async function authorised(deps: CareDeps, code: string): Promise<string | null> {
  try {
    return (await deps.channel?.authorise?.(code)) ?? null;
  } catch (error) {
    if (!(error instanceof ChannelSilent)) throw error;
    deps.log({ level: 'warn', event: 'channel-silent', reference: 'authorise' });
    return null;
  }
}

/**
 * One scan pays the bill (PA3, journey 8): person, pre-settlement, whether charging was agreed, settlement,
 * charge. Not agreed, the channel waits for the person at its page. What then fails is the person's choice
 * for half an hour, or all is reversed. The same request key is the same act. Refusals in order:
 * `not-permitted`, `visit-unknown`, those of the code, `certificate-mismatch`, those of a pre-settlement,
 * those of an act.
 */
export async function payByOneCode(
  deps: CareDeps,
  actor: Actor,
  asked: ScanRequest,
): Promise<Result<ActView, Refusal>> {
  const { providerId, requestKey, visitId, code, operatorId, departmentId } = asked;
  const { usesPersonalAccount = true } = asked;
  if (!(await mayHandle(deps.db, actor, providerId))) return actRefusal('not-permitted', 'providerId');
  const request = { providerId, requestKey, visitId, usesPersonalAccount, certificateType: 'insurance-code' };
  const methods = [{ kind: 'channel', payer: 'wallet' }] as const;
  const known = await findAct(deps.db, { providerId, actId: actIdOf(deps, asked) });
  if (known !== null) return openBillAct(deps, actor, { ...request, methods });
  const material = await readForBill(deps.db, { providerId, visitId, batch: null });
  const call = await scanCall(deps, asked);
  if (material === null || call === null) return actRefusal('visit-unknown', 'visitId');
  const { personId, kind } = material.visit;
  const decoded = await decodeCredential(deps, call, {
    code,
    operatorId,
    departmentId,
    business: 'settlement',
  });
  if (!decoded.ok) return decoded;
  if (decoded.value.identified.person.personId !== personId)
    return careRefusal('certificate-mismatch', 'code');
  // What it would be: a bill that cannot be settled stops here, before anybody is charged.
  const trial = { ...call, interfaceNumber: kind === 'inpatient' ? '2303' : '2206' };
  const quoted = await preSettle(deps, trial, requestOf(material, request));
  if (!quoted.ok) return quoted;
  const word = await authorised(deps, code);
  const authorisation = word === null ? {} : { authorisation: sealAuthorisation(deps, word) };
  return openBillAct(deps, actor, { ...request, methods, ...authorisation });
}
