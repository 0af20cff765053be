import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import {
  areaOfBill,
  type ReviewPage,
  readWaiting,
  saveReview,
  type TraumaBill,
  type TraumaReview,
} from './store.ts';

/**
 * Trauma bills that wait for the care place's check, the oldest first, 1 … 500 a page (procedures V-09;
 * 医保发〔2022〕22号 annex article 35): every settled one is here by itself until it has a finding. Each look is
 * logged. Refuses `not-permitted`.
 */
export async function traumaBills(
  deps: CareDeps,
  actor: Actor,
  page: ReviewPage = {},
): Promise<Result<TraumaBill[], Refusal<'not-permitted'>>> {
  if (actor.kind !== 'agency') return refuse('not-permitted');
  const { settledAt = 0, settlementId = '' } = page.after ?? {};
  const limit = Math.min(page.limit ?? 50, 500);
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const bills = await readWaiting(tx, actor.areas, { settledAt, settlementId, limit });
    for (const bill of bills) {
      const { providerId, personId } = bill;
      const own = { providerId, personId, messageId: bill.settlementId };
      await logAccess(tx, { ...own, at, actorId: actor.id, purpose: 'review' });
    }
    return ok(bills);
  });
}

export type ReviewOutcome = { readonly outcome: 'applied' | 'unchanged'; readonly review: TraumaReview };
export type ReviewRefusal = Refusal<
  'settlement-unknown' | 'not-permitted' | 'note-missing' | 'review-differs'
>;

/**
 * Records what was found about a trauma bill, once. Refusals: `settlement-unknown`, `not-permitted`,
 * `note-missing` (a questioned bill says why), `review-differs` (another finding stands).
 */
export async function recordTraumaReview(
  deps: CareDeps,
  actor: Actor,
  wanted: TraumaReview,
): Promise<Result<ReviewOutcome, ReviewRefusal>> {
  const review = { ...wanted, note: wanted.note.trim() };
  const at = deps.now();
  return deps.db.transaction(async (tx): Promise<Result<ReviewOutcome, ReviewRefusal>> => {
    const bill = await areaOfBill(tx, review);
    if (bill === null) return refuse('settlement-unknown', { field: 'settlementId' });
    if (!mayMaintainInstitution(actor, bill.careArea)) return refuse('not-permitted');
    if (review.finding === 'questioned' && review.note === '')
      return refuse('note-missing', { field: 'note' });
    const known = await saveReview(tx, review, { at, actorId: actor.id });
    if (known !== null) {
      const names = ['finding', 'isCommitmentSeen', 'note'] as const;
      const differs = names.find((name) => known[name] !== review[name]);
      return differs === undefined
        ? ok({ outcome: 'unchanged', review: known })
        : refuse('review-differs', { field: differs });
    }
    const { providerId, settlementId: messageId } = review;
    const access = { at, actorId: actor.id, providerId, personId: bill.personId, messageId };
    await logAccess(tx, { ...access, purpose: 'review' });
    return ok({ outcome: 'applied', review });
  });
}
