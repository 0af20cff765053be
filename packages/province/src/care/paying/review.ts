import { type Actor, type Fen, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import type { Outcome } from './declaration.ts';
import { deduct } from './deduction.ts';
import { payingRefusal } from './refusals.ts';
import {
  institutionOf,
  mayPay,
  reviewOf,
  saveReviewDecision,
  type Verdict,
  waitingReviews,
} from './store.ts';

/** Declared bills of the actor's areas that a person has to look at, 1 … 500 a page. */
export const reviewsOf = (
  deps: CareDeps,
  actor: Actor,
  page: { readonly after: { readonly providerId: string; readonly itemId: string }; readonly limit: number },
) => waitingReviews(deps.db, actor.areas, page.after, Math.min(page.limit, 500));

export type ReviewRequest = {
  readonly requestKey: string;
  readonly providerId: string;
  readonly itemId: string;
  readonly verdict: Verdict;
  /** Of a deduction, fen. */
  readonly amount: Fen | null;
  readonly reason: string;
};

/**
 * A person decides about a suspected or drawn bill (医保办发〔2025〕13号 article 13; I-02, V-13): it passes, or an
 * amount is taken off it. Refusals: `institution-unknown`, `not-permitted`, `item-unknown`,
 * `reason-missing`, `review-differs`, those of a deduction.
 */
export async function decideReview(
  deps: CareDeps,
  actor: Actor,
  request: ReviewRequest,
): Promise<Result<Outcome, Refusal>> {
  const { providerId, itemId, verdict, amount, requestKey } = request;
  const reason = request.reason.trim();
  const institution = await institutionOf(deps.db, providerId);
  if (institution === null) return payingRefusal('institution-unknown', 'providerId');
  if (!mayPay(actor, institution.area)) return payingRefusal('not-permitted', 'providerId');
  const review = await reviewOf(deps.db, providerId, itemId);
  if (review === null) return payingRefusal('item-unknown', 'itemId');
  if (reason === '') return payingRefusal('reason-missing', 'reason');
  if (review.verdict !== null) {
    const isSame = review.verdict === verdict && review.reason === reason;
    return isSame ? ok({ outcome: 'unchanged' }) : payingRefusal('review-differs', 'verdict');
  }
  if (verdict === 'deducted') {
    if (amount === null) return payingRefusal('amount-exceeds-claim', 'amount', { most: review.claim });
    const { settlementId } = review;
    const order = { requestKey, kind: 'deduction', providerId, settlementId, amount, reason } as const;
    const done = await deduct(deps, actor, order);
    if (!done.ok) return done;
  }
  const made = { by: actor.id, at: deps.now() };
  await deps.db.transaction((tx) => saveReviewDecision(tx, { providerId, itemId, verdict, reason }, made));
  return ok({ outcome: 'applied' });
}
