/** What the journal keeps of a commercial payment. */
import { digestOf } from '@zhijie/evidence';
import type { StoredPayment } from './store.ts';

export type CommercialFacts = {
  readonly change: {
    readonly paymentId: string;
    readonly state: 'confirmed' | 'voided';
    readonly at: number;
    readonly reason: { readonly code: string; readonly text: string } | null;
  };
};

/** Digest of a payment as it was born: what never changes about it. */
export function paymentDigest(payment: StoredPayment): Uint8Array {
  const { paymentId, personId, way, settlementId, product, productHash, enrolmentId } = payment;
  const { asked, amount, taken, delta, answerText, answerSignature, openedAt } = payment;
  const what = { paymentId, personId, way, settlementId, product, productHash, enrolmentId };
  return digestOf({ ...what, asked, amount, taken, delta, answerText, answerSignature, openedAt });
}

/** Digest of what became of it. */
export const changeDigest = ({ paymentId, state, at }: CommercialFacts['change']): Uint8Array =>
  digestOf({ paymentId, state, at });
