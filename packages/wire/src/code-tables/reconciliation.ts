import { codeTable } from '../code-table.ts';

/** One edition prints two values; why a row differs stands in its explanation. */
export const statementResults = codeTable('stmt_rslt', '对账结果', {
  equal: ['0', '平'],
  differs: ['1', '不平'],
});

/** The months of a year, two digits inside as well. */
export const calendarMonths = codeTable('trt_month', '结算月份', {
  '01': ['01', '1月'],
  '02': ['02', '2月'],
  '03': ['03', '3月'],
  '04': ['04', '4月'],
  '05': ['05', '5月'],
  '06': ['06', '6月'],
  '07': ['07', '7月'],
  '08': ['08', '8月'],
  '09': ['09', '9月'],
  '10': ['10', '10月'],
  '11': ['11', '11月'],
  '12': ['12', '12月'],
});
