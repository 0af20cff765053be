import { codeTable } from '../code-table.ts';

export const feeSettlementKinds = codeTable('hi_feesetl_type', '医保费用结算类型', {
  none: ['0', '非医疗保险结算'],
  local: ['1', '本地医疗保险结算'],
  'out-of-area': ['2', '异地医疗保险结算'],
});
