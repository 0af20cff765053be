import { formatYuan, type TotalFen } from '@zhijie/kernel';
import type { Bill } from './words.ts';

/** The bill of the comparison lives in the address; amounts in yuan. */
export const COMPARE_QUERY = [
  'area',
  'date',
  'insuranceType',
  'care',
  'total',
  'excluded',
  'overLimit',
  'selfPaidFirst',
  'filing',
] as const;

const yuan = (fen: number): string => formatYuan(fen as TotalFen);

/** The comparison with a bill's own figures. */
export function compareAddress({ decision, dischargedOn, careType }: Bill): string {
  const { parts, insuredArea, insuranceType, referralClass } = decision;
  const asked = {
    area: insuredArea,
    date: dischargedOn,
    insuranceType,
    care: careType === 'chronic' ? 'chronic' : careType.includes('inpatient') ? 'inpatient' : 'outpatient',
    total: yuan(parts.feeTotal),
    excluded: yuan(parts.feeExcluded),
    overLimit: yuan(parts.feeOverLimit),
    selfPaidFirst: yuan(parts.feeSelfPaidFirst),
    filing: referralClass,
  };
  return `/compare?${new URLSearchParams(asked).toString()}`;
}
