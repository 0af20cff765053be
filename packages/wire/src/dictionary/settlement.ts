/** Who pays what, and the settlement it belongs to. */
import {
  accountUses,
  clearingCategories,
  clearingMethods,
  funds,
  paymentPlaces,
  settlementWays,
} from '../code-tables/settlement.ts';
import { date, dateTime, flag, money, ratio, text, word } from '../fields.ts';

export const settlementId = text('setl_id', '结算ID', 30);
export const settledAt = dateTime('setl_time', '结算时间');
export const feeTotal = money('medfee_sumamt', '医疗费总额');
export const feeExcluded = money('fulamt_ownpay_amt', '全自费金额');
export const feeOverLimit = money('overlmt_selfpay', '超限价自费费用');
export const feeSelfPaidFirst = money('preselfpay_amt', '先行自付金额');
export const feeEligible = money('inscp_scp_amt', '符合政策范围金额');
export const deductibleApplied = money('act_pay_dedc', '实际支付起付线');
export const paidByPooledFund = money('hifp_pay', '基本医疗保险统筹基金支出');
export const poolRate = ratio('pool_prop_selfpay', '基本医疗保险统筹基金支付比例');
export const paidByCivilServantFund = money('cvlserv_pay', '公务员医疗补助资金支出');
export const paidByEnterpriseSupplement = money('hifes_pay', '企业补充医疗保险基金支出');
export const paidByCriticalIllness = money('hifmi_pay', '居民大病保险资金支出');
export const paidByLargeAmount = money('hifob_pay', '职工大额医疗费用补助基金支出');
export const paidByMedicalAssistance = money('maf_pay', '医疗救助基金支出');
export const paidByOtherFunds = money('oth_pay', '其他支出');
export const paidByDisabilityFund = money('hifdm_pay', '伤残人员医疗保障基金支出');
export const paidByFunds = money('fund_pay_sumamt', '基金支付总额');
export const borneByPerson = money('psn_part_amt', '个人负担总金额');
export const borneByPersonInQuery = money('psn_pay', '个人支付金额');
export const paidByPersonalAccount = money('acct_pay', '个人账户支出');
export const paidByFamilyAccount = money('acct_mulaid_pay', '个人账户共济支付金额');
export const paidInCash = money('psn_cash_pay', '个人现金支出');
export const paidInCashOnVoid = money('pdn_cash_pay', '个人现金支出', { alsoWrittenAs: ['psn_cash_pay'] });
export const paidInCashInQuery = money('cash_payamt', '现金支付金额');
export const paidByHospital = money('hosp_part_amt', '医院负担金额');
export const originalMessageId = text('medins_setl_id', '医药机构结算ID', 30);
export const clearingAgency = text('clr_optins', '清算经办机构', 6);
export const clearingMethod = word('clr_way', '清算方式', 6, clearingMethods);
export const clearingCategory = word('clr_type', '清算类别', 6, clearingCategories);
export const settlementWay = word('psn_setlway', '个人结算方式', 6, settlementWays);
export const accountUse = word('acct_used_flag', '个人账户使用标志', 1, accountUses);
export const isInterim = flag('mid_setl_flag', '中途结算标志');
export const invoiceNumber = text('invono', '发票号', 20);
export const publicHospitalReform = text('pub_hosp_rfom_flag', '公立医院改革标志', 6);
export const fund = word('fund_pay_type', '基金支付类型', 6, funds);
export const payableLimit = money('crt_payb_lmt_amt', '本次可支付限额金额');
export const fundAmount = money('fund_payamt', '基金支付金额');
export const fundName = text('fund_pay_type_name', '基金支付类型名称', 200);
export const explanation = text('setl_proc_info', '结算过程信息', 4000);
export const paymentPlace = word('pay_loc', '支付地点类别', 6, paymentPlaces);
export const startedOn = date('begndate', '开始日期');
export const endedOn = date('enddate', '结束日期');
export const isRefund = flag('refd_setl_flag', '退费结算标志');
export const reversedMessageId = text('omsgid', '原发送方报文ID', 30);
export const reversedTransaction = text('oinfno', '原交易编号', 6);
