import type { InsuranceType } from '@zhijie/kernel';
import { codeTable } from '../code-table.ts';

export const settlementWays = codeTable('psn_setlway', '个人结算方式', {
  'by-item': ['01', '按项目结算'],
  'by-quota': ['02', '按定额结算'],
  'by-disease': ['0201', '按单病种结算'],
  'day-surgery': ['0202', '按日间手术结算'],
});

export const accountUses = codeTable('acct_used_flag', '个人账户使用标志', {
  none: ['0', '不使用'],
  own: ['1', '使用本人个账'],
  family: ['2', '使用共济人个账'],
});

/** Only the national head of the table is used; provinces add hundreds of local codes. */
export const clearingCategories = codeTable('clr_type', '清算类别', {
  outpatient: ['11', '门诊'],
  registration: ['12', '门诊挂号'],
  emergency: ['13', '急诊'],
  chronic: ['14', '门诊慢特病'],
  inpatient: ['21', '住院'],
  pharmacy: ['41', '药店购药'],
  other: ['99', '其他'],
});

export const clearingMethods = codeTable('clr_way', '清算方式', {
  'by-item': ['1', '按项目'],
  'by-disease': ['2', '单病种'],
  'by-bed-day': ['3', '按床日'],
  'by-head': ['4', '按人头'],
  other: ['9', '其他'],
  'by-group': ['40', 'DRG支付方式'],
  'by-score': ['50', 'DIP支付方式'],
});

export const paymentPlaces = codeTable('pay_loc', '支付地点类别', {
  agency: ['1', '中心'],
  institution: ['2', '医疗机构'],
  'within-province': ['3', '省内异地'],
  'cross-province': ['4', '跨省异地'],
  'internet-hospital': ['5', '互联网医院'],
  'within-city': ['6', '市内异地'],
});

export const funds = codeTable('fund_pay_type', '基金支付类型', {
  'employee-pooled': ['310100', '城镇职工基本医疗保险统筹基金'],
  'employee-outpatient-pooled': ['310102', '职工门诊统筹基金'],
  'employee-account': ['310200', '城镇职工基本医疗保险个人账户基金'],
  'employee-critical-illness': ['310300', '职工大病补助基金'],
  'civil-servant': ['320100', '公务员医疗补助基金'],
  'large-amount': ['330100', '大额医疗费用补助基金'],
  'enterprise-supplement': ['370100', '企业补充医疗保险基金'],
  'resident-pooled': ['390100', '城乡居民基本医疗保险基金'],
  'resident-outpatient-pooled': ['390102', '居民门诊统筹基金'],
  'resident-critical-illness': ['390200', '城乡居民大病医疗保险基金'],
  'resident-account': ['390500', '居民家庭账户金'],
  'medical-assistance': ['610100', '医疗救助基金'],
  hospital: ['999996', '医院垫付基金'],
  other: ['999997', '其他基金'],
});

export type Fund = Parameters<typeof funds.codeOf>[0];

/** The part of a settlement that one fund (or the account, or the hospital) pays. */
export type FundPart =
  | 'pooled'
  | 'outpatient-pooled'
  | 'critical-illness'
  | 'large-amount'
  | 'civil-servant'
  | 'enterprise-supplement'
  | 'medical-assistance'
  | 'personal-account'
  | 'hospital'
  | 'other';

/**
 * The fund of the interface for a part of a settlement: pool, account and critical illness exist per
 * insurance.
 */
export function fundOf(part: FundPart, insuranceType: InsuranceType): Fund {
  switch (part) {
    case 'pooled':
      return insuranceType === 'employee' ? 'employee-pooled' : 'resident-pooled';
    case 'outpatient-pooled':
      return insuranceType === 'employee' ? 'employee-outpatient-pooled' : 'resident-outpatient-pooled';
    case 'critical-illness':
      return insuranceType === 'employee' ? 'employee-critical-illness' : 'resident-critical-illness';
    case 'personal-account':
      return insuranceType === 'employee' ? 'employee-account' : 'resident-account';
    default:
      return part;
  }
}
