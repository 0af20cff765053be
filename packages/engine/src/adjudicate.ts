import {
  type AidCategory,
  assert,
  type FeeParts,
  type Fen,
  ok,
  type PersonGroup,
  type ProviderLevel,
  type ReferralClass,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { type Accumulators, ADMISSION_UNITS, emptyAccumulators } from './accumulators.ts';
import { AT, BUCKETS } from './buckets.ts';
import { type Circumstances, chronicDiseaseOf, EDGE_LABELS, UNINSURED_CAUSES } from './circumstances.ts';
import type { Rest } from './plan/compile-secondary.ts';
import {
  aidIndex,
  DIMENSIONS,
  groupIndex,
  indexIn,
  LAST_ORDINAL,
  levelIndex,
  MONTHS_UNSTATED,
  MOST_MONTHS,
  OLDEST,
  referralIndex,
} from './plan/dimensions.ts';
import { generate } from './plan/generate.ts';
import { classesIn, type Plan } from './plan/plan.ts';
import { KIND, move, type State } from './plan/program.ts';
import { runStage } from './plan/run.ts';
import { newPage, openBill } from './plan/trace.ts';
import type { EngineRefusal } from './refusals.ts';
import { type Adjudication, Settled, settle } from './settled.ts';

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
  /** `purchase`: at a retail pharmacy whose purchases the pool does not pay (`pharmacy` of the pack). */
  readonly accountPurpose?: 'care' | 'check-up' | 'purchase';
  /** What only some places ask about. Left out: nothing of it is known. */
  readonly circumstances?: Circumstances;
};

/**
 * Who pays what of one bill, by the policy of the insured place over fees classified at the place of care
 * (procedures P-01). Pure; integer fen; the parts satisfy T-01.
 *
 * Refusals, in this order: group-not-covered, cause-not-covered, check-up-not-covered, filing-required,
 * referral-class-refused, policy-not-provided (with `what`). A refusal has no effect.
 */
export function adjudicate(plan: Plan, input: AdjudicationInput): Result<Adjudication, EngineRefusal> {
  assertBill(input);
  const { accountPurpose = 'care' } = input;
  if (accountPurpose === 'care' && isPlain(plan, input.circumstances)) {
    const settled = settleByGeneratedCode(plan, input);
    if (settled !== null) return ok(settled);
  }
  return adjudicateByStages(plan, input);
}

/** Nothing is stated that the plan asks about: what a node always knows of a visit most places ignore. */
function isPlain({ program }: Plan, facts: Circumstances | undefined): boolean {
  if (facts === undefined) return true;
  return (
    program.ignoresPlace &&
    facts.contributionTier === undefined &&
    facts.cause === undefined &&
    facts.hasFamilyDoctor === undefined &&
    facts.isSelectedProvider === undefined &&
    facts.civilServantRank === undefined &&
    facts.enrolledMonths === undefined &&
    facts.disease === undefined &&
    facts.isVillageClinic === undefined &&
    facts.continuousYears === undefined &&
    facts.claimFreeYears === undefined &&
    facts.route === undefined &&
    facts.essentialDrugs === undefined &&
    facts.continuedFrom === undefined
  );
}

/** So many bills of a plan show that its code is worth making. */
const BILLS_BEFORE_CODE = 200;

/** Null when the plan has no code (yet) or its code leaves the bill to the stages. */
function settleByGeneratedCode(plan: Plan, input: AdjudicationInput): Settled | null {
  const { hot } = plan.program;
  if (hot.generated !== null) return hot.generated(plan, input, STATE);
  hot.bills += 1;
  if (hot.bills === BILLS_BEFORE_CODE) hot.generated = generate(plan);
  return null;
}

/**
 * The meaning of a plan: its stages one after another. `adjudicate` gives the same, faster, and leaves to
 * this whatever it would have to refuse.
 */
export function adjudicateByStages(
  plan: Plan,
  input: AdjudicationInput,
): Result<Adjudication, EngineRefusal> {
  const state = STATE;
  if (!startBill(plan, input, state))
    return refuse('group-not-covered', { field: 'group', detail: { group: input.group } });
  const { facts } = state;
  if (facts !== NO_FACTS && isUninsured(facts)) {
    return refuse('cause-not-covered', { field: 'cause', detail: { cause: String(facts.cause) } });
  }
  if (input.accountPurpose === 'check-up') return adjudicateCheckUp(plan, input, state);
  if (input.accountPurpose === 'purchase') return ok(settledByPerson(plan, input, state, restRules(plan)));
  const gate = plan.program.gate[state.referral];
  if (gate !== 'applies') return refuseAtGate(plan, input, state);
  const { stages } = plan.program;
  for (let index = 0; index < stages.length; index++) {
    if (!runStage(stages[index]!, state)) return notProvided(plan, state.missing ?? '');
  }
  return ok(settledOf(plan, input, state));
}

const NO_FACTS: Circumstances = {};

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
  tier: 0,
  cause: 0,
  familyDoctor: 0,
  selected: 0,
  rank: 0,
  months: MONTHS_UNSTATED,
  disease: 0,
  village: 0,
  // A fraction in every place keeps it an array of plain doubles.
  money: Array.from(BUCKETS, () => 0.5),
  accumulators: emptyAccumulators(0),
  facts: NO_FACTS,
  isContinued: false,
  page: newPage(),
  traceStart: 0,
  traceEnd: 0,
  accountBalance: 0,
  inScope: 0,
  poolRate: 0,
  deductible: 0,
  crossRegionFirst: 0,
  secondBase: 0,
  largeBase: 0,
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
  const { money } = state;
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
  state.accountBalance = input.useAccount ? input.accountBalance : 0;
  state.inScope = fees.eligible;
  state.poolRate = 0;
  state.deductible = 0;
  state.crossRegionFirst = 0;
  state.secondBase = 0;
  state.largeBase = 0;
  openBill(state, plan.program.numbersAtMost, plan.program.funds.length);
  state.missing = null;
  const { circumstances } = input;
  if (circumstances !== undefined || state.facts !== NO_FACTS) {
    setFacts(plan, circumstances ?? NO_FACTS, state);
  }
  return true;
}

/** Sets what few bills state; a bill without it follows one without it most of the time. */
function setFacts(plan: Plan, facts: Circumstances, state: State): void {
  const { levelOf, exempt } = plan.program;
  assertFacts(facts);
  state.facts = facts;
  state.isContinued = false;
  state.tier = indexIn(DIMENSIONS.tier, facts.contributionTier, 0);
  state.cause = isUninsured(facts) ? 0 : indexIn(DIMENSIONS.cause, facts.cause, 0);
  state.familyDoctor = facts.hasFamilyDoctor ? 1 : 0;
  state.selected = facts.isSelectedProvider === undefined ? 0 : facts.isSelectedProvider ? 2 : 1;
  state.rank = indexIn(DIMENSIONS.rank, facts.civilServantRank, 0);
  state.months =
    facts.enrolledMonths === undefined ? MONTHS_UNSTATED : Math.min(facts.enrolledMonths, MOST_MONTHS);
  state.disease =
    facts.disease === undefined ? 0 : DIMENSIONS.disease.indexOf(chronicDiseaseOf(facts.disease));
  state.village = facts.isVillageClinic ? 1 : 0;
  const own = facts.provider === undefined ? undefined : levelOf?.get(facts.provider);
  if (own !== undefined) state.level = levelIndex(own);
  if (facts.route !== undefined) state.referral = indexIn(DIMENSIONS.referral, facts.route, 0);
  else if (facts.careArea !== undefined && exempt.size > 0) {
    state.referral = classesIn(exempt, facts.careArea)?.[state.referral] ?? state.referral;
  }
}

/** Counts and amounts are whole and not negative. */
function assertFacts({ enrolledMonths, continuousYears, claimFreeYears, ...facts }: Circumstances): void {
  const { daysInStay, essentialDrugs, diseasePaid, continuedFrom } = facts;
  const counts = [enrolledMonths, continuousYears, claimFreeYears, daysInStay, essentialDrugs, diseasePaid];
  for (const count of [...counts, continuedFrom?.deductiblePaid]) {
    const isCount = count === undefined || (Number.isSafeInteger(count) && count >= 0);
    assert(isCount, 'Counts and amounts that a bill states are whole and not negative');
  }
}

const isUninsured = ({ cause }: Circumstances): boolean =>
  cause !== undefined && (UNINSURED_CAUSES as readonly string[]).includes(cause);

/** F-14: an unfiled visit follows the insured place's own rule; never a silent zero. */
function refuseAtGate(
  plan: Plan,
  input: AdjudicationInput,
  state: State,
): Result<Adjudication, EngineRefusal> {
  if (plan.program.gate[state.referral] !== 'refused') {
    return notProvided(plan, missingAtGate(input, state));
  }
  const code = input.referral === 'unfiled' ? 'filing-required' : 'referral-class-refused';
  return refuse(code, { field: 'referral', detail: { area: plan.area, referral: input.referral } });
}

function missingAtGate({ circumstances }: AdjudicationInput, { referral }: State): string {
  if (circumstances?.route !== undefined) return `${EDGE_LABELS[circumstances.route]}的待遇`;
  return referral < 0 ? '到免备案地区就医按哪一类待遇' : '该备案类别的异地就医待遇';
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
  return ok(settledByPerson(plan, input, state, () => [program.checkUpRule, program.checkUpRule] as const));
}

/** By bucket, the rules under which the account and cash pay. */
type PersonRules = (bucket: number) => readonly [account: number, cash: number];

/** A purchase that no fund pays: the account's rule where there are accounts, and the rule for the rest. */
function restRules({ program }: Plan): PersonRules {
  const rest = program.stages.find((stage) => stage.kind === KIND.rest)!.data as Rest;
  return (bucket) => [
    program.purchaseRule < 0 ? rest.rules[bucket]! : program.purchaseRule,
    rest.rules[bucket]!,
  ];
}

/** All from the account as far as it reaches, else cash; the year counts what the account paid alone. */
function settledByPerson(plan: Plan, input: AdjudicationInput, state: State, rulesOf: PersonRules): Settled {
  for (let bucket: number = AT.eligible; bucket <= AT.overCap; bucket++) {
    const base = state.money[bucket]!;
    const [account, cash] = rulesOf(bucket);
    const fromAccount = Math.min(base, state.accountBalance - state.money[AT.account]!);
    move(state, account, bucket, AT.account, base, -1, fromAccount);
    move(state, cash, bucket, AT.cash, base, -1, base - fromAccount);
  }
  const { parts } = settledOf(plan, input, state);
  const accountPaid = parts.paidByPersonalAccount;
  return new Settled(plan, parts, { ...emptyAccumulators(input.accumulators.year), accountPaid }, state);
}

/** Under which limit the pool pays: of the cause (1) or of the disease (2) alone, or the usual one (0). */
function apartOf({ program }: Plan, { cause, disease }: State): number {
  if (program.perDisease?.[disease]) return 2;
  return program.apart?.[cause] ? 1 : 0;
}

/** Every bucket that nobody paid must be empty; what the payers paid becomes the result. */
function settledOf(plan: Plan, { fees, accumulators }: AdjudicationInput, state: State): Settled {
  const { money } = state;
  const unpaid =
    money[0]! + money[1]! + money[2]! + money[3]! + money[4]! + money[5]! + money[6]! + money[7]!;
  assert(unpaid === 0, 'A stage left money unpaid');
  return settle(
    plan,
    fees,
    accumulators,
    state,
    state.poolRate,
    state.deductible,
    state.crossRegionFirst,
    state.secondBase,
    state.largeBase,
    state.isContinued ? 0 : ADMISSION_UNITS[state.level]!,
    state.level,
    apartOf(plan, state),
    money[AT.pool]!,
    money[AT.civilServant]!,
    money[AT.enterprise]!,
    money[AT.critical]!,
    money[AT.large]!,
    money[AT.aid]!,
    money[AT.other]!,
    money[AT.account]!,
    money[AT.cash]!,
  );
}
