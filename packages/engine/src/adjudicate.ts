import {
  type AidCategory,
  assert,
  assertSettlementParts,
  type FeeParts,
  type Fen,
  ok,
  type PersonGroup,
  type ProviderLevel,
  type Rate,
  type ReferralClass,
  type Result,
  refuse,
  type SettlementParts,
  ZERO_FEN,
} from '@zhijie/kernel';
import { type AccumulatorDelta, type Accumulators, emptyAccumulators } from './accumulators.ts';
import { AT, type Fund } from './buckets.ts';
import { DIMENSIONS, LAST_ORDINAL, OLDEST } from './plan/dimensions.ts';
import type { Plan } from './plan/plan.ts';
import { move, type State, type TraceRecord } from './plan/program.ts';
import type { EngineRefusal } from './refusals.ts';

/** One bill and what the insured side knows about its person. Amounts in fen. */
export type AdjudicationInput = {
  readonly referral: ReferralClass;
  readonly level: ProviderLevel;
  readonly group: PersonGroup;
  /** Full years on the governing day. */
  readonly age: number;
  readonly aidCategory: AidCategory;
  readonly civilServant: boolean;
  readonly fees: FeeParts;
  /** Of the plan's policy year, before this bill. */
  readonly accumulators: Accumulators;
  readonly accountBalance: Fen;
  readonly useAccount: boolean;
  readonly accountPurpose?: 'care' | 'check-up';
};

export type FundDetail = {
  readonly fund: Fund;
  /** What the fund was asked for: its base, fen. */
  readonly eligible: Fen;
  readonly amount: Fen;
  readonly explanation: string;
};

export type Adjudication = {
  readonly parts: SettlementParts;
  readonly delta: AccumulatorDelta;
  readonly trace: readonly TraceRecord[];
  readonly planHash: string;
  readonly provisional: boolean;
  readonly fundDetails: readonly FundDetail[];
};

/**
 * Who pays what of one bill, by the policy of the insured place over fees classified at the place of care
 * (procedures P-01). Pure; integer fen; the parts satisfy T-01.
 *
 * Refusals, in this order: group-not-covered, check-up-not-covered, filing-required, referral-class-refused,
 * policy-not-provided (with `what`). A refusal has no effect.
 */
export function adjudicate(plan: Plan, input: AdjudicationInput): Result<Adjudication, EngineRefusal> {
  const state = startState(plan, input);
  if (!state) return refuse('group-not-covered', { field: 'group', detail: { group: input.group } });
  if (input.accountPurpose === 'check-up') return adjudicateCheckUp(plan, input, state);
  const gate = plan.program.gate[state.referral];
  if (gate !== 'applies') return refuseAtGate(plan, input, gate === 'refused');
  for (const stage of plan.program.stages) {
    if (!stage(state)) return notProvided(plan, state.missing ?? '');
  }
  return ok(result(plan, input, state));
}

const LEVEL = indexOf(DIMENSIONS.level);
const GROUP = indexOf(DIMENSIONS.group);
const REFERRAL = indexOf(DIMENSIONS.referral);
const AID = indexOf(DIMENSIONS.aid);

function indexOf<const W extends string>(list: readonly W[]): Readonly<Record<W, number>> {
  return Object.fromEntries(list.map((word, index) => [word, index])) as Record<W, number>;
}

function startState(plan: Plan, input: AdjudicationInput): State | null {
  const { fees, accumulators } = input;
  const rest = fees.excluded + fees.overLimit + fees.selfPaidFirst;
  assert(fees.total === rest + fees.eligible, 'The fee parts of a bill do not sum to its total');
  assert(
    fees.eligible >= 0 && fees.excluded >= 0 && fees.overLimit >= 0 && fees.selfPaidFirst >= 0,
    'A bill has no negative amount; a reversal negates stored parts',
  );
  /** Active and retired belong to employees, adult and minor to residents. */
  const group = GROUP[input.group];
  if (group < 2 !== (plan.insuranceType === 'employee')) return null;
  const balance = input.useAccount ? input.accountBalance : 0;
  assert(balance >= 0, 'The balance of a personal account is not negative');
  return {
    level: LEVEL[input.level],
    group,
    referral: REFERRAL[input.referral],
    aid: AID[input.aidCategory],
    civilServant: input.civilServant ? 1 : 0,
    age: Math.min(Math.max(input.age, 0), OLDEST),
    ordinal: Math.min(accumulators.admissions, LAST_ORDINAL - 1),
    money: [
      fees.eligible,
      fees.excluded,
      fees.overLimit,
      fees.selfPaidFirst,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ],
    accumulators,
    trace: [],
    accountBalance: balance,
    inScope: fees.eligible,
    poolRate: 0,
    deductible: 0,
    crossRegionFirst: 0,
    secondBase: 0,
    asked: [0, 0, 0, 0],
    missing: null,
  };
}

/** F-14: an unfiled visit follows the insured place's own rule; never a silent zero. */
function refuseAtGate(
  plan: Plan,
  input: AdjudicationInput,
  isRefused: boolean,
): Result<Adjudication, EngineRefusal> {
  if (!isRefused) return notProvided(plan, '该备案类别的异地就医待遇');
  const code = input.referral === 'unfiled' ? 'filing-required' : 'referral-class-refused';
  return refuse(code, { field: 'referral', detail: { area: plan.area, referral: input.referral } });
}

function notProvided(plan: Plan, what: string): Result<Adjudication, EngineRefusal> {
  return refuse('policy-not-provided', { detail: { area: plan.area, what, benefit: plan.benefit } });
}

/** A check-up (D28, D31) is never the fund's; whether the account may pay it is the area's decision. */
function adjudicateCheckUp(
  plan: Plan,
  input: AdjudicationInput,
  state: State,
): Result<Adjudication, EngineRefusal> {
  const { program } = plan;
  if (!program.accountPaysCheckUp) {
    return refuse('check-up-not-covered', { field: 'accountPurpose', detail: { area: plan.area } });
  }
  for (let bucket = AT.eligible; bucket <= AT.overCap; bucket++) {
    const base = state.money[bucket]!;
    const fromAccount = Math.min(base, state.accountBalance - state.money[AT.account]!);
    move(state, program.checkUpRule, bucket, AT.account, base, -1, fromAccount);
    move(state, program.checkUpRule, bucket, AT.cash, base, -1, base - fromAccount);
  }
  const adjudication = result(plan, input, state);
  const { accumulators } = input;
  const delta = {
    ...emptyAccumulators(accumulators.year),
    accountPaid: adjudication.parts.paidByPersonalAccount,
  };
  return ok({ ...adjudication, delta });
}

function result(plan: Plan, input: AdjudicationInput, state: State): Adjudication {
  const money = state.money as Fen[];
  const { fees } = input;
  for (let bucket = 0; bucket < AT.pool; bucket++) assert(money[bucket] === 0, 'A stage left money unpaid');
  const funds =
    money[AT.pool]! +
    money[AT.civilServant]! +
    money[AT.enterprise]! +
    money[AT.critical]! +
    money[AT.large]! +
    money[AT.aid]! +
    money[AT.other]!;
  const person = money[AT.account]! + money[AT.cash]!;
  const parts: SettlementParts = {
    feeTotal: fees.total,
    feeExcluded: fees.excluded,
    feeOverLimit: fees.overLimit,
    feeSelfPaidFirst: fees.selfPaidFirst,
    feeEligible: fees.eligible,
    deductibleApplied: state.deductible as Fen,
    poolRate: state.poolRate as Rate,
    paidByPooledFund: money[AT.pool]!,
    paidByCivilServantFund: money[AT.civilServant]!,
    paidByEnterpriseSupplement: money[AT.enterprise]!,
    paidByCriticalIllness: money[AT.critical]!,
    paidByLargeAmount: money[AT.large]!,
    paidByMedicalAssistance: money[AT.aid]!,
    paidByOtherFunds: money[AT.other]!,
    paidByFunds: funds as Fen,
    borneByPerson: person as Fen,
    paidByPersonalAccount: money[AT.account]!,
    paidByFamilyAccount: ZERO_FEN,
    paidInCash: money[AT.cash]!,
    paidByHospital: ZERO_FEN,
  };
  assertSettlementParts(parts);
  return {
    parts,
    delta: deltaOf(plan, parts, state),
    trace: state.trace,
    planHash: plan.hash,
    provisional: plan.provisional,
    fundDetails: detailsOf(plan, state),
  };
}

function deltaOf(plan: Plan, parts: SettlementParts, state: State): AccumulatorDelta {
  const { isOutpatient, countsAsStay } = plan.program;
  const counted = (state.inScope - state.crossRegionFirst) as Fen;
  return {
    year: state.accumulators.year,
    admissions: countsAsStay ? 1 : 0,
    deductiblePaid: isOutpatient ? ZERO_FEN : parts.deductibleApplied,
    eligible: isOutpatient ? ZERO_FEN : counted,
    poolPaid: isOutpatient ? ZERO_FEN : parts.paidByPooledFund,
    outpatientEligible: isOutpatient ? counted : ZERO_FEN,
    outpatientDeductiblePaid: isOutpatient ? parts.deductibleApplied : ZERO_FEN,
    outpatientPaid: isOutpatient ? parts.paidByPooledFund : ZERO_FEN,
    criticalBase: state.secondBase as Fen,
    criticalPaid: parts.paidByCriticalIllness,
    largePaid: parts.paidByLargeAmount,
    civilServantPaid: parts.paidByCivilServantFund,
    aidPaid: parts.paidByMedicalAssistance,
    accountPaid: parts.paidByPersonalAccount,
  };
}

/** One line per fund that paid, and the pool's always; two layers of one fund are one line of the fund. */
function detailsOf(plan: Plan, state: State): FundDetail[] {
  const details: FundDetail[] = [];
  const { funds } = plan.program;
  for (let index = 0; index < funds.length; index++) {
    const { fund, bucket, explanation } = funds[index]!;
    const amount = state.money[bucket] as Fen;
    if (amount === 0 && fund !== 'pool') continue;
    if (details.length > 0 && details[details.length - 1]!.fund === fund) continue;
    details.push({ fund, eligible: (state.asked[index] ?? 0) as Fen, amount, explanation });
  }
  return details;
}
