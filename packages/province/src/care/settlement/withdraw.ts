import { monthOf } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { beginReversal, findReversal } from './reversal-store.ts';
import type { Settlement } from './store.ts';
import { driveReversal } from './undo.ts';

/**
 * Closes an intent that is not settled, for good: a reversal leaves a tombstone at the insured side, so
 * that no copy of the request that is still under way can settle any more. Then the intent is refused and
 * its key is free again. True when that is done; otherwise the resolver goes on.
 */
export async function withdrawIntent(
  deps: CareDeps,
  intent: Pick<Settlement, 'providerId' | 'settlementId' | 'careArea'>,
): Promise<boolean> {
  const now = deps.now();
  const { providerId, settlementId, careArea } = intent;
  const begun = await beginReversal(
    deps.db,
    {
      providerId,
      settlementId,
      reversalId: deps.ids.next('reversal', careArea, now),
      reason: 'unknown-outcome',
      interfaceNumber: null,
      messageId: null,
      digest: null,
      month: monthOf(now),
      at: now,
      resolveAfter: now,
    },
    null,
  );
  if (begun.outcome === 'never-settled') return true;
  const isUnderWay = begun.outcome === 'begun' || begun.outcome === 'joined';
  const reversal = isUnderWay ? await findReversal(deps.db, providerId, begun.reversalId!) : null;
  if (reversal === null) return false;
  const driven = await driveReversal(deps, reversal);
  return driven.ok;
}
