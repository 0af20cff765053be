/**
 * As which class a visit is paid: what the filings say of it, read by the plan of the insured place (F-11,
 * F-12, D14). Pure; nothing of a place is known here but its plan.
 */
import { classAt, EDGE_LABELS, type EdgeRoute, type Plan, statesEdge } from '@zhijie/engine';
import type { ReferralClass } from '@zhijie/kernel';
import type { ReferralAnswer } from './referral-class.ts';

export type PaidAs = Pick<ReferralAnswer, 'filing'> & {
  /** The class as which it is paid, as far as the plan names one; told to the other nodes. */
  readonly referralClass: ReferralClass;
  /** The class that the engine is asked with: what the place of care makes of it, the engine finds itself. */
  readonly askedAs: ReferralClass;
  /** The edge of the class for which the plan has a rule of its own. */
  readonly route: EdgeRoute | null;
  readonly reason: ReferralAnswer['reason'] | 'deemed-filed' | 'in-province' | 'outside-filed-place';
  /** What the plan would have to say and does not, in Chinese: the settlement is refused by this name. */
  readonly missing: string | null;
};

const isSameProvince = (one: string, other: string): boolean => one.slice(0, 2) === other.slice(0, 2);

/**
 * In this order: care at home during a long-term filing, by the edge that the plan states, else by its
 * `homeReturn`; a place of care that needs no filing; without filing, an edge that the plan states (elsewhere
 * in the own province, then outside the place that was filed for); else the class of the filing itself.
 */
export function paidAs(
  plan: Plan,
  answer: ReferralAnswer,
  at: { readonly careArea: string; readonly insuredArea: string },
): PaidAs {
  const { filing, referralClass, reason } = answer;
  const plain: PaidAs = { filing, referralClass, askedAs: referralClass, route: null, reason, missing: null };
  if (reason === 'home-return') return returnedHome(plan, plain, at.careArea);
  const there = classAt(plan, referralClass, at.careArea);
  if (there !== referralClass) {
    const missing = there === null ? '到免备案地区就医按哪一类待遇' : null;
    return { ...plain, referralClass: there ?? referralClass, reason: 'deemed-filed', missing };
  }
  if (referralClass !== 'unfiled') return plain;
  if (isSameProvince(at.careArea, at.insuredArea) && statesEdge(plan, 'in-province')) {
    return { ...plain, route: 'in-province', reason: 'in-province' };
  }
  if (answer.isFiledElsewhere && statesEdge(plan, 'outside-filed-place')) {
    return { ...plain, route: 'outside-filed-place', reason: 'outside-filed-place' };
  }
  return plain;
}

/**
 * F-12 (医保发〔2022〕22号 notice 2(5)): home again, at least the referral benefit; by commitment only after
 * the papers are there, until then what the place says of it.
 */
function returnedHome(plan: Plan, plain: PaidAs, careArea: string): PaidAs {
  const byCommitment = plain.filing?.byCommitment === true;
  if (!byCommitment && statesEdge(plan, 'returned-home')) return { ...plain, route: 'returned-home' };
  const { homeReturn } = plan.policy;
  const as = (byCommitment ? homeReturn?.byCommitment : homeReturn?.as) ?? 'not-provided';
  if (as === 'not-provided') {
    const until = byCommitment ? '（承诺备案，补齐材料以前）' : '';
    return { ...plain, missing: `${EDGE_LABELS['returned-home']}${until}的待遇` };
  }
  return { ...plain, referralClass: classAt(plan, as, careArea) ?? as, askedAs: as };
}
