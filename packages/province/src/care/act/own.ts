/** The act of a bill as the person sees it whose bill it is. */
import { type Actor, ok, type Refusal, type Result, refuse, speaksForPerson } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { logAccess } from '../person/store.ts';
import * as store from './store.ts';
import { type ActView, viewOfAct } from './view.ts';

/**
 * How the parts of a settled bill were paid; logged. Null: nobody opened an act for it, the window takes the
 * rest by itself. Refuses `not-permitted` to anybody but the person and who stands for it in bills.
 */
export async function ownActOf(
  deps: CareDeps,
  actor: Actor,
  key: { readonly providerId: string; readonly settlementId: string },
): Promise<Result<ActView | null, Refusal>> {
  const found = await store.actOfSettlement(deps.db, key);
  const standing = found === null ? null : await store.findAct(deps.db, found);
  if (standing === null) return ok(null);
  const { personId, providerId } = standing.head;
  if (!speaksForPerson(actor, personId, 'bills')) return refuse('not-permitted');
  await logAccess(deps.db, {
    at: deps.now(),
    actorId: actor.id,
    providerId,
    personId,
    purpose: 'act',
    messageId: key.settlementId,
  });
  return ok(viewOfAct(deps, standing));
}
