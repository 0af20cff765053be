import {
  type Accumulators,
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  emptyAccumulators,
  type Plan,
} from '@zhijie/engine';
import type { Bill, Decision } from '@zhijie/exchange';
import {
  ageOn,
  type CalendarDate,
  calendarDate,
  type Fen,
  fen,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  subtractFen,
} from '@zhijie/kernel';
import { accumulatorsFrom } from '../accumulator/counters.ts';
import type { InsuredDeps } from '../deps.ts';
import {
  type Entitlement,
  entitlementOf,
  type VisitQuestion,
  visitOfBill,
  warningsOf,
} from '../entitlement/service.ts';
import type { Snapshot } from '../entitlement/store.ts';
import { checkFees } from './bill.ts';
import { circumstancesOf } from './circumstances.ts';
import { type EarlierCare, NO_EARLIER_CARE } from './earlier-care.ts';
import { adjudicateSplit, fundsOf, type SplitStay, type YearOfStay } from './new-year.ts';

/** A decision with what it stands on: enough to store it and to compute it again. */
export type Decided = {
  readonly decision: Decision;
  readonly adjudication: Adjudication;
  readonly entitlement: Entitlement;
  readonly input: AdjudicationInput;
  readonly accumulatorVersion: number;
  readonly policyYear: number;
  /** What the part of a split stay in the year before did (V-11); null: the bill lies in one year. */
  readonly earlier: EarlierYear | null;
};

export type EarlierYear = YearOfStay & { readonly accumulatorVersion: number };

function accumulatorsOf(
  snapshot: Snapshot,
  insuredArea: string,
  year: number,
): { version: number; accumulators: Accumulators } {
  const row = snapshot.accumulators.find((a) => a.insured_area === insuredArea && a.year === year);
  if (row === undefined) return { version: 0, accumulators: emptyAccumulators(year) };
  return { version: row.version, accumulators: accumulatorsFrom(year, row.values) };
}

export type BillQuestion = {
  readonly bill: Bill;
  readonly settlementId: string;
  readonly at: Instant;
  readonly settledOn: CalendarDate;
  /** What settlements before it say; nothing unless given. */
  readonly earlier?: EarlierCare;
};

/**
 * Who pays what of a bill, without any effect. A stay over the end of the policy year is one bill unless
 * the pack asks for two parts (V-11); the pack says which of its days decides the policy year. Refuses, in
 * this order, what `visitOfBill`, `checkFees` and `entitlementOf` refuse, then `filing-required` where the
 * insured place's pack asks for a filing and there is none (F-14), `policy-not-provided` where it does not
 * say as what the visit is paid (F-11, F-12), then the engine's.
 */
export function decide(
  deps: InsuredDeps,
  snapshot: Snapshot,
  question: BillQuestion,
): Result<Decided, Refusal> {
  const { bill } = question;
  const visit = visitOfBill(bill, question.settledOn);
  if (!visit.ok) return visit;
  const birth = calendarDate(snapshot.birth_date);
  if (visit.value.dischargedOn < birth) return refuse('date-malformed', { field: 'dischargedOn' });
  const fees = checkFees(bill);
  if (!fees.ok) return fees;
  const found = entitlementOf(deps, snapshot, visit.value);
  if (!found.ok) return found;
  const { coverage, plan, referral } = found.value;
  const isAccountOnly = bill.careType === 'pharmacy' && plan.policy.pharmacy?.pays !== 'pool';
  if (referral.reason === 'unfiled' && plan.filingRule === 'required' && !isAccountOnly) {
    return refuse('filing-required', { detail: { careArea: bill.careArea } });
  }
  if (referral.missing !== null && !isAccountOnly) {
    const detail = { area: plan.area, what: referral.missing, benefit: plan.benefit };
    return refuse('policy-not-provided', { detail });
  }
  const policyYear = plan.yearOf(visit.value);
  const { circumstances, assumptions } = circumstancesOf(found.value, bill, {
    visit: visit.value,
    policyYear,
    earlier: question.earlier ?? NO_EARLIER_CARE,
  });
  const { version, accumulators } = accumulatorsOf(snapshot, coverage.insured_area, policyYear);
  const input: AdjudicationInput = {
    referral: referral.askedAs,
    level: bill.providerLevel,
    group: coverage.person_group,
    age: ageOn(birth, visit.value.dischargedOn),
    aidCategory: coverage.aid_category,
    civilServant: coverage.is_civil_servant,
    fees: fees.value,
    accumulators,
    accountBalance: fen(snapshot.account_balance),
    useAccount: bill.usesPersonalAccount,
    ...(isAccountOnly ? { accountPurpose: 'purchase' as const } : {}),
    circumstances,
  };
  const asked = { ...question, personId: snapshot.person_id, assumptions };
  const yearOf = (year: number) => accumulatorsOf(snapshot, coverage.insured_area, year);
  const split = splitAtYearEnd(plan, input, visit.value, yearOf);
  if (!split.ok) return split;
  if (split.value !== null) return ok(decidedInTwo(split.value, found.value, asked));
  const adjudication = adjudicate(plan, input);
  if (!adjudication.ok) return adjudication;
  const decided = { adjudication: adjudication.value, entitlement: found.value, input, policyYear };
  const computed = computedOf(plan, adjudication.value, input);
  const decision = decisionOf({ ...decided, computed }, asked);
  return ok({ ...decided, decision, accumulatorVersion: version, earlier: null });
}

type YearOf = (year: number) => { readonly version: number; readonly accumulators: Accumulators };
type TwoYears = SplitStay & { readonly versions: { readonly before: number; readonly after: number } };

/** V-11: null where the plan does not ask for it or the stay lies in one year. */
function splitAtYearEnd(
  plan: Plan,
  input: AdjudicationInput,
  stay: VisitQuestion,
  yearOf: YearOf,
): Result<TwoYears | null, Refusal> {
  const split = adjudicateSplit(plan, input, {
    ...stay,
    accumulatorsOf: (year) => yearOf(year).accumulators,
  });
  if (!split.ok || split.value === null) return split as Result<null, Refusal>;
  const { before, after } = split.value;
  const versions = { before: yearOf(before.year).version, after: yearOf(after.year).version };
  return ok({ ...split.value, versions });
}

function decidedInTwo(split: TwoYears, entitlement: Entitlement, asked: Asked): Decided {
  const { before, after, versions } = split;
  const decided = { entitlement, input: after.input, policyYear: after.year };
  const computed = computedOfYears(entitlement.plan, split);
  const days = `住院跨待遇年度，按天数分在 ${before.year}、${after.year} 两个年度计算。`;
  const question = { ...asked, assumptions: [...asked.assumptions, days] };
  return {
    ...decided,
    adjudication: after.result,
    decision: decisionOf({ ...decided, computed }, question),
    accumulatorVersion: versions.after,
    earlier: { ...before, accumulatorVersion: versions.before },
  };
}

type Asked = BillQuestion & { readonly personId: string; readonly assumptions: readonly string[] };

function decisionOf(
  decided: Pick<Decided, 'entitlement' | 'policyYear'> & { readonly computed: Computed },
  question: Asked,
): Decision {
  const { entitlement, computed, policyYear } = decided;
  const { coverage, referral } = entitlement;
  return {
    settlementId: question.settlementId,
    settledAt: question.at,
    personId: question.personId,
    insuredArea: coverage.insured_area,
    insuranceType: coverage.insurance_type,
    personGroup: coverage.person_group,
    referralClass: referral.referralClass,
    filingId: referral.filing?.filingId ?? null,
    ...computed,
    policyYear,
    warnings: [...warningsOf(entitlement), ...question.assumptions],
  };
}

/** What the engine alone says of a decision: the same from the same plan and input, whenever it is asked. */
export function computedOf(plan: Plan, adjudication: Adjudication, input: AdjudicationInput) {
  return computedFrom(plan, adjudication, input.accountBalance);
}

/** The same of a stay that is split: its two years as one bill. */
export function computedOfYears(plan: Plan, split: SplitStay): Computed {
  const { before, after, parts } = split;
  const provisional = before.result.provisional || after.result.provisional;
  const bill = { provisional, parts, fundDetails: fundsOf(split) };
  return computedFrom(plan, bill, before.input.accountBalance);
}

export type Computed = ReturnType<typeof computedOf>;

function computedFrom(
  plan: Plan,
  { provisional, parts, fundDetails }: Pick<Adjudication, 'provisional' | 'parts' | 'fundDetails'>,
  accountBalance: Fen,
) {
  return {
    benefitPackHash: plan.hash,
    isProvisional: provisional,
    parts: { ...parts },
    fundDetails: fundDetails.map(({ fund, eligible, amount, explanation }) => ({
      fund,
      eligible,
      amount,
      explanation,
    })),
    accountBalance: subtractFen(accountBalance, parts.paidByPersonalAccount),
  };
}
