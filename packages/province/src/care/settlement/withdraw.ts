import { monthOf } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { beginReversal, findReversal } from './reversal-store.ts';
import type { Settlement } from './store.ts';
import { driveReversal } from './undo.ts';

/**
 * Closes an intent that is not settled, for good: a reversal leaves a tombstone at the insured side, so
 * that no copy of the request that is still under way can settle any more. Then the intent is refused and
 * its key is free again. `withdrawn` when that is done; `settled` when meanwhile a copy of the call settled
 * it: then it stands, somebody may have been told so; `pending`: the resolver goes on.
 */
export async function withdrawIntent(
  deps: CareDeps,
  intent: Pick<Settlement, 'providerId' | 'settlementId' | 'careArea'>,
): Promise<'withdrawn' | 'settled' | 'pending'> {
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
  if (begun.outcome === 'never-settled') return 'withdrawn';
  if (begun.outcome === 'settled') return 'settled';
  const isUnderWay = begun.outcome === 'begun' || begun.outcome === 'joined';
  const reversal = isUnderWay ? await findReversal(deps.db, providerId, begun.reversalId!) : null;
  if (reversal === null) return 'pending';
  const driven = await driveReversal(deps, reversal);
  return driven.ok ? 'withdrawn' : 'pending';
}
