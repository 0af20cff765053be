/**
 * Test support: a case beside a pack as what a node meets: a bill, and a person with coverage, filings and
 * counters.
 */
import type { AdjudicationInput, Circumstances, EdgeRoute, GoverningDates, Plan } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import {
  addDays,
  addMonths,
  type CalendarDate,
  type FilingCategory,
  type ReferralClass,
} from '@zhijie/kernel';
import { countersToArray } from '../accumulator/counters.ts';
import { factsAfter, type StoredFact } from '../coverage/facts.ts';
import type { Snapshot } from '../entitlement/store.ts';
import type { StoredFiling } from '../filing/store.ts';
import type { EarlierCare } from '../settlement/earlier-care.ts';
import { inpatientBill } from './harness.ts';

const CARE_TYPES = { inpatient: 'inpatient', outpatient: 'outpatient', chronic: 'chronic' } as const;
const FAR_AWAY = ['540000', '650100'] as const;
const FILED: Readonly<Partial<Record<ReferralClass, FilingCategory>>> = {
  'long-term': 'long-term-resident',
  referral: 'referral',
  'other-temporary': 'other-temporary',
};

/** Where the visit of a case takes place: as it says, or as its class and edge ask for. */
export function placeOf({ area }: Plan, { referral, circumstances }: AdjudicationInput): string {
  if (circumstances?.careArea !== undefined) return circumstances.careArea;
  const route: EdgeRoute | undefined = circumstances?.route;
  if (route === 'in-province') return `${area.slice(0, 2)}0700`;
  if (route === 'returned-home' || (referral === 'local' && route === undefined)) return area;
  return FAR_AWAY.find((place) => place.slice(0, 2) !== area.slice(0, 2))!;
}

function filingsOf(plan: Plan, input: AdjudicationInput, on: CalendarDate): StoredFiling[] {
  const { route } = input.circumstances ?? {};
  const category = FILED[input.referral];
  if (category === undefined && route !== 'outside-filed-place') return [];
  const elsewhere = route === 'outside-filed-place' || route === 'returned-home';
  return [
    {
      filing_id: 'F1',
      person_id: 'P1',
      insured_area: plan.area,
      insurance_type: plan.insuranceType,
      category: category ?? 'long-term-resident',
      care_areas: [elsewhere ? '440100' : placeOf(plan, input)],
      starts_on: addMonths(on, -12),
      ends_on: null,
      ended_on: null,
      state: 'in-force',
      by_commitment: false,
    } as Partial<StoredFiling> as StoredFiling,
  ];
}

/** What the feed said of the person of a case, on the first day of the enrolment. */
function factsOf({ circumstances = {} }: AdjudicationInput, on: CalendarDate): readonly StoredFact[] {
  const { contributionTier, civilServantRank, hasFamilyDoctor, enrolledMonths, continuousYears } =
    circumstances;
  const months = enrolledMonths ?? (continuousYears === undefined ? undefined : continuousYears * 12);
  const effectiveOn = addMonths(on, -(months ?? 1));
  return factsAfter([], {
    effectiveOn,
    ...(contributionTier === undefined ? {} : { contributionTier }),
    ...(civilServantRank === undefined ? {} : { civilServantRank }),
    ...(hasFamilyDoctor === undefined ? {} : { hasFamilyDoctor }),
    ...(months === undefined ? {} : { enrolledSince: effectiveOn }),
  });
}

const FLAGS: Readonly<Partial<Record<NonNullable<Circumstances['cause']>, Partial<Bill>>>> = {
  'third-party': { isTrauma: true, involvesThirdParty: true },
  accident: { isTrauma: true },
  childbirth: { diagnoses: [{ code: 'O80.900', name: '自然分娩', isMain: true }] },
  malignancy: { diagnoses: [{ code: 'Z51.102', name: '恶性肿瘤化疗', isMain: true }] },
};

const SAID_CAUSES = ['ordinary', ...Object.keys(FLAGS)];

/** What a case states that neither a hospital's interface nor the feed has a field for. */
export function unsaidOf({ circumstances = {}, accountPurpose = 'care' }: AdjudicationInput): string[] {
  const { cause = 'ordinary', continuedFrom } = circumstances;
  const fields = ['isSelectedProvider', 'essentialDrugs', 'claimFreeYears'] as const;
  return [
    ...fields.filter((field) => circumstances[field] !== undefined),
    ...(SAID_CAUSES.includes(cause) ? [] : [`cause ${cause}`]),
    ...(continuedFrom?.reason === 'new-year' ? ['a part that was settled before the year'] : []),
    ...(accountPurpose === 'care' ? [] : [accountPurpose]),
  ];
}

/** The settlements before that of a case, as the node has read them. */
export function earlierOf({ circumstances = {}, accumulators }: AdjudicationInput): EarlierCare {
  const { continuedFrom: from, disease, diseasePaid } = circumstances;
  return {
    transferredFrom: from?.reason === 'transfer' ? { deductiblePaid: from.deductiblePaid } : null,
    diseasePaid:
      disease === undefined || diseasePaid === undefined
        ? []
        : [{ year: accumulators.year, disease, paid: diseasePaid }],
  };
}

/** The person of a case as the node has stored them. */
export function snapshotOf(plan: Plan, input: AdjudicationInput, dates: GoverningDates): Snapshot {
  const { accumulators } = input;
  return {
    person_id: 'P1',
    birth_date: addMonths(dates.dischargedOn, -12 * input.age),
    coverage: {
      insurance_type: plan.insuranceType,
      insured_area: plan.area,
      person_group: input.group,
      status: 'in-force',
      started_on: '2000-01-01',
      paused_on: null,
      is_civil_servant: input.civilServant,
      aid_category: input.aidCategory,
      facts: factsOf(input, dates.dischargedOn),
      registrations: [],
    },
    filings: filingsOf(plan, input, dates.admittedOn),
    accumulators: [
      {
        insured_area: plan.area,
        year: accumulators.year,
        version: 1,
        values: countersToArray(accumulators),
      },
    ],
    account_balance: input.accountBalance,
    existing: null,
  } as unknown as Snapshot;
}

/** The bill of a case as the care side sends it. */
export function billOf(plan: Plan, input: AdjudicationInput, dates: GoverningDates): Bill {
  const { fees, circumstances = {} } = input;
  const on = dates.dischargedOn;
  const row = { lineId: '1', itemCode: 'X', itemName: 'X', category: 'western-drug', occurredOn: on, fees };
  const days = circumstances.daysInStay;
  return inpatientBill({
    personId: 'P1',
    visitId: 'V1',
    insuranceType: plan.insuranceType,
    careType: CARE_TYPES[plan.benefit],
    careArea: placeOf(plan, input),
    providerLevel: input.level,
    isEmergency: input.referral === 'emergency',
    usesPersonalAccount: input.useAccount,
    admittedOn: days === undefined ? dates.admittedOn : addDays(on, -days),
    dischargedOn: on,
    fees:
      plan.benefit === 'inpatient'
        ? { kind: 'categories', rows: [{ category: 'western-drug', fees }] }
        : { kind: 'lines', rows: [row] },
    totals: fees,
    ...(circumstances.provider === undefined ? {} : { providerId: circumstances.provider }),
    ...(circumstances.cause === undefined ? {} : FLAGS[circumstances.cause]),
    ...(earlierOf(input).transferredFrom === null ? {} : { isTransfer: true }),
    ...(circumstances.disease === undefined ? {} : { diseaseCode: circumstances.disease }),
    ...(circumstances.isVillageClinic === true ? { isVillageClinic: true } : {}),
  });
}
