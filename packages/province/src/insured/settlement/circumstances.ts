/**
 * What only some places ask about a visit and its person, as far as the bill, the feed and the settlements
 * before it say it (D4, D5, D12, D22, D26). Pure. Only what the plan asks about is stated to the engine; what
 * it asks and nobody stated is either refused by name there or assumed, and the assumption told.
 */
import { ASSUMED, type Circumstances, type Plan } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import { benefitOf, type CalendarDate, daysBetween, type Fen } from '@zhijie/kernel';
import { factsOn, wholeMonthsBetween } from '../coverage/facts.ts';
import type { Entitlement, VisitQuestion } from '../entitlement/service.ts';
import { isChosen, isFiledAccident } from '../registration/effect.ts';
import { type EarlierCare, paidFor } from './earlier-care.ts';

/**
 * The stay from which a bill's stay goes on, as far as it is settled here: what it charged as deductible,
 * fen, with what the stays before it had charged. `unknown`: the hospital says that there is one.
 */
export type TransferredFrom = { readonly deductiblePaid: Fen } | 'unknown' | null;

export type Stated = {
  readonly circumstances: Circumstances;
  /** What is assumed because nobody stated it, in Chinese. */
  readonly assumptions: readonly string[];
};

export function circumstancesOf(
  { plan, coverage, referral }: Pick<Entitlement, 'plan' | 'coverage' | 'referral'>,
  bill: Bill,
  asked: { readonly visit: VisitQuestion; readonly policyYear: number; readonly earlier: EarlierCare },
): Stated {
  const { admittedOn, dischargedOn } = asked.visit;
  const { transferredFrom } = asked.earlier;
  const daysInStay = Math.max(1, daysBetween(admittedOn, dischargedOn));
  const always = {
    careArea: bill.careArea,
    provider: bill.providerId,
    daysInStay,
    ...(referral.route === null ? {} : { route: referral.route }),
  };
  const facts = {
    ...personFacts(coverage, dischargedOn),
    ...causeOf(bill),
    ...diseaseFacts(bill, asked),
    ...(bill.isVillageClinic === true ? { isVillageClinic: true } : {}),
    ...registeredFacts(coverage.registrations, bill, admittedOn),
    ...(transferredFrom === null || transferredFrom === 'unknown'
      ? {}
      : { continuedFrom: { reason: 'transfer' as const, ...transferredFrom } }),
  };
  const { asks } = plan.program;
  const isHeard = ([name, value]: [string, unknown]): boolean =>
    isUninsured(name, value) || (asks as ReadonlySet<string>).has(name);
  const stated: Circumstances = Object.fromEntries(Object.entries(facts).filter(isHeard));
  return {
    circumstances: { ...always, ...stated },
    assumptions: assumptionsOf(plan, stated, transferredFrom),
  };
}

/** Care that basic insurance never pays is refused whatever the plan asks (D31). */
const isUninsured = (name: string, value: unknown): boolean => name === 'cause' && value === 'third-party';

/** The chronic disease, and what the pool has paid for it in the policy year (D12). */
function diseaseFacts(
  { diseaseCode }: Bill,
  asked: { readonly policyYear: number; readonly earlier: EarlierCare },
): Pick<Circumstances, 'disease' | 'diseasePaid'> {
  if (diseaseCode === null) return {};
  const diseasePaid = paidFor(asked.earlier.diseasePaid, diseaseCode, asked.policyYear);
  return { disease: diseaseCode, diseasePaid };
}

function personFacts(coverage: Entitlement['coverage'], on: CalendarDate): Circumstances {
  if (coverage.facts.length === 0) return {};
  const { enrolledSince, ...facts } = factsOn(coverage.facts, on);
  if (enrolledSince === undefined) return facts;
  const enrolledMonths = wholeMonthsBetween(enrolledSince, on);
  return { ...facts, enrolledMonths, continuousYears: Math.floor(enrolledMonths / 12) };
}

/** ICD-10 O80–O84: delivery. Z51.0 and Z51.1: sessions of radiotherapy and chemotherapy. */
const CAUSE_OF_DIAGNOSIS = [
  [/^O8[0-4]/, 'childbirth'],
  [/^Z51\.[01]/, 'malignancy'],
] as const;

/** What hospitals filed for the person: institutions chosen (D17), an accident that the fund may pay (D4). */
function registeredFacts(
  registrations: Entitlement['coverage']['registrations'],
  bill: Bill,
  day: CalendarDate,
): Pick<Circumstances, 'cause' | 'isSelectedProvider'> {
  if (registrations.length === 0) return {};
  const isSelectedProvider = isChosen(registrations, bill.providerId, day);
  const isAccident = bill.involvesThirdParty !== true && isFiledAccident(registrations, bill.providerId, day);
  return {
    ...(isSelectedProvider === undefined ? {} : { isSelectedProvider }),
    ...(isAccident ? { cause: 'accident' as const } : {}),
  };
}

/** What the hospital's flags and its main diagnosis say; nothing is concluded from what they leave out. */
function causeOf(bill: Bill): Pick<Circumstances, 'cause'> {
  if (bill.involvesThirdParty === true) return { cause: 'third-party' };
  if (bill.isTrauma === true || bill.careType === 'trauma-inpatient') return { cause: 'accident' };
  const main = bill.diagnoses.find((diagnosis) => diagnosis.isMain)?.code ?? '';
  const found = CAUSE_OF_DIAGNOSIS.find(([pattern]) => pattern.test(main));
  return found === undefined ? {} : { cause: found[1] };
}

const TRANSFER_UNKNOWN = '账单写明转院，但没有查到转出医院已结算的住院，起付线按单独一次住院计算。';

function assumptionsOf(plan: Plan, stated: Circumstances, from: TransferredFrom): string[] {
  const assumed = Object.entries(ASSUMED).flatMap(([fact, text]) => {
    const isOpen = (plan.program.asks as ReadonlySet<string>).has(fact) && !Object.hasOwn(stated, fact);
    return isOpen ? [text] : [];
  });
  const isTransfer = from === 'unknown' && plan.program.asks.has('continuedFrom');
  return isTransfer ? [...assumed, TRANSFER_UNKNOWN] : assumed;
}

/** A stay that the hospital calls one moved from another hospital (转院). */
export const isTransfer = (bill: Bill): boolean =>
  bill.isTransfer === true && benefitOf(bill.careType) === 'inpatient';
