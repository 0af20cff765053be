import { type Executor, refusable, rollBack } from '@zhijie/database';
import { monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { crashpoint } from '../deps.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { sealBytes } from './sealed-bytes.ts';
import { claimRequest, type EarlierRequest, findRequest, finishRequest } from './store.ts';

export type Effect<T> = { readonly output: T; readonly visitId?: string };

/**
 * What an earlier call with the same message id means for this one (design, "Delivery rules"): null when it
 * is still under way. Refusals: `content-differs` (the caller names the field), `request-reversed`.
 */
export function answerOfEarlier(
  call: Pick<Call, 'interfaceNumber' | 'contentDigest'>,
  earlier: EarlierRequest,
): Result<Uint8Array, CareRefusal> | null {
  if (earlier.state === 'expected-reversed') return careRefusal('request-reversed', 'messageId');
  if (earlier.interfaceNumber !== call.interfaceNumber || earlier.digest !== call.contentDigest) {
    return careRefusal('content-differs', 'messageId');
  }
  if (earlier.state === 'reversed') return careRefusal('request-reversed', 'messageId');
  return earlier.answer === null ? null : ok(earlier.answer);
}

/** Key of the call as the store takes it. */
export function keyOf(call: Call) {
  return {
    providerId: call.institution.providerId,
    messageId: call.messageId,
    interfaceNumber: call.interfaceNumber,
    digest: call.contentDigest,
    month: monthOf(call.receivedAt),
    rawId: call.rawId,
    at: call.receivedAt,
  };
}

/**
 * Runs the effect of a call at most once: key, effect and answer bytes commit together. A refusal leaves
 * nothing, so the same message is judged again when it is repeated.
 */
export async function once<T>(
  deps: CareDeps,
  call: Call,
  work: (tx: Executor) => Promise<Result<Effect<T>, Refusal>>,
  render: (output: T) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const key = keyOf(call);
  return refusable(async () => {
    await crashpoint(deps, `care.${call.interfaceNumber}.before-commit`);
    const answer = await deps.db.transaction(async (tx) => {
      if (!(await claimRequest(tx, key))) return null;
      const result = await work(tx);
      if (!result.ok) rollBack(result.refusal);
      const bytes = render(result.value.output);
      await finishRequest(tx, {
        ...key,
        visitId: result.value.visitId ?? null,
        answerSealed: sealBytes(deps.fieldKeys, bytes),
      });
      call.progress.mayHaveEffect = true;
      return bytes;
    });
    await crashpoint(deps, `care.${call.interfaceNumber}.after-commit`);
    return answer === null ? await repeated(deps, call) : ok(answer);
  });
}

async function repeated(deps: CareDeps, call: Call): Promise<Result<Uint8Array, Refusal>> {
  call.progress.mayHaveEffect = true;
  const earlier = await findRequest(deps.db, deps.fieldKeys, call.institution.providerId, call.messageId);
  const answer = earlier === null ? null : answerOfEarlier(call, earlier);
  return answer ?? careRefusal('request-in-progress', 'messageId');
}
