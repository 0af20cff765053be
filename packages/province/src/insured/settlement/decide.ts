import {
  type Accumulators,
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  type Circumstances,
  type EdgeRoute,
  emptyAccumulators,
  type Plan,
  statesEdge,
} from '@zhijie/engine';
import type { Bill, Decision } from '@zhijie/exchange';
import {
  ageOn,
  type CalendarDate,
  calendarDate,
  daysBetween,
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

/** A decision with what it stands on: enough to store it and to compute it again. */
export type Decided = {
  readonly decision: Decision;
  readonly adjudication: Adjudication;
  readonly entitlement: Entitlement;
  readonly input: AdjudicationInput;
  readonly accumulatorVersion: number;
  readonly policyYear: number;
};

function accumulatorsOf(
  snapshot: Snapshot,
  insuredArea: string,
  year: number,
): { version: number; accumulators: Accumulators } {
  const row = snapshot.accumulators.find((a) => a.insured_area === insuredArea && a.year === year);
  if (row === undefined) return { version: 0, accumulators: emptyAccumulators(year) };
  return { version: row.version, accumulators: accumulatorsFrom(year, row.values) };
}

/**
 * Who pays what of a bill, without any effect. A stay over the new year is one bill (V-11); the pack says
 * which of its days decides the policy year, nationally the discharge. Refuses, in this order, what
 * `visitOfBill`, `checkFees` and `entitlementOf` refuse, then `filing-required` where the insured place's
 * pack asks for a filing and there is none (F-14; not within the province where the pack says otherwise),
 * then the engine's.
 */
export function decide(
  deps: InsuredDeps,
  snapshot: Snapshot,
  question: { bill: Bill; settlementId: string; at: Instant; settledOn: CalendarDate },
): Result<Decided, Refusal> {
  const { bill, at } = question;
  const visit = visitOfBill(bill, question.settledOn);
  if (!visit.ok) return visit;
  const birth = calendarDate(snapshot.birth_date);
  if (visit.value.dischargedOn < birth) return refuse('date-malformed', { field: 'dischargedOn' });
  const fees = checkFees(bill);
  if (!fees.ok) return fees;
  const found = entitlementOf(deps, snapshot, visit.value);
  if (!found.ok) return found;
  const { coverage, plan, referral } = found.value;
  const route = routeOf(found.value, bill.careArea);
  if (referral.referralClass === 'unfiled' && plan.filingRule === 'required' && route === null) {
    return refuse('filing-required', { detail: { careArea: bill.careArea } });
  }
  const policyYear = plan.yearOf(visit.value);
  const { version, accumulators } = accumulatorsOf(snapshot, coverage.insured_area, policyYear);
  const input: AdjudicationInput = {
    referral: referral.referralClass,
    level: bill.providerLevel,
    group: coverage.person_group,
    age: ageOn(birth, visit.value.dischargedOn),
    aidCategory: coverage.aid_category,
    civilServant: coverage.is_civil_servant,
    fees: fees.value,
    accumulators,
    accountBalance: fen(snapshot.account_balance),
    useAccount: bill.usesPersonalAccount,
    circumstances: { ...circumstancesOf(bill, visit.value), ...(route === null ? {} : { route }) },
  };
  const adjudication = adjudicate(plan, input);
  if (!adjudication.ok) return adjudication;
  const decided = { adjudication: adjudication.value, entitlement: found.value, input, policyYear };
  const decision = decisionOf(decided, { ...question, at, personId: snapshot.person_id });
  return ok({ ...decided, decision, accumulatorVersion: version });
}

/**
 * The edge of a filing class at which the visit lies, where the insured place's pack has a rule of its own
 * for it (D14): home again during a long-term filing, or elsewhere in the province without filing.
 */
export function routeOf(
  { coverage, plan, referral }: Pick<Entitlement, 'coverage' | 'plan' | 'referral'>,
  careArea: string,
): EdgeRoute | null {
  if (referral.reason === 'home-return' && statesEdge(plan, 'returned-home')) return 'returned-home';
  const isOwnProvince = careArea.slice(0, 2) === coverage.insured_area.slice(0, 2);
  const isUnfiled = referral.referralClass === 'unfiled' && isOwnProvince;
  return isUnfiled && statesEdge(plan, 'in-province') ? 'in-province' : null;
}

/** What the bill itself says of the things that only some places ask about (D1, D7, D14). */
function circumstancesOf(
  { careArea, providerId }: Bill,
  { admittedOn, dischargedOn }: VisitQuestion,
): Circumstances {
  const daysInStay = Math.max(1, daysBetween(admittedOn, dischargedOn));
  return { careArea, provider: providerId, daysInStay };
}

function decisionOf(
  decided: Pick<Decided, 'adjudication' | 'entitlement' | 'input' | 'policyYear'>,
  question: { settlementId: string; at: Instant; personId: string },
): Decision {
  const { adjudication, entitlement, input, policyYear } = decided;
  const { coverage, plan, referral } = entitlement;
  return {
    settlementId: question.settlementId,
    settledAt: question.at,
    personId: question.personId,
    insuredArea: coverage.insured_area,
    insuranceType: coverage.insurance_type,
    personGroup: coverage.person_group,
    referralClass: referral.referralClass,
    filingId: referral.filing?.filingId ?? null,
    ...computedOf(plan, adjudication, input),
    policyYear,
    warnings: warningsOf(entitlement),
  };
}

/** What the engine alone says of a decision: the same from the same plan and input, whenever it is asked. */
export function computedOf(plan: Plan, adjudication: Adjudication, input: AdjudicationInput) {
  return {
    benefitPackHash: plan.hash,
    isProvisional: adjudication.provisional,
    parts: { ...adjudication.parts },
    fundDetails: adjudication.fundDetails.map(({ fund, eligible, amount, explanation }) => ({
      fund,
      eligible,
      amount,
      explanation,
    })),
    accountBalance: subtractFen(input.accountBalance, adjudication.parts.paidByPersonalAccount),
  };
}
