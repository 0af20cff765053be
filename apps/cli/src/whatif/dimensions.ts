import {
  type Benefit,
  LABELS,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
  type SettlementParts,
} from '@zhijie/kernel';
import {
  INCOME_GROUPS,
  INCOME_LABELS,
  VISIT_CARE,
  type VisitCare,
  type VisitColumns,
} from '@zhijie/population';

/** Who can pay, in the order of the report. */
export const PAYERS = [
  'paidByPooledFund',
  'paidByLargeAmount',
  'paidByCriticalIllness',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
  'paidByPersonalAccount',
  'paidInCash',
] as const satisfies readonly (keyof SettlementParts)[];
export type Payer = (typeof PAYERS)[number];

export const BENEFIT_OF_CARE: Readonly<Record<VisitCare, Benefit>> = {
  inpatient: 'inpatient',
  outpatient: 'outpatient',
  chronic: 'chronic',
  pharmacy: 'outpatient',
};

/** What visits are told apart by. */
export const DIMENSIONS = [
  {
    name: 'income',
    label: '收入组',
    values: INCOME_GROUPS,
    labels: INCOME_GROUPS.map((group) => INCOME_LABELS[group]),
  },
  {
    name: 'group',
    label: '人员类别',
    values: PERSON_GROUPS,
    labels: PERSON_GROUPS.map((group) => LABELS.personGroup[group]),
  },
  {
    name: 'level',
    label: '医院等级',
    values: PROVIDER_LEVELS,
    labels: PROVIDER_LEVELS.map((level) => LABELS.providerLevel[level]),
  },
  {
    name: 'care',
    label: '医疗类别',
    values: VISIT_CARE,
    labels: VISIT_CARE.map((care) => LABELS.careType[care]),
  },
  {
    name: 'referral',
    label: '备案类别',
    values: REFERRAL_CLASSES,
    labels: REFERRAL_CLASSES.map((word) => LABELS.referralClass[word]),
  },
] as const satisfies readonly {
  readonly name: keyof VisitColumns;
  readonly label: string;
  readonly values: readonly string[];
  readonly labels: readonly string[];
}[];
export type DimensionName = (typeof DIMENSIONS)[number]['name'];
/** Of these a person has one in the whole year. */
export const PERSON_DIMENSIONS = ['income', 'group'] as const satisfies readonly DimensionName[];
