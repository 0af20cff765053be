import type { SettlementParts } from '@zhijie/kernel';

type AmountName = Exclude<keyof SettlementParts, 'poolRate'>;

/** Columns of the amounts of a settlement, in the order in which the SQL functions take them (fen). */
export const AMOUNT_COLUMNS = [
  ['feeTotal', 'fee_total'],
  ['feeExcluded', 'fee_excluded'],
  ['feeOverLimit', 'fee_over_limit'],
  ['feeSelfPaidFirst', 'fee_self_paid_first'],
  ['feeEligible', 'fee_eligible'],
  ['deductibleApplied', 'deductible_applied'],
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
] as const satisfies readonly (readonly [AmountName, string])[];

type Missing = Exclude<AmountName, (typeof AMOUNT_COLUMNS)[number][0]>;
const complete: [Missing] extends [never] ? true : Missing = true;
void complete;

/** The amounts in column order, with the rate (1/10 000) last. */
export function amountsOf(parts: SettlementParts): number[] {
  return [...AMOUNT_COLUMNS.map(([name]) => parts[name] as number), parts.poolRate as number];
}

/** The parts from the columns of a settlement row in which each amount is read under its English name. */
export function partsOf(row: Readonly<Record<string, unknown>>): SettlementParts {
  const entries = AMOUNT_COLUMNS.map(([name]) => [name, row[name]] as const);
  return { ...Object.fromEntries(entries), poolRate: row.poolRate } as unknown as SettlementParts;
}

/** The select list that `partsOf` reads. */
export const PARTS_SELECT = [...AMOUNT_COLUMNS, ['poolRate', 'pool_rate'] as const]
  .map(([name, column]) => `s.${column} AS "${name}"`)
  .join(', ');
