import { type AnswerOf, NoAnswer, NotDelivered } from '@zhijie/exchange';
import type { Refusal, Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { completeIntent, routeOfIntent } from './decide.ts';
import { leaseReversals, reversalOf } from './reversal-store.ts';
import { leasePending, type Settlement } from './store.ts';
import { driveReversal } from './undo.ts';
import { withdrawIntent } from './withdraw.ts';

const AT_ONCE = 20;

/** How many intents a run looked at. */
export type Resolved = { readonly settlements: number; readonly reversals: number };

/**
 * Brings every intent whose own call is over to its end (design, "Delivery rules"): asks the insured side
 * for the outcome until it knows. Safe in several processes at once: each intent is leased, each step may
 * be repeated.
 */
export async function resolveIntents(deps: CareDeps): Promise<Resolved> {
  const settlements = await leasePending(deps.db, deps.now(), AT_ONCE);
  for (const settlement of settlements)
    await guarded(deps, settlement.settlementId, () => resolveSettlement(deps, settlement));
  const reversals = await leaseReversals(deps.db, deps.now(), AT_ONCE);
  for (const reversal of reversals)
    await guarded(deps, reversal.settlementId, () => driveReversal(deps, reversal));
  return { settlements: settlements.length, reversals: reversals.length };
}

/** One intent that cannot be resolved never stops the others; it is tried again after its lease. */
async function guarded(deps: CareDeps, settlementId: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log({ level: 'error', event: 'resolve-failed', settlementId, error });
  }
}

/** Asks for the outcome of one pending settlement and acts on it. */
export async function resolveSettlement(deps: CareDeps, settlement: Settlement): Promise<void> {
  const { settlementId, providerId } = settlement;
  const reversal = await reversalOf(deps.db, providerId, settlementId);
  if (reversal !== null) {
    await driveReversal(deps, reversal);
    return;
  }
  const outcome = await askOutcome(deps, settlement);
  if (outcome === null || !outcome.ok) return;
  const { state, decision } = outcome.value;
  deps.log({ level: 'info', event: 'outcome-known', settlementId, state });
  if (state === 'settled' && decision !== null) {
    await completeIntent(deps, settlement, decision);
  } else {
    // Not known there, or refused, which is not remembered: the request may still be under way.
    await withdrawIntent(deps, settlement);
  }
}

/** The insured side's word on a settlement; null when there is none. */
export async function askOutcome(
  deps: CareDeps,
  settlement: Settlement,
): Promise<Result<AnswerOf<'settlement.outcome@1'>, Refusal> | null> {
  const { settlementId, personId } = settlement;
  try {
    return await deps.ask('settlement.outcome@1', routeOfIntent(settlement), { settlementId, personId });
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
}
