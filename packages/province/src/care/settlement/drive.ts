import { type Decision, NoAnswer, NotDelivered } from '@zhijie/exchange';
import type { Refusal, Result } from '@zhijie/kernel';
import { type CareDeps, crashpoint } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import type { Visit } from '../visit/store.ts';
import { completeIntent, type Intent, outcomeUnknown, routeOfIntent } from './decide.ts';
import { hurryResolver } from './store.ts';
import { withdrawIntent } from './withdraw.ts';

/**
 * Asks the insured side to settle an intent and completes it. `isFirst` says that no earlier message of
 * this settlement can be under way: only then does "not delivered" close the intent. Like a refusal, which
 * the insured side does not remember, it closes the intent behind a tombstone: a repeated call may be asking
 * the same at this moment, and a copy of the request may still arrive.
 */
export async function driveSettlement(
  deps: CareDeps,
  intent: Intent,
  how: { readonly isFirst: boolean; readonly visit?: Visit },
): Promise<Result<Uint8Array, Refusal>> {
  const { settlementId, requestedAt, bill } = intent;
  let answer: Result<Decision, Refusal>;
  try {
    const request = { settlementId, requestedAt, bill };
    answer = await deps.ask('settlement.settle@1', routeOfIntent(intent), request, {
      deadlineMs: deps.limits.settleDeadlineMs,
    });
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'warn', event: 'settle-unanswered', settlementId, certain: error.name });
    if (error instanceof NotDelivered && how.isFirst) {
      await crashpoint(deps, 'care.settle.before-refuse');
      const refused = careRefusal('insured-place-unreachable', 'insuredRegion', { area: intent.insuredArea });
      return refuseUnlessSettled(deps, intent, refused);
    }
    await hurryResolver(deps.db, intent, deps.now());
    return outcomeUnknown(intent);
  }
  if (answer.ok) return completeIntent(deps, intent, answer.value, how.visit);
  await crashpoint(deps, 'care.settle.before-refuse');
  return refuseUnlessSettled(deps, intent, answer);
}

/** A copy of the call that settled meanwhile has the word: this one is told so when it asks again. */
async function refuseUnlessSettled(
  deps: CareDeps,
  intent: Intent,
  refused: { readonly ok: false; readonly refusal: Refusal },
): Promise<Result<Uint8Array, Refusal>> {
  return (await withdrawIntent(deps, intent)) === 'settled' ? outcomeUnknown(intent) : refused;
}
