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
import { AT, BUCKETS } from './buckets.ts';
import { aidIndex, groupIndex, LAST_ORDINAL, levelIndex, OLDEST, referralIndex } from './plan/dimensions.ts';
import type { Plan } from './plan/plan.ts';
import { move, STAGES_AT_MOST, type State } from './plan/program.ts';
import { runStage } from './plan/run.ts';
import { newPage } from './plan/trace.ts';
import type { EngineRefusal } from './refusals.ts';
import { type Adjudication, Settled } from './settled.ts';

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

/**
 * Who pays what of one bill, by the policy of the insured place over fees classified at the place of care
 * (procedures P-01). Pure; integer fen; the parts satisfy T-01.
 *
 * Refusals, in this order: group-not-covered, check-up-not-covered, filing-required, referral-class-refused,
 * policy-not-provided (with `what`). A refusal has no effect.
 */
export function adjudicate(plan: Plan, input: AdjudicationInput): Result<Adjudication, EngineRefusal> {
  const state = STATE;
  assertBill(input);
  if (!startBill(plan, input, state))
    return refuse('group-not-covered', { field: 'group', detail: { group: input.group } });
  if (input.accountPurpose === 'check-up') return adjudicateCheckUp(plan, input, state);
  const gate = plan.program.gate[state.referral];
  if (gate !== 'applies') return refuseAtGate(plan, input, gate === 'refused');
  const { stages } = plan.program;
  for (let index = 0; index < stages.length; index++) {
    if (!runStage(stages[index]!, state)) return notProvided(plan, state.missing ?? '');
  }
  const parts = partsOf(input.fees, state);
  return ok(new Settled(plan, parts, deltaOf(plan, parts, state), state));
}

/** Taken out of `AT`, because constants of this file are folded into the code and fields are not. */
const {
  pool: POOL,
  civilServant: CIVIL_SERVANT,
  enterprise: ENTERPRISE,
  critical: CRITICAL,
  large: LARGE,
  aid: AID,
  other: OTHER,
  account: ACCOUNT,
  cash: CASH,
} = AT;

/**
 * The one state of the package. A bill runs from start to result without giving way to another, and
 * `startBill` sets every field, so nothing of a bill outlives it and none is allocated per bill.
 */
const STATE: State = {
  level: 0,
  group: 0,
  referral: 0,
  aid: 0,
  civilServant: 0,
  age: 0,
  ordinal: 0,
  // A fraction in every place keeps it an array of plain doubles.
  money: Array.from(BUCKETS, () => 0.5),
  accumulators: emptyAccumulators(0),
  page: newPage(),
  traceStart: 0,
  traceEnd: 0,
  accountBalance: 0,
  inScope: 0,
  poolRate: 0,
  deductible: 0,
  crossRegionFirst: 0,
  secondBase: 0,
  asked: new Float64Array(STAGES_AT_MOST),
  missing: null,
};

function assertBill({ fees, useAccount, accountBalance }: AdjudicationInput): void {
  const { total, eligible, excluded, overLimit, selfPaidFirst } = fees;
  assert(
    total === excluded + overLimit + selfPaidFirst + eligible,
    'The fee parts of a bill do not sum to its total',
  );
  assert(
    eligible >= 0 && excluded >= 0 && overLimit >= 0 && selfPaidFirst >= 0,
    'A bill has no negative amount; a reversal negates stored parts',
  );
  assert(!useAccount || accountBalance >= 0, 'The balance of a personal account is not negative');
}

/** Written out: a loop costs more than what it does. The first four buckets are the fees of the bill. */
function clearAfterFees(money: number[]): void {
  money[4] = 0;
  money[5] = 0;
  money[6] = 0;
  money[7] = 0;
  money[8] = 0;
  money[9] = 0;
  money[10] = 0;
  money[11] = 0;
  money[12] = 0;
  money[13] = 0;
  money[14] = 0;
  money[15] = 0;
  money[16] = 0;
}

/** Sets the state to the bill; false when the group is not one of the insurance type. */
function startBill(plan: Plan, input: AdjudicationInput, state: State): boolean {
  const { fees, accumulators } = input;
  const { money, asked } = state;
  /** Active and retired belong to employees, adult and minor to residents. */
  const group = groupIndex(input.group);
  if (group < 2 !== (plan.insuranceType === 'employee')) return false;
  state.level = levelIndex(input.level);
  state.group = group;
  state.referral = referralIndex(input.referral);
  state.aid = aidIndex(input.aidCategory);
  state.civilServant = input.civilServant ? 1 : 0;
  state.age = Math.min(Math.max(input.age, 0), OLDEST);
  state.ordinal = Math.min(accumulators.admissions, LAST_ORDINAL - 1);
  money[0] = fees.eligible;
  money[1] = fees.excluded;
  money[2] = fees.overLimit;
  money[3] = fees.selfPaidFirst;
  clearAfterFees(money);
  state.accumulators = accumulators;
  state.traceStart = state.traceEnd;
  state.accountBalance = input.useAccount ? input.accountBalance : 0;
  state.inScope = fees.eligible;
  state.poolRate = 0;
  state.deductible = 0;
  state.crossRegionFirst = 0;
  state.secondBase = 0;
  for (let fund = 0; fund < plan.program.funds.length; fund++) asked[fund] = 0;
  state.missing = null;
  return true;
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
  for (let bucket: number = AT.eligible; bucket <= AT.overCap; bucket++) {
    const base = state.money[bucket]!;
    const fromAccount = Math.min(base, state.accountBalance - state.money[AT.account]!);
    move(state, program.checkUpRule, bucket, AT.account, base, -1, fromAccount);
    move(state, program.checkUpRule, bucket, AT.cash, base, -1, base - fromAccount);
  }
  const parts = partsOf(input.fees, state);
  const accountPaid = parts.paidByPersonalAccount;
  return ok(new Settled(plan, parts, { ...emptyAccumulators(input.accumulators.year), accountPaid }, state));
}

/** Fees are summed again by `assertSettlementParts`; here every bucket that nobody paid must be empty. */
function partsOf(fees: FeeParts, state: State): SettlementParts {
  const money = state.money as unknown as readonly Fen[];
  const unpaid =
    money[0]! + money[1]! + money[2]! + money[3]! + money[4]! + money[5]! + money[6]! + money[7]!;
  assert(unpaid === 0, 'A stage left money unpaid');
  const pool = money[POOL]!;
  const civilServant = money[CIVIL_SERVANT]!;
  const enterprise = money[ENTERPRISE]!;
  const critical = money[CRITICAL]!;
  const large = money[LARGE]!;
  const aid = money[AID]!;
  const other = money[OTHER]!;
  const account = money[ACCOUNT]!;
  const cash = money[CASH]!;
  const parts: SettlementParts = {
    feeTotal: fees.total,
    feeExcluded: fees.excluded,
    feeOverLimit: fees.overLimit,
    feeSelfPaidFirst: fees.selfPaidFirst,
    feeEligible: fees.eligible,
    deductibleApplied: state.deductible as Fen,
    poolRate: state.poolRate as Rate,
    paidByPooledFund: pool,
    paidByCivilServantFund: civilServant,
    paidByEnterpriseSupplement: enterprise,
    paidByCriticalIllness: critical,
    paidByLargeAmount: large,
    paidByMedicalAssistance: aid,
    paidByOtherFunds: other,
    paidByFunds: (pool + civilServant + enterprise + critical + large + aid + other) as Fen,
    borneByPerson: (account + cash) as Fen,
    paidByPersonalAccount: account,
    paidByFamilyAccount: ZERO_FEN,
    paidInCash: cash,
    paidByHospital: ZERO_FEN,
  };
  assertSettlementParts(parts);
  return parts;
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
