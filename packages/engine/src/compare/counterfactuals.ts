import {
  type Fen,
  formatPercent,
  LABELS,
  PROVIDER_LEVELS,
  type ProviderLevel,
  REFERRAL_CLASSES,
  type ReferralClass,
  type SettlementParts,
  subtractFen,
  sumFen,
} from '@zhijie/kernel';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import { BUCKET_LABELS, type Bucket } from '../buckets.ts';
import { type ExplainedStep, explain } from '../explain.ts';
import { SAMPLE_BADGE } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';
import { describeRefusal } from '../refusals.ts';
import { badgeText, citationsIn, worstFigureBadge, yuanOf } from './step.ts';

/** The same bill with one thing otherwise, under the same policy. Amounts in fen. */
export type Counterfactual = {
  readonly changed: 'referral' | 'level';
  readonly value: ReferralClass | ProviderLevel;
  readonly label: string;
  /** What the person would bear, account and cash together; null when it could not be settled. */
  readonly borneByPerson: Fen | null;
  readonly paidByFunds: Fen | null;
  /** What the person would bear less (negative: more); null when either bill could not be settled. */
  readonly saved: Fen | null;
  /** Why it could not be settled: the area refuses, or has not provided its figures. */
  readonly reason: string | null;
  /** What makes the difference, each with its clause. */
  readonly because: readonly string[];
  /** Every figure used was compared with its text by somebody. */
  readonly isVerified: boolean;
  /** Some figure used repeats across places without a quoted rule: 示例数据，未核实. */
  readonly isSample: boolean;
  readonly text: string;
};

/**
 * What the person would pay with each other filing class, and at each other level of hospital (journey 5).
 * Each is an adjudication of the whole bill with one value changed; nothing is estimated. A class or level
 * whose figures the area has not provided says so and has no amount.
 */
export function counterfactuals(plan: Plan, input: AdjudicationInput): Counterfactual[] {
  const actual = outcomeOf(plan, input);
  const filings = REFERRAL_CLASSES.filter((value) => value !== input.referral).map((referral) =>
    compare(actual, outcomeOf(plan, { ...without(input, 'route'), referral }), {
      changed: 'referral',
      value: referral,
      label: LABELS.referralClass[referral],
      condition: filingCondition(input.referral, referral),
    }),
  );
  const levels = PROVIDER_LEVELS.filter((value) => value !== input.level).map((level) =>
    compare(actual, outcomeOf(plan, { ...without(input, 'provider'), level }), {
      changed: 'level',
      value: level,
      label: LABELS.providerLevel[level],
      condition: `若在${LABELS.providerLevel[level]}就医`,
    }),
  );
  return [...filings, ...levels];
}

/** Without the fact that would go before the value that is changed. */
function without(input: AdjudicationInput, fact: 'route' | 'provider'): AdjudicationInput {
  if (input.circumstances?.[fact] === undefined) return input;
  const { [fact]: _, ...circumstances } = input.circumstances;
  return { ...input, circumstances };
}

const CONDITIONS: Readonly<Record<ReferralClass, string>> = {
  local: '若在参保地就医',
  'long-term': '若事先办理异地长期居住备案',
  referral: '若事先办理转诊备案',
  emergency: '若属急诊抢救（视同已备案）',
  'other-temporary': '若事先办理临时外出备案',
  unfiled: '若不办理备案',
};

/** A bill at home is compared with going away, so going away is said first. */
function filingCondition(now: ReferralClass, then: ReferralClass): string {
  if (now !== 'local') return CONDITIONS[then];
  return `若到外地就医，${CONDITIONS[then].replace(/^若(事先)?/, '')}`;
}

type Outcome =
  | {
      readonly parts: SettlementParts;
      readonly steps: readonly ExplainedStep[];
      readonly refusalText: null;
    }
  | { readonly parts: null; readonly steps: readonly ExplainedStep[]; readonly refusalText: string };

function outcomeOf(plan: Plan, input: AdjudicationInput): Outcome {
  const result = adjudicate(plan, input);
  if (!result.ok) return { parts: null, steps: [], refusalText: describeRefusal(result.refusal) };
  return { parts: result.value.parts, steps: explain(plan, result.value), refusalText: null };
}

type Change = Pick<Counterfactual, 'changed' | 'value' | 'label'> & { readonly condition: string };

function compare(actual: Outcome, other: Outcome, change: Change): Counterfactual {
  const { condition, ...named } = change;
  const nothing = {
    borneByPerson: null,
    paidByFunds: null,
    saved: null,
    because: [],
    isVerified: false,
    isSample: false,
  };
  if (other.parts === null) {
    const text = `${condition}：不能计算，${other.refusalText}`;
    return { ...named, ...nothing, reason: other.refusalText, text };
  }
  const { borneByPerson, paidByFunds } = other.parts;
  const said = worstFigureBadge(other.steps);
  const badge = badgeText(said);
  const isSample = said === SAMPLE_BADGE;
  const settled = { borneByPerson, paidByFunds, reason: null, isVerified: said === null, isSample };
  if (actual.parts === null) {
    const text = `${condition}，个人付 ${yuanOf(borneByPerson)}，基金付 ${yuanOf(paidByFunds)}${badge}`;
    return { ...named, ...settled, saved: null, because: [], text };
  }
  const saved = subtractFen(actual.parts.borneByPerson, borneByPerson);
  const because = reasons(actual, other);
  const why = because.length > 0 ? `：${because.join('；')}` : '';
  return { ...named, ...settled, saved, because, text: `${condition}，${difference(saved)}${why}${badge}` };
}

function difference(saved: Fen): string {
  if (saved === 0) return '个人付的一样多';
  return saved > 0 ? `个人少付 ${yuanOf(saved)}` : `个人多付 ${yuanOf(Math.abs(saved) as Fen)}`;
}

const movedTo = (steps: readonly ExplainedStep[], to: Bucket): Fen =>
  sumFen(steps.filter((step) => step.to === to).map((step) => step.amount));

const COMPARED: readonly Bucket[] = [
  'crossRegionFirst',
  'deductible',
  'large',
  'critical',
  'civilServant',
  'enterprise',
  'aid',
  'other',
  'overCap',
];

/** Ratios and amounts that differ, from the actual bill to the other, each with the clause that decides. */
function reasons(actual: Outcome, other: Outcome): string[] {
  const list: string[] = [];
  const before = actual.parts!.poolRate;
  const after = other.parts!.poolRate;
  if (before !== after) {
    const steps = [other, actual].map(({ steps: all }) => all.find((step) => step.to === 'pool'));
    const rates = `统筹基金支付比例 ${formatPercent(before)} → ${formatPercent(after)}`;
    list.push(`${rates}${clausesOf(steps)}`);
  }
  for (const bucket of COMPARED) {
    const from = movedTo(actual.steps, bucket);
    const to = movedTo(other.steps, bucket);
    if (from === to) continue;
    const steps = [other, actual].map(({ steps: all }) => all.find((step) => step.to === bucket));
    list.push(`${BUCKET_LABELS[bucket]} ${yuanOf(from)} → ${yuanOf(to)}${clausesOf(steps)}`);
  }
  return list;
}

/** Every article that the sentences of these steps cite, each once. */
function clausesOf(steps: readonly (ExplainedStep | undefined)[]): string {
  const cited = steps.flatMap((step) => (step === undefined ? [] : citationsIn(step.text)));
  return [...new Set(cited)].join('');
}
