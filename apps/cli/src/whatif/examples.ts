import { type AdjudicationInput, adjudicate, explain, type Plan } from '@zhijie/engine';
import { type Fen, LABELS } from '@zhijie/kernel';
import { PAYERS } from './dimensions.ts';
import type { Comparison } from './policies.ts';
import type { SeenVisit } from './simulate.ts';
import { changeText, moneyText } from './words.ts';

/** One visit of the population with every step under both policies. */
export type Example = {
  readonly title: string;
  readonly what: string;
  /** Who pays more and who less than under the policy in force, in Chinese. */
  readonly why: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The rule versions that calculated it. */
  readonly versions: { readonly before: string | null; readonly after: string | null };
};

type Kept = {
  readonly change: number;
  readonly number: number;
  readonly benefit: SeenVisit['benefit'];
  readonly before: AdjudicationInput;
  readonly after: AdjudicationInput;
};

/** Keeps the visit that gains most and the one that loses most, the first of equals; and the first ones. */
export function examplesOf(
  comparison: Comparison,
  first = 0,
): {
  see(visit: SeenVisit): void;
  explained(): Example[];
} {
  const firsts: Kept[] = [];
  let best: Kept | null = null;
  let worst: Kept | null = null;
  return {
    see(visit) {
      const { before, after } = visit;
      if (!before.ok || !after.ok) return;
      const change = after.value.parts.borneByPerson - before.value.parts.borneByPerson;
      if (firsts.length < first) firsts.push(kept(visit, change));
      if (before === after) return;
      if (change < (best?.change ?? 0)) best = kept(visit, change);
      if (change > (worst?.change ?? 0)) worst = kept(visit, change);
    },
    explained() {
      const most = [best, worst].flatMap((one) => (one === null ? [] : [exampleOf(comparison, one)]));
      return [...most, ...firsts.map((one) => ({ ...exampleOf(comparison, one), title: firstTitle(one) }))];
    },
  };
}

const firstTitle = ({ number, change }: Kept): string => `第 ${number} 人次：${changeText(change)}`;

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
    why: whoPays(pair?.before ?? null, pair?.after ?? null, { before, after }),
    before: stepsOf(pair?.before ?? null, before),
    after: stepsOf(pair?.after ?? null, after),
    versions: { before: pair?.before?.hash ?? null, after: pair?.after?.hash ?? null },
  };
}

type Sides<T> = { readonly before: T; readonly after: T };

/** Each payer's change; with what had counted for the yearly threshold before, where that differs. */
function whoPays(from: Plan | null, to: Plan | null, { before, after }: Sides<AdjudicationInput>): string {
  const one = from === null ? null : adjudicate(from, before);
  const two = to === null ? null : adjudicate(to, after);
  if (!one?.ok || !two?.ok) return '';
  const changes = PAYERS.flatMap((payer) => {
    const change = two.value.parts[payer] - one.value.parts[payer];
    if (change === 0) return [];
    return [`${LABELS.settlementPart[payer]}${change > 0 ? '多' : '少'}付 ${moneyText(Math.abs(change))}`];
  });
  const counted = [before, after].map(({ accumulators }) => accumulators.criticalBase);
  const earlier =
    counted[0] === counted[1]
      ? ''
      : `；此前计入年度累计的自付由 ${moneyText(counted[0]!)} 变为 ${moneyText(counted[1]!)}，到起付线的远近不同`;
  return `${changes.join('，')}${earlier}。`;
}

function stepsOf(plan: Plan | null, input: AdjudicationInput): string[] {
  if (plan === null) return [];
  const answer = adjudicate(plan, input);
  return answer.ok ? explain(plan, answer.value).map(({ text }) => text) : [];
}
