import {
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  type Counterfactual,
  counterfactuals,
  describeOneStopRefusal,
  describeRefusal,
  type EngineRefusal,
  type ExplainedStep,
  emptyAccumulators,
  explain,
  explainThreeDepths,
  type OneStop,
  type OneStopInput,
  type OneStopRefusal,
  type Plan,
  type PublicPart,
  type RoomLeft,
  roomLeft,
  settleAll,
  type ThreeDepths,
} from '@zhijie/engine';
import {
  assert,
  type CalendarDate,
  fen,
  ok,
  type Refusal,
  refuse,
  type SettlementParts,
} from '@zhijie/kernel';
import { askedTexts } from './asked.ts';
import type { Read } from './fields.ts';
import { type CalculationInput, type ReadInput, readInput } from './input.ts';
import type { Knowledge } from './knowledge.ts';
import { type OneStopAnswer, oneStopAnswer } from './one-stop.ts';
import { type OneStopQuestion, readOneStop } from './one-stop-input.ts';
import { type Badge, badgeOf } from './places.ts';
import { slipAnswer } from './slip.ts';

/** A figure or rule that nobody has compared with its text. */
export type UnverifiedNumber = {
  readonly label: string;
  readonly citation: string;
  readonly place: string;
  readonly url: string | null;
  readonly effectiveFrom: CalendarDate;
  /** It repeats across places without a quoted rule: shown as 示例数据，未核实, worse than 待核实. */
  readonly isSample: boolean;
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
  /** With products, relatives' accounts or a slip: the bill to the end. Otherwise null. */
  readonly oneStop: OneStopAnswer | null;
};

/**
 * Who pays what of a bill, by the engine that settles, with the reasons, the alternatives and what is left.
 * The one calculation of `zhijie calc` and of the HTTP interface. Nothing of the person is looked up,
 * nothing is stored. Refusals carry a Chinese text: `invalid-input` with the field, or the engine's own
 * reason.
 */
export function calculate(input: CalculationInput, knowledge: Knowledge): Read<CalculationResult> {
  const read = readInput(input, knowledge);
  if (!read.ok) return read;
  const { insuranceType, benefit, dates } = read.value;
  const question = readOneStop(input, read.value, knowledge.productsOf);
  if (!question.ok) return question;
  const planned = knowledge.policies.planFor({ area: input.area, insuranceType, benefit, dates });
  const slip = question.value?.slip ?? null;
  if (slip !== null && question.value !== null)
    return bySlip(slip, planned.ok ? planned.value : null, {
      input,
      read: read.value,
      question: question.value,
    });
  if (!planned.ok) return withText(planned.refusal);
  const plan = planned.value;
  const bill = billOf(plan, read.value);
  if (question.value !== null)
    return throughAll(plan, bill, { input, read: read.value, question: question.value });
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
    assumptions: [...read.assumptions, ...askedTexts(plan, bill), ...policyAssumptions(plan)],
    unverified: unverifiedOf(steps),
    oneStop: null,
  };
}

type Asked = {
  readonly input: CalculationInput;
  readonly read: ReadInput;
  readonly question: OneStopQuestion;
};

/**
 * The public layers calculated, then what follows them. The steps and their explanation are those of the
 * public settlement with the patient's own account as it pays after the insurers.
 */
function throughAll(plan: Plan, bill: AdjudicationInput, asked: Asked): Read<CalculationResult> {
  const settled = settleAll(oneStopInput({ kind: 'calculated', plan, bill }, asked));
  if (!settled.ok) {
    const { refusal } = settled;
    if (refusal.code === 'slip-not-split') return oneStopRefused(refusal);
    return withAlternatives(refusal as EngineRefusal, counterfactuals(plan, bill));
  }
  const own = { ...bill, accountBalance: settled.value.account.paid, useAccount: true };
  const adjudicated = adjudicate(plan, own);
  assert(adjudicated.ok, 'What was settled with the account off is settled with what the account pays');
  const base = answer(plan, own, adjudicated.value, asked.read);
  return ok(withOneStop(base, settled.value, asked.question));
}

/** The public split as a slip gives it, then what follows. The plan only says what an account may pay. */
function bySlip(slip: SettlementParts, plan: Plan | null, asked: Asked): Read<CalculationResult> {
  const settled = settleAll(oneStopInput({ kind: 'slip', parts: slip, plan }, asked));
  if (!settled.ok) return oneStopRefused(settled.refusal);
  const { read, input, question } = asked;
  const base = slipAnswer(slip, { area: input.area, plan, on: read.dates.settledOn });
  return ok(withOneStop({ ...base, assumptions: read.assumptions }, settled.value, question));
}

function oneStopInput(part: PublicPart, { input, read, question }: Asked): OneStopInput {
  return {
    insuredArea: input.area,
    public: part,
    products: question.products,
    late: question.late,
    accountBalance: read.useAccount ? read.accountBalance : fen(0),
    family: question.family,
  };
}

function withOneStop(
  base: CalculationResult,
  settled: OneStop,
  question: OneStopQuestion,
): CalculationResult {
  const assumptions = [...base.assumptions, ...question.assumptions];
  return {
    ...base,
    parts: settled.parts,
    assumptions,
    oneStop: oneStopAnswer(question, settled, base.steps),
  };
}

function oneStopRefused(refusal: OneStopRefusal): { ok: false; refusal: Refusal } {
  const detail = { ...refusal.detail, text: describeOneStopRefusal(refusal) };
  return refuse(refusal.code, { field: refusal.field, detail });
}

function policyAssumptions(plan: Plan): string[] {
  return [
    ...(plan.isFictional ? [`${plan.title} 为虚构的示例政策`] : []),
    ...(plan.isFictional || plan.isVerified ? [] : ['该地政策的部分数字待核实：尚无人对照当地原文']),
    ...(plan.tables.some((table) => table.isSample) ? ['该地政策含示例数据，未核实'] : []),
    ...(plan.provisional ? ['该政策已过有效期且无后续版本，按原规定暂行计算（待核实）'] : []),
  ];
}

/** Each step whose clause nobody has verified, once per clause; samples first, because they are the worst. */
function unverifiedOf(steps: readonly ExplainedStep[]): UnverifiedNumber[] {
  const found = new Map<string, UnverifiedNumber>();
  for (const { text, clause, place, isSample } of steps) {
    if (clause.verified !== null && !isSample) continue;
    const citation = `〔${clause.document || clause.source} ${clause.article}〕`;
    const label = text.split('：')[0]!;
    const known = found.get(citation);
    if (known !== undefined && (known.isSample || !isSample)) continue;
    const { url, effectiveFrom } = clause;
    found.set(citation, { label, citation, place, url, effectiveFrom, isSample });
  }
  return [...found.values()].sort((a, b) => Number(b.isSample) - Number(a.isSample));
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
