/**
 * Columns of `insured.settlement` that the commit writes, split by their type on the way to the database.
 * The commit function, the reader and the evidence digest are all made from these lists, so their order
 * cannot drift.
 */
export const TEXT_COLUMNS = [
  'person_id',
  'settlement_id',
  'insured_area',
  'insurance_type',
  'person_group',
  'care_area',
  'provider_id',
  'provider_name',
  'visit_id',
  'care_type',
  'referral_class',
  'filing_id',
  'admitted_on',
  'discharged_on',
  'benefit_pack_hash',
  'catalogue_hash',
  'month',
  'request',
  'input',
  'answer',
] as const;

export const NULLABLE_TEXT_COLUMNS: readonly string[] = ['filing_id'];

export const PARTS = [
  ['feeTotal', 'fee_total'],
  ['feeExcluded', 'fee_excluded'],
  ['feeOverLimit', 'fee_over_limit'],
  ['feeSelfPaidFirst', 'fee_self_paid_first'],
  ['feeEligible', 'fee_eligible'],
  ['deductibleApplied', 'deductible_applied'],
  ['poolRate', 'pool_rate'],
  ['paidByPooledFund', 'paid_by_pooled_fund'],
  ['paidByCivilServantFund', 'paid_by_civil_servant_fund'],
  ['paidByEnterpriseSupplement', 'paid_by_enterprise_supplement'],
  ['paidByCriticalIllness', 'paid_by_critical_illness'],
  ['paidByLargeAmount', 'paid_by_large_amount'],
  ['paidByMedicalAssistance', 'paid_by_medical_assistance'],
  ['paidByOtherFunds', 'paid_by_other_funds'],
  ['paidByFunds', 'paid_by_funds'],
  ['borneByPerson', 'borne_by_person'],
  ['paidByPersonalAccount', 'paid_by_personal_account'],
  ['paidByFamilyAccount', 'paid_by_family_account'],
  ['paidInCash', 'paid_in_cash'],
  ['paidByHospital', 'paid_by_hospital'],
] as const;

export const PART_COLUMNS = PARTS.map(([, column]) => column);

/**
 * `accumulator_version` is the version of the yearly accumulators after this settlement: the order of a
 * year.
 */
export const NUMBER_COLUMNS = [
  'segment',
  'settled_at',
  'policy_year',
  'accumulator_version',
  ...PART_COLUMNS,
] as const;

export type TextColumn = (typeof TEXT_COLUMNS)[number];
export type NumberColumn = 'segment' | 'settled_at' | 'policy_year' | 'accumulator_version';
