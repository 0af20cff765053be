import { assert, type Fen, fen, type InsuranceType } from '@zhijie/kernel';

/**
 * Up to what an insured inpatient's deposit goes: the average that persons with the disease and of the same
 * insurance bore themselves (国家卫生健康委等六部门《关于规范公立医疗机构预交金管理工作的通知》, in force for inpatients
 * from 2025-06-30). `verified` is the day on which somebody compared a row with the institution's own three
 * years; null: an example, not a real average.
 */
export type DepositLevel = {
  /** Beginning of a diagnosis code; '' is every other disease. */
  readonly disease: string;
  readonly insuranceType: InsuranceType;
  readonly averageBurden: Fen;
  readonly source: string;
  readonly verified: string | null;
};

/** From these days on (same notice; read in press reports of March 2025, its number is not verified). */
export const NO_OUTPATIENT_DEPOSIT_FROM = '2025-03-31';
export const INPATIENT_LEVEL_FROM = '2025-06-30';

/**
 * A deposit is asked for in whole hundreds: the level is the average, rounded up to them. The unit is ours.
 */
const UNIT = 10_000;

const EXAMPLE = '虚构示例，非实际均值；各机构应以本院前三年同病种、同保障类别个人自付平均水平替换';
const level = (disease: string, insuranceType: InsuranceType, yuan: number): DepositLevel => ({
  disease,
  insuranceType,
  averageBurden: fen(yuan * 100),
  source: EXAMPLE,
  verified: null,
});

export const DEPOSIT_LEVELS: readonly DepositLevel[] = [
  level('I25', 'employee', 6200),
  level('I25', 'resident', 9450),
  level('J18', 'employee', 1850),
  level('J18', 'resident', 2730),
  level('C', 'employee', 7800),
  level('C', 'resident', 12_600),
  level('', 'employee', 2400),
  level('', 'resident', 3900),
];

/** The most that may lie as a deposit for a disease; the longest matching beginning decides. */
export function depositCeiling(
  of: { readonly diagnosisCode: string | null; readonly insuranceType: InsuranceType },
  levels: readonly DepositLevel[] = DEPOSIT_LEVELS,
): { readonly ceiling: Fen; readonly level: DepositLevel } {
  const code = of.diagnosisCode ?? '';
  const [found] = levels
    .filter(({ insuranceType, disease }) => insuranceType === of.insuranceType && code.startsWith(disease))
    .toSorted((a, b) => b.disease.length - a.disease.length);
  assert(found !== undefined, 'Every insurance type has a level for any disease');
  return { ceiling: fen(Math.ceil(found.averageBurden / UNIT) * UNIT), level: found };
}
