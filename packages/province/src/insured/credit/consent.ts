import type { Executor } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import { consentFor } from '../consent/standing.ts';
import type { Share } from './store.ts';

/**
 * Whether the holder agreed, by itself, that the bank is told who they are and what it is to pay (Personal
 * Information Protection Law, article 29). A consent withdrawn stops new uses at once; what was used stays
 * owed.
 */
export async function letsBankKnow(
  db: Executor,
  line: { readonly personId: string; readonly bank: string; readonly product: string },
  at: Instant,
): Promise<boolean> {
  const { personId, bank, product } = line;
  const wanted = { personId, recipient: { kind: 'bank', id: bank }, product, purpose: 'credit', at } as const;
  for (const dataClass of ['identity', 'cashPart'] as const) {
    if (!(await consentFor(db, { ...wanted, dataClass })).ok) return false;
  }
  return true;
}

/** Whether a patient lets the relative who pays see the amount. */
export async function letsRelativeKnow(db: Executor, share: Share, at: Instant): Promise<boolean> {
  const recipient = { kind: 'relative', id: share.grantorId } as const;
  const wanted = { personId: share.relativeId, recipient, purpose: 'family-payment', at } as const;
  return (await consentFor(db, { ...wanted, dataClass: 'cashPart' })).ok;
}
