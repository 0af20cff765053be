/**
 * Which benefit class a visit has under the filings of the person: pure, decided by dates and places only.
 *
 * Best class first: long-term, referral, emergency, other-temporary, unfiled. A filing counts for a stay when
 * the admission lies in its validity (F-06) or when it came in force during the stay (F-10).
 */

import type { FilingRecord } from '@zhijie/exchange';
import { filingGroupOf, type ReferralClass } from '@zhijie/kernel';
import { isHome, liesIn } from './regions.ts';

/** A filing with the day its effect ended by a change or a cancellation, null while it stands. */
export type EffectiveFiling = FilingRecord & { readonly endedOn: string | null };

export type ReferralQuestion = {
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly careArea: string;
  readonly filings: readonly EffectiveFiling[];
  readonly admittedOn: string;
  /** The day of the settlement: the last day on which a late filing helps (F-10). */
  readonly settledOn: string;
  readonly isEmergency: boolean;
};

export type ReferralAnswer = {
  readonly referralClass: ReferralClass;
  readonly filing: EffectiveFiling | null;
  readonly reason: 'home' | 'home-return' | 'filing' | 'emergency' | 'unfiled';
  /** A filing is valid, but not for this place. */
  readonly isFiledElsewhere: boolean;
};

const OPEN = '9999-12-31';

const lastDay = (filing: EffectiveFiling): string =>
  [filing.endsOn ?? OPEN, filing.endedOn ?? OPEN].sort()[0] ?? OPEN;

/**
 * F-06 and F-10 in one: valid on the admission, or begun during the stay and still standing at settlement.
 */
export function coversStay(filing: EffectiveFiling, admittedOn: string, settledOn: string): boolean {
  if (filing.state === 'submitted' || filing.state === 'refused') return false;
  const last = lastDay(filing);
  if (filing.startsOn <= admittedOn) return admittedOn <= last;
  return filing.state === 'in-force' && filing.startsOn <= settledOn && settledOn <= last;
}

const CLASS_OF_CATEGORY = {
  'retiree-resettled': 'long-term',
  'long-term-resident': 'long-term',
  'stationed-worker': 'long-term',
  referral: 'referral',
  'emergency-rescue': 'emergency',
  'other-temporary': 'other-temporary',
} as const satisfies Record<FilingRecord['category'], ReferralClass>;

const BEST_FIRST: readonly ReferralClass[] = ['long-term', 'referral', 'emergency', 'other-temporary'];

function bestFiling(filings: readonly EffectiveFiling[]): EffectiveFiling | null {
  const rank = (f: EffectiveFiling) => BEST_FIRST.indexOf(CLASS_OF_CATEGORY[f.category]);
  return [...filings].sort((a, b) => rank(a) - rank(b) || (a.startsOn < b.startsOn ? 1 : -1))[0] ?? null;
}

function atHome(valid: readonly EffectiveFiling[]): ReferralAnswer {
  const longTerm = valid.filter((f) => filingGroupOf(f.category) === 'long-term');
  const away = longTerm.find((f) => !f.byCommitment) ?? longTerm[0];
  const isFiledElsewhere = valid.length > 0;
  if (away === undefined) return { referralClass: 'local', filing: null, reason: 'home', isFiledElsewhere };
  return { referralClass: 'long-term', filing: away, reason: 'home-return', isFiledElsewhere };
}

/**
 * What the filings say of a visit. At home it is `local`, but `home-return` while a long-term filing is valid
 * (F-12). Elsewhere the best filing that opens the place decides; without one an emergency counts as filed
 * (F-03), else the visit is `unfiled` (F-14). As which class the insured place pays each of them is its own
 * to say: `paidAs`.
 */
export function referralClassFor(question: ReferralQuestion): ReferralAnswer {
  const { insuredArea, careArea } = question;
  const valid = question.filings.filter(
    (f) =>
      f.insuranceType === question.insuranceType &&
      f.insuredArea === insuredArea &&
      coversStay(f, question.admittedOn, question.settledOn),
  );
  if (isHome(careArea, insuredArea)) return atHome(valid);
  const filing = bestFiling(valid.filter((f) => f.careAreas.some((area) => liesIn(careArea, area))));
  const filed = filing === null ? null : CLASS_OF_CATEGORY[filing.category];
  const isFiledElsewhere = filing === null && valid.length > 0;
  if (filed === 'long-term' || filed === 'referral')
    return { referralClass: filed, filing, reason: 'filing', isFiledElsewhere };
  if (question.isEmergency)
    return { referralClass: 'emergency', filing, reason: 'emergency', isFiledElsewhere };
  if (filed !== null) return { referralClass: filed, filing, reason: 'filing', isFiledElsewhere };
  return { referralClass: 'unfiled', filing: null, reason: 'unfiled', isFiledElsewhere };
}
