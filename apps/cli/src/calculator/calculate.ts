import {
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  type Counterfactual,
  counterfactuals,
  describeRefusal,
  type EngineRefusal,
  type ExplainedStep,
  emptyAccumulators,
  explain,
  explainThreeDepths,
  type Plan,
  type RoomLeft,
  roomLeft,
  type ThreeDepths,
} from '@zhijie/engine';
import { type CalendarDate, ok, type Refusal, refuse, type SettlementParts } from '@zhijie/kernel';
import type { Read } from './fields.ts';
import { type CalculationInput, type ReadInput, readInput } from './input.ts';
import { type Knowledge, sharedKnowledge } from './knowledge.ts';
import { type Badge, badgeOf } from './places.ts';

/** A figure or rule that nobody has compared with its text. */
export type UnverifiedNumber = {
  readonly label: string;
  readonly citation: string;
  readonly place: string;
  readonly url: string | null;
  readonly effectiveFrom: CalendarDate;
};

/** Who pays what and why. Amounts in fen. */
export type CalculationResult = {
  readonly area: string;
  readonly policy: string;
  readonly badge: Badge;
  readonly isFictional: boolean;
  readonly isVerified: boolean;
  /** Names the policy's content: the same hash and bill give the same bytes. */
  readonly planHash: string;
  readonly policyYear: number;
  readonly parts: SettlementParts;
  readonly steps: readonly ExplainedStep[];
  readonly explanation: ThreeDepths;
  readonly counterfactuals: readonly Counterfactual[];
  readonly roomLeft: RoomLeft;
  readonly assumptions: readonly string[];
  readonly unverified: readonly UnverifiedNumber[];
};

/**
 * Who pays what of a bill, by the engine that settles, with the reasons, the alternatives and what is left.
 * The one calculation of `zhijie calc` and of the HTTP interface. Nothing of the person is looked up,
 * nothing is stored. Refusals carry a Chinese text: `invalid-input` with the field, or the engine's own
 * reason.
 */
export function calculate(
  input: CalculationInput,
  knowledge: Knowledge = sharedKnowledge(),
): Read<CalculationResult> {
  const read = readInput(input, knowledge);
  if (!read.ok) return read;
  const { insuranceType, benefit, dates } = read.value;
  const planned = knowledge.policies.planFor({ area: input.area, insuranceType, benefit, dates });
  if (!planned.ok) return withText(planned.refusal);
  const plan = planned.value;
  const bill = billOf(plan, read.value);
  const result = adjudicate(plan, bill);
  if (!result.ok) return withAlternatives(result.refusal, counterfactuals(plan, bill));
  return ok(answer(plan, bill, result.value, read.value));
}

function billOf(plan: Plan, read: ReadInput): AdjudicationInput {
  const { assumptions: _a, counters, dates, insuranceType: _i, benefit: _b, ...values } = read;
  const empty = emptyAccumulators(plan.policyYearOf(dates.settledOn));
  return { ...values, accumulators: { ...empty, ...counters } };
}

function answer(
  plan: Plan,
  bill: AdjudicationInput,
  adjudication: Adjudication,
  read: ReadInput,
): CalculationResult {
  const steps = explain(plan, adjudication);
  return {
    area: plan.area,
    policy: plan.title,
    badge: badgeOf(plan),
    isFictional: plan.isFictional,
    isVerified: plan.isVerified,
    planHash: plan.hash,
    policyYear: bill.accumulators.year,
    parts: adjudication.parts,
    steps,
    explanation: explainThreeDepths(plan, adjudication),
    counterfactuals: counterfactuals(plan, bill),
    roomLeft: roomLeft(plan, bill, adjudication),
    assumptions: [...read.assumptions, ...policyAssumptions(plan)],
    unverified: unverifiedOf(steps),
  };
}

function policyAssumptions(plan: Plan): string[] {
  return [
    ...(plan.isFictional ? [`${plan.title} 为虚构的示例政策`] : []),
    ...(plan.isFictional || plan.isVerified ? [] : ['该地政策的部分数字待核实：尚无人对照当地原文']),
    ...(plan.tables.some((table) => table.isSample) ? ['该地政策含示例数据，未核实'] : []),
    ...(plan.provisional ? ['该政策已过有效期且无后续版本，按原规定暂行计算（待核实）'] : []),
  ];
}

/** Each step whose clause nobody has verified, once per clause. */
function unverifiedOf(steps: readonly ExplainedStep[]): UnverifiedNumber[] {
  const found = new Map<string, UnverifiedNumber>();
  for (const { text, clause, place } of steps) {
    if (clause.verified !== null) continue;
    const citation = `〔${clause.document || clause.source} ${clause.article}〕`;
    const label = text.split('：')[0]!;
    if (found.has(citation)) continue;
    found.set(citation, { label, citation, place, url: clause.url, effectiveFrom: clause.effectiveFrom });
  }
  return [...found.values()];
}

function withText(refusal: EngineRefusal): { ok: false; refusal: Refusal } {
  const detail = { ...refusal.detail, text: describeRefusal(refusal) };
  return refuse(refusal.code, { field: refusal.field, detail });
}

/** A bill that cannot be settled as filed: what each filing that can be settled would give. */
function withAlternatives(
  refusal: EngineRefusal,
  others: readonly Counterfactual[],
): { ok: false; refusal: Refusal } {
  const filings = others.filter((one) => one.changed === 'referral' && one.reason === null);
  const told = withText(refusal);
  if (filings.length === 0) return told;
  const alternatives = filings.map((one) => one.text).join('\n');
  return refuse(refusal.code, {
    field: refusal.field,
    detail: { ...told.refusal.detail, alternatives },
  });
}
