import type { Plan } from '@zhijie/engine';
import type { AnswerOf, Bill, FilingRecord, Handler } from '@zhijie/exchange';
import {
  addDays,
  type Benefit,
  benefitOf,
  type CalendarDate,
  type CareType,
  compareDates,
  dateOf,
  type InsuranceType,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
  yearOf,
} from '@zhijie/kernel';
import { isAccountPart, personalAccount } from '@zhijie/ledger';
import { refusalOfStatus } from '../coverage/refusals.ts';
import type { InsuredDeps } from '../deps.ts';
import { type PaidAs, paidAs } from '../filing/paid-as.ts';
import { filingOf } from '../filing/record.ts';
import { referralClassFor } from '../filing/referral-class.ts';
import { areaRulesOf } from '../filing/rules.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { coverageRecord, personRecord } from '../person/record.ts';
import type { StoredCoverage } from '../person/store.ts';
import { isRegistered } from '../registration/effect.ts';
import { benefitFor } from './chronic.ts';
import { readSnapshotLogged, type Snapshot, type SnapshotKey } from './store.ts';

/** A visit as far as the entitlement depends on it. */
export type VisitQuestion = {
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly diseaseCode: string | null;
  readonly careArea: string;
  readonly isEmergency: boolean;
  readonly admittedOn: CalendarDate;
  readonly dischargedOn: CalendarDate;
  readonly settledOn: CalendarDate;
};

export type UnfiledRule = 'refused' | 'reduced' | 'not-affected';

export type Entitlement = {
  readonly coverage: StoredCoverage;
  readonly referral: PaidAs;
  readonly plan: Plan;
  readonly unfiledRule: UnfiledRule;
  /** A chronic visit that is paid as an ordinary one (V-07). */
  readonly isChronicAsOrdinary: boolean;
  /** It is, because the place asks for a registration of the disease and there is none. */
  readonly isUnregistered: boolean;
};

const UNFILED_RULES = {
  required: 'refused',
  reduced: 'reduced',
  'not-needed': 'not-affected',
} as const satisfies Record<Plan['filingRule'], UnfiledRule>;

const NEARBY_YEARS = 1;

/** What to read for a visit: the policy year is known only with the plan, so its neighbours come along. */
export function snapshotKey(
  personId: string,
  insuranceType: string,
  dates: { admittedOn: CalendarDate; settledOn: CalendarDate },
  settlementId: string | null = null,
): SnapshotKey {
  return {
    personId,
    insuranceType,
    fromYear: yearOf(dates.admittedOn) - NEARBY_YEARS,
    toYear: yearOf(dates.settledOn) + NEARBY_YEARS,
    // A number that can name no account is nobody's: reading finds no person either.
    accountId: isAccountPart(personId) ? personalAccount(personId) : '',
    settlementId,
  };
}

/**
 * Decides whether and how a coverage pays for a visit. Refusals in this order: `not-insured`, the status of
 * the coverage, `no-policy-in-force`, `policy-not-provided`. A missing filing is not refused here:
 * admission is never refused for it (F-10), the settlement is.
 */
export function entitlementOf(
  deps: InsuredDeps,
  snapshot: Snapshot,
  visit: VisitQuestion,
): Result<Entitlement, Refusal> {
  const coverage = snapshot.coverage;
  if (coverage === null) return refuse('not-insured', { field: 'insuranceType' });
  const status = refusalOfStatus(
    { status: coverage.status, startedOn: coverage.started_on, pausedOn: coverage.paused_on },
    visit.dischargedOn,
  );
  if (status !== null) return { ok: false, refusal: status };
  const rules = areaRulesOf(deps, coverage.insured_area);
  const answer = referralClassFor({
    insuredArea: coverage.insured_area,
    insuranceType: coverage.insurance_type,
    careArea: visit.careArea,
    filings: snapshot.filings.map(filingOf),
    admittedOn: visit.admittedOn,
    settledOn: visit.settledOn,
    isEmergency: visit.isEmergency,
  });
  const benefit = benefitFor({
    ...visit,
    insuredArea: coverage.insured_area,
    diseases: rules.chronicDiseases,
  });
  const asked = planFor(deps, coverage, benefit, visit);
  if (!asked.ok) return asked;
  const isUnregistered = benefit === 'chronic' && lacksRegistration(asked.value, coverage, visit);
  const plan = isUnregistered ? planFor(deps, coverage, 'outpatient', visit) : asked;
  if (!plan.ok) return plan;
  const isChronicAsOrdinary = isUnregistered || benefit !== benefitOf(visit.careType);
  const unfiledRule = UNFILED_RULES[plan.value.filingRule];
  const at = { careArea: visit.careArea, insuredArea: coverage.insured_area };
  const referral = paidAs(plan.value, answer, at);
  return ok({ coverage, referral, plan: plan.value, unfiledRule, isChronicAsOrdinary, isUnregistered });
}

function planFor(
  { policies }: InsuredDeps,
  { insured_area: area, insurance_type: insuranceType }: StoredCoverage,
  benefit: Benefit,
  { admittedOn, dischargedOn, settledOn }: VisitQuestion,
) {
  return policies.planFor({ area, insuranceType, benefit, dates: { admittedOn, dischargedOn, settledOn } });
}

/** Whether the place asks for a registration of the disease and there is none; one not said yet passes. */
function lacksRegistration(
  { policy }: Plan,
  { registrations }: StoredCoverage,
  { diseaseCode, admittedOn }: VisitQuestion,
): boolean {
  if (policy.chronicRegistration?.is !== 'required' || diseaseCode === null) return false;
  return !isRegistered(registrations, diseaseCode, admittedOn);
}

const UNFILED = '未查到有效的异地就医备案。出院结算前补办备案，仍可直接结算。';
const WARNINGS: Readonly<Record<PaidAs['reason'], string | null>> = {
  home: null,
  filing: null,
  unfiled: UNFILED,
  emergency: '未办理备案，按急诊抢救视同已备案结算。',
  'deemed-filed': '参保地规定到就医地就医不需备案。',
  'in-province': '省内就医不需备案，按参保地省内临时外出的规定结算。',
  'outside-filed-place': '就医地不在备案地范围内，按参保地在备案地以外就医的规定结算。',
  'home-return': '长期异地备案有效期内回参保地就医，按参保地双向享受待遇的规定结算。',
};

/** Chinese sentences about the entitlement, for the cashier and the patient. */
export function warningsOf(entitlement: Entitlement): string[] {
  const { referral, plan, unfiledRule } = entitlement;
  const { reason, filing, missing } = referral;
  const warnings: string[] = [];
  const text = reason === 'emergency' && filing !== null ? null : WARNINGS[reason];
  if (text !== null && !(reason === 'unfiled' && unfiledRule === 'not-affected')) warnings.push(text);
  if (reason === 'home-return' && filing?.byCommitment === true) {
    warnings.push('备案以承诺方式办理，补齐材料后可按规定享受双向待遇。');
  }
  if (missing !== null) warnings.push(`参保地没有提供${missing}，不能直接结算。`);
  if (entitlement.isUnregistered) {
    warnings.push('未查到该病种的门诊慢特病备案，按普通门诊结算；备案后的就诊按门诊慢特病结算。');
  } else if (entitlement.isChronicAsOrdinary) {
    warnings.push('该病种不在参保地门诊慢特病跨省直接结算范围内，按普通门诊结算。');
  }
  if (plan.provisional) warnings.push('所用政策待核实，结果为暂定。');
  return warnings;
}

/** The filing as it is told to other nodes. */
export const filingRecordOf = (referral: Pick<PaidAs, 'filing'>): FilingRecord | null => {
  if (referral.filing === null) return null;
  const { endedOn: _, ...record } = referral.filing;
  return record;
};

/** The visit of a bill. Refuses `date-malformed` and `discharge-before-admission`. */
export function visitOfBill(bill: Bill, settledOn: CalendarDate): Result<VisitQuestion, Refusal> {
  const admittedOn = parseCalendarDate(bill.admittedOn);
  const dischargedOn = parseCalendarDate(bill.dischargedOn);
  if (!admittedOn.ok) return refuse('date-malformed', { field: 'admittedOn' });
  if (!dischargedOn.ok) return refuse('date-malformed', { field: 'dischargedOn' });
  if (dischargedOn.value < admittedOn.value) {
    return refuse('discharge-before-admission', { field: 'dischargedOn' });
  }
  // The clocks of two nodes may stand on two sides of midnight.
  if (dischargedOn.value > addDays(settledOn, 1))
    return refuse('discharge-in-future', { field: 'dischargedOn' });
  const { insuranceType, careType, diseaseCode, careArea, isEmergency } = bill;
  const emergency = isEmergency || careType === 'emergency' || careType === 'emergency-inpatient';
  return ok({
    insuranceType,
    careType,
    diseaseCode,
    careArea,
    isEmergency: emergency,
    admittedOn: admittedOn.value,
    dischargedOn: dischargedOn.value,
    settledOn,
  });
}

/**
 * Answers whether a visit may start and how it would be paid; without effect but for the access log. Refuses
 * `not-permitted`, `date-malformed`, `person-unknown` and what `entitlementOf` refuses.
 */
export function checkEntitlement(deps: InsuredDeps): Handler<'entitlement.check@1'> {
  return async (request, question): Promise<Result<AnswerOf<'entitlement.check@1'>, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    if (request.careArea !== question.route.careArea) return refuse('not-permitted', { field: 'careArea' });
    const on = parseCalendarDate(request.on);
    if (!on.ok) return refuse('date-malformed', { field: 'on' });
    const at = deps.now();
    const today = dateOf(at);
    const settledOn = compareDates(on.value, today) > 0 ? on.value : today;
    const key = snapshotKey(request.personId, request.insuranceType, { admittedOn: on.value, settledOn });
    const entry = { at, actor: actorOf(question), purpose: 'entitlement', subject: null } as const;
    const snapshot = await readSnapshotLogged(deps.db, key, entry);
    if (snapshot === null) return refuse('person-unknown');
    const isEmergency = request.isEmergency || request.careType.startsWith('emergency');
    const dates = { admittedOn: on.value, dischargedOn: on.value, settledOn };
    const visit = { ...request, ...dates, isEmergency, diseaseCode: null };
    const entitlement = entitlementOf(deps, snapshot, visit);
    if (!entitlement.ok) return entitlement;
    const { coverage, referral, unfiledRule } = entitlement.value;
    return ok({
      person: personRecord(deps, snapshot),
      coverage: coverageRecord(coverage, snapshot.account_balance),
      filing: filingRecordOf(referral),
      referralClass: referral.referralClass,
      unfiledRule,
      warnings: warningsOf(entitlement.value),
    });
  };
}
