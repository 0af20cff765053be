/** A payment in the words of a leg. */
import { type Instant, instant } from '@zhijie/kernel';
import type { LegOutcome } from '../leg/payer.ts';
import { NO_AMOUNT } from './commit.ts';
import type { StoredPayment } from './store.ts';

/** A hold whose time is over. */
export const isExpired = ({ state, heldUntil }: StoredPayment, at: Instant): boolean =>
  state === 'held' && heldUntil !== null && heldUntil < at;

/** What was only counted pays nothing. */
export function toldOf(payment: StoredPayment): LegOutcome {
  const { state, amount, heldUntil, reasonCode, reasonText, slipId } = payment;
  const isPaid = state === 'held' || state === 'confirmed';
  return {
    state: state === 'counted' ? 'refused' : state,
    amount: isPaid ? amount : NO_AMOUNT,
    heldUntil: state === 'held' && heldUntil !== null ? instant(heldUntil) : null,
    reason: reasonCode === null || reasonText === null ? null : { code: reasonCode, text: reasonText },
    slipId: isPaid ? slipId : null,
  };
}
