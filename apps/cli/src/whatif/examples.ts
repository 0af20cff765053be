import { type AdjudicationInput, adjudicate, explain, type Plan } from '@zhijie/engine';
import { type Fen, LABELS } from '@zhijie/kernel';
import type { Comparison } from './policies.ts';
import type { SeenVisit } from './simulate.ts';
import { changeText, moneyText } from './words.ts';

/** One visit of the population with every step under both policies. */
export type Example = {
  readonly title: string;
  readonly what: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

type Kept = {
  readonly change: number;
  readonly number: number;
  readonly benefit: SeenVisit['benefit'];
  readonly before: AdjudicationInput;
  readonly after: AdjudicationInput;
};

/** Keeps the visit that gains most and the one that loses most; the first of equals. */
export function examplesOf(comparison: Comparison): {
  see(visit: SeenVisit): void;
  explained(): Example[];
} {
  let best: Kept | null = null;
  let worst: Kept | null = null;
  return {
    see(visit) {
      const { before, after } = visit;
      if (!before.ok || !after.ok || before === after) return;
      const change = after.value.parts.borneByPerson - before.value.parts.borneByPerson;
      if (change < (best?.change ?? 0)) best = kept(visit, change);
      if (change > (worst?.change ?? 0)) worst = kept(visit, change);
    },
    explained() {
      return [best, worst].flatMap((one) => (one === null ? [] : [exampleOf(comparison, one)]));
    },
  };
}

function kept(visit: SeenVisit, change: number): Kept {
  const { input, number, benefit } = visit;
  const bill = { ...input, fees: { ...input.fees } };
  return {
    change,
    number,
    benefit,
    before: {
      ...bill,
      accumulators: { ...visit.accumulatorsBefore },
      accountBalance: visit.balanceBefore as Fen,
    },
    after: {
      ...bill,
      accumulators: { ...visit.accumulatorsAfter },
      accountBalance: visit.balanceAfter as Fen,
    },
  };
}

function exampleOf({ pairs }: Comparison, { change, number, benefit, before, after }: Kept): Example {
  const pair = pairs.find((one) => one.benefit === benefit);
  const { group, age, level, referral, fees, aidCategory } = before;
  const who = [
    `${LABELS.personGroup[group]}，${age} 岁`,
    ...(aidCategory === 'none' ? [] : [LABELS.aidCategory[aidCategory]]),
    LABELS.benefit[benefit],
    LABELS.providerLevel[level],
    LABELS.referralClass[referral],
    `总费用 ${moneyText(fees.total)}`,
  ];
  return {
    title: `${change < 0 ? '少付最多' : '多付最多'}的一次：${changeText(change)}`,
    what: `第 ${number} 人次：${who.join('，')}`,
    before: stepsOf(pair?.before ?? null, before),
    after: stepsOf(pair?.after ?? null, after),
  };
}

function stepsOf(plan: Plan | null, input: AdjudicationInput): string[] {
  if (plan === null) return [];
  const answer = adjudicate(plan, input);
  return answer.ok ? explain(plan, answer.value).map(({ text }) => text) : [];
}
