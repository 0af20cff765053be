/** The closed lists of the domain. Official codes meet these words in the wire package only. */
export const INSURANCE_TYPES = ['employee', 'resident'] as const;
export type InsuranceType = (typeof INSURANCE_TYPES)[number];

export const CARE_TYPES = [
  'outpatient',
  'emergency',
  'chronic',
  'inpatient',
  'emergency-inpatient',
  'trauma-inpatient',
  'pharmacy',
  'registration',
] as const;
export type CareType = (typeof CARE_TYPES)[number];

/** Which set of tables of a policy pack applies. */
export const BENEFITS = ['outpatient', 'inpatient', 'chronic'] as const;
export type Benefit = (typeof BENEFITS)[number];

/** Employees are active or retired, residents adult or minor. */
export const PERSON_GROUPS = ['active', 'retired', 'adult', 'minor'] as const;
export type PersonGroup = (typeof PERSON_GROUPS)[number];

export const COVERAGE_STATUSES = ['in-force', 'suspended', 'arrears', 'waiting', 'ended', 'dead'] as const;
export type CoverageStatus = (typeof COVERAGE_STATUSES)[number];

/** Procedures F-01 (医保办发〔2022〕22号, article 7): six categories in two groups. */
export const FILING_CATEGORIES = [
  'retiree-resettled',
  'long-term-resident',
  'stationed-worker',
  'referral',
  'emergency-rescue',
  'other-temporary',
] as const;
export type FilingCategory = (typeof FILING_CATEGORIES)[number];
export const FILING_GROUPS = ['long-term', 'temporary'] as const;
export type FilingGroup = (typeof FILING_GROUPS)[number];

/** How a visit relates to the insured place, for the benefit that applies. */
export const REFERRAL_CLASSES = [
  'local',
  'long-term',
  'referral',
  'emergency',
  'other-temporary',
  'unfiled',
] as const;
export type ReferralClass = (typeof REFERRAL_CLASSES)[number];

export const PROVIDER_LEVELS = ['community', 'level1', 'level2', 'level3', 'level3-top'] as const;
export type ProviderLevel = (typeof PROVIDER_LEVELS)[number];

/** The 14 national fee categories in the order of the official list (procedures V-02). */
export const FEE_CATEGORIES = [
  'bed',
  'consultation',
  'examination',
  'laboratory',
  'treatment',
  'operation',
  'nursing',
  'materials',
  'western-drug',
  'herbal-pieces',
  'patent-drug',
  'general-treatment',
  'registration',
  'other',
] as const;
export type FeeCategory = (typeof FEE_CATEGORIES)[number];

/** 甲 (in scope whole), 乙 (a first share is the person's), 丙 (the person's whole). */
export const PAYMENT_CLASSES = ['A', 'B', 'C'] as const;
export type PaymentClass = (typeof PAYMENT_CLASSES)[number];

export const AID_CATEGORIES = ['none', 'destitute', 'minimum-living', 'borderline', 'relapse-risk'] as const;
export type AidCategory = (typeof AID_CATEGORIES)[number];

/** True when `word` stands in the list: `isWord(CARE_TYPES, text)`. */
export function isWord<const W extends string>(list: readonly W[], word: unknown): word is W {
  return (list as readonly unknown[]).includes(word);
}

const BENEFIT_OF = {
  outpatient: 'outpatient',
  emergency: 'outpatient',
  chronic: 'chronic',
  inpatient: 'inpatient',
  'emergency-inpatient': 'inpatient',
  'trauma-inpatient': 'inpatient',
  pharmacy: 'outpatient',
  registration: 'outpatient',
} as const satisfies Record<CareType, Benefit>;

/** The table set of a policy pack that a care type falls under (`policies/README.md`, benefit). */
export function benefitOf(careType: CareType): Benefit {
  return BENEFIT_OF[careType];
}

const FILING_GROUP_OF = {
  'retiree-resettled': 'long-term',
  'long-term-resident': 'long-term',
  'stationed-worker': 'long-term',
  referral: 'temporary',
  'emergency-rescue': 'temporary',
  'other-temporary': 'temporary',
} as const satisfies Record<FilingCategory, FilingGroup>;

/** The group of a category: 异地长期居住 or 临时外出就医 (F-01; 医保办发〔2022〕22号, article 7). */
export function filingGroupOf(category: FilingCategory): FilingGroup {
  return FILING_GROUP_OF[category];
}
