/** Reconciliation with the hospital, monthly confirmation of cross-province bills, clearing applications. */
import {
  calendarMonths,
  clearingStates,
  statementResults,
  taskStates,
} from '../code-tables/reconciliation.ts';
import { date, dateTime, flag, money, text, whole, word, year, yearMonth } from '../fields.ts';

export const settlementAgency = text('setl_optins', '结算经办机构', 6);
export const statementFrom = date('stmt_begndate', '对账开始日期');
export const statementUntil = date('stmt_enddate', '对账结束日期');
export const settlementCount = whole('fixmedins_setl_cnt', '定点医药机构结算笔数', 10);
export const statementResult = word('stmt_rslt', '对账结果', 6, statementResults);
export const statementExplanation = text('stmt_rslt_dscr', '对账结果说明', 200);
export const senderMessageId = text('msgid', '发送方报文ID', 30);

export const clearingYear = year('trt_year', '结算年度');
export const clearingMonthOfYear = word('trt_month', '结算月份', 2, calendarMonths);
export const firstRow = whole('startrow', '开始行数', 12);
export const rowNumber = text('seqno', '顺序号', 12);
export const clearingCareRegion = text('mdtrtarea', '就医地医保区划', 6);
export const clearingProviderId = text('medins_no', '医疗机构编号', 22);
export const visitSettledAt = dateTime('mdtrt_setl_time', '就诊结算时间');
export const clearingSerial = text('setl_sn', '结算流水号', 30);
export const isPaidByPatientFirst = flag('fulamt_advpay_flag', '全额垫付标志');
export const agencyPays = money('optins_pay_sumamt', '经办机构支付总额');
export const isConfirmed = flag('cnfm_flag', '确认标志');
export const rowsInMessage = whole('totalrow', '总行数', 12);
export const confirmationReference = text('otransid', '原交易流水号', 30);

export const clearingMonth = yearMonth('setlym', '清算年月');
export const visitsCounted = whole('psntime', '清算人次', 6);
export const recognisedTotal = money('med_sumfee', '医保认可费用总额');
export const fundsDeclared = money('fund_appy_sum', '基金申报总额');
export const applicationId = text('clr_appy_evt_id', '机构清算申请事件ID', 30);

export const clearingState = word('clr_stas', '清算状态', 6, clearingStates);
export const clearedMonth = yearMonth('clr_ym', '清算年月');
export const recognisedSum = money('hi_agre_sumfee', '医保认可费用总额');
export const agencyNumber = text('optins_no', '经办机构编号', 20);
// The list of what is not reconciled names these two in another spelling than everything else.
export const openSettlementId = text('setlId', '结算ID', 30);
export const openInsuredRegion = text('insuAdmdvs', '参保地医保区划', 6);

export const clearingFrom = date('clr_begin_ymd', '清算开始日期');
export const clearingUntil = date('clr_end_ymd', '清算结束日期');
/** The public edition prints a length of 4, which fits no file name. */
export const uploadedFileName = text('upload_file_name', '文件名称', 200);
export const taskKey = text('task_key', '对账任务查询号', 30);
export const taskState = word('task_status', '任务状态', 6, taskStates);
export const checkState = word('check_state', '对账状态', 6, statementResults);
export const allRowsFile = text('file_qury_no1', '文件查询号1', 40);
export const hospitalRowsFile = text('file_qury_no2', '文件查询号2', 40);
export const platformRowsFile = text('file_qury_no3', '文件查询号3', 40);
