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

/** How far an application for clearing has come; steps of one province's office beyond these are its own. */
export const clearingStates = codeTable('clr_stas', '清算状态', {
  'not-applied': ['0', '未申报'],
  applied: ['10', '已申报'],
  accepted: ['20', '申请已受理'],
  'under-review': ['30', '正在审核'],
  reviewed: ['40', '审核完成'],
  cleared: ['50', '已清算'],
  paid: ['60', '已拨付'],
});

/** No edition prints these values: the plain ones, told in the reference. */
export const taskStates = codeTable('task_status', '对账任务状态', {
  running: ['0', '处理中'],
  done: ['1', '已完成'],
  failed: ['2', '失败'],
});
