import type { AnswerOf } from '@zhijie/exchange';
import { NoAnswer, NotDelivered } from '@zhijie/exchange';
import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { readPersonArea } from '../person/store.ts';
import { mayGive } from './binding.ts';
import { nationRoute } from './wallet-leg.ts';

/**
 * The wallet of a person as the nation keeps it: free and held, what came and went. Refuses `not-permitted`,
 * `wallet-unreachable` when the nation does not answer now.
 */
export async function walletOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId, cursor }: { readonly personId: string; readonly cursor?: string | undefined },
): Promise<Result<AnswerOf<'quota.read@1'>, Refusal>> {
  if (!mayGive(actor, await readPersonArea(deps.db, personId))) return refuse('not-permitted');
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
  if (deps.ask === undefined) return refuse('wallet-unreachable');
  try {
    const request = { personId, cursor: cursor ?? null };
    const answer = await deps.ask('quota.read@1', nationRoute(deps, personId), request);
    return answer.ok ? ok(answer.value) : refuse('wallet-unreachable');
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return refuse('wallet-unreachable');
    throw error;
  }
}
