import type { Gender } from '../identifiers/citizen-number.ts';
import type { ItemKind } from '../identifiers/item-code.ts';
import type {
  AidCategory,
  Benefit,
  CareType,
  CoverageStatus,
  FeeCategory,
  FilingCategory,
  FilingGroup,
  InsuranceType,
  PaymentClass,
  PersonGroup,
  ProviderLevel,
  ReferralClass,
} from './words.ts';

const insuranceType: Record<InsuranceType, string> = {
  employee: '职工基本医疗保险',
  resident: '城乡居民基本医疗保险',
};

const careType: Record<CareType, string> = {
  outpatient: '普通门诊',
  emergency: '急诊',
  chronic: '门诊慢特病',
  inpatient: '普通住院',
  'emergency-inpatient': '急诊转住院',
  'trauma-inpatient': '外伤住院',
  pharmacy: '定点药店购药',
  registration: '门诊挂号',
};

const benefit: Record<Benefit, string> = { outpatient: '门诊', inpatient: '住院', chronic: '门诊慢特病' };

const personGroup: Record<PersonGroup, string> = {
  active: '在职',
  retired: '退休',
  adult: '成年居民',
  minor: '未成年人和学生',
};

const coverageStatus: Record<CoverageStatus, string> = {
  'in-force': '正常参保',
  suspended: '暂停参保',
  arrears: '欠费',
  waiting: '待遇等待期',
  ended: '终止参保',
  dead: '已死亡',
};

const filingCategory: Record<FilingCategory, string> = {
  'retiree-resettled': '异地安置退休人员',
  'long-term-resident': '异地长期居住人员',
  'stationed-worker': '常驻异地工作人员',
  referral: '异地转诊就医人员',
  'emergency-rescue': '异地急诊抢救人员',
  'other-temporary': '其他临时外出就医人员',
};

const filingGroup: Record<FilingGroup, string> = {
  'long-term': '跨省异地长期居住人员',
  temporary: '跨省临时外出就医人员',
};

const referralClass: Record<ReferralClass, string> = {
  local: '参保地就医',
  'long-term': '已办长期备案',
  referral: '已办转诊备案',
  emergency: '急诊抢救（视同备案）',
  'other-temporary': '已办临时外出备案',
  unfiled: '未备案',
};

const providerLevel: Record<ProviderLevel, string> = {
  community: '基层医疗机构',
  level1: '一级医院',
  level2: '二级医院',
  level3: '三级医院',
  'level3-top': '三级甲等医院',
};

const feeCategory: Record<FeeCategory, string> = {
  bed: '床位费',
  consultation: '诊察费',
  examination: '检查费',
  laboratory: '化验费',
  treatment: '治疗费',
  operation: '手术费',
  nursing: '护理费',
  materials: '卫生材料费',
  'western-drug': '西药费',
  'herbal-pieces': '中药饮片费',
  'patent-drug': '中成药费',
  'general-treatment': '一般诊疗费',
  registration: '挂号费',
  other: '其他费',
};

const paymentClass: Record<PaymentClass, string> = { A: '甲类', B: '乙类', C: '丙类（自费）' };

const aidCategory: Record<AidCategory, string> = {
  none: '非救助对象',
  destitute: '特困人员',
  'minimum-living': '低保对象',
  borderline: '低保边缘家庭成员',
  'relapse-risk': '防止返贫监测对象',
};

const gender: Record<Gender, string> = { male: '男', female: '女' };

const itemKind: Record<ItemKind, string> = {
  drug: '药品',
  herb: '中药饮片',
  consumable: '医用耗材',
  service: '医疗服务项目',
};

const settlementPart: Record<
  | 'feeTotal'
  | 'feeExcluded'
  | 'feeOverLimit'
  | 'feeSelfPaidFirst'
  | 'feeEligible'
  | 'deductibleApplied'
  | 'poolRate'
  | 'paidByPooledFund'
  | 'paidByCivilServantFund'
  | 'paidByEnterpriseSupplement'
  | 'paidByCriticalIllness'
  | 'paidByLargeAmount'
  | 'paidByMedicalAssistance'
  | 'paidByOtherFunds'
  | 'paidByFunds'
  | 'borneByPerson'
  | 'paidByPersonalAccount'
  | 'paidByFamilyAccount'
  | 'paidInCash'
  | 'paidByHospital',
  string
> = {
  feeTotal: '医疗费总额',
  feeExcluded: '全自费金额',
  feeOverLimit: '超限价自费费用',
  feeSelfPaidFirst: '先行自付金额',
  feeEligible: '符合政策范围金额',
  deductibleApplied: '实际支付起付线',
  poolRate: '统筹基金支付比例',
  paidByPooledFund: '基本医疗保险统筹基金支出',
  paidByCivilServantFund: '公务员医疗补助支出',
  paidByEnterpriseSupplement: '企业补充医疗保险支出',
  paidByCriticalIllness: '居民大病保险支出',
  paidByLargeAmount: '职工大额医疗费用补助支出',
  paidByMedicalAssistance: '医疗救助支出',
  paidByOtherFunds: '其他基金支出',
  paidByFunds: '基金支付总额',
  borneByPerson: '个人负担总金额',
  paidByPersonalAccount: '个人账户支出',
  paidByFamilyAccount: '个人账户共济支出',
  paidInCash: '个人现金支出',
  paidByHospital: '医院负担金额',
};

/** The Chinese label of every word: `LABELS.careType.inpatient`. */
export const LABELS = {
  insuranceType,
  careType,
  benefit,
  personGroup,
  coverageStatus,
  filingCategory,
  filingGroup,
  referralClass,
  providerLevel,
  feeCategory,
  paymentClass,
  aidCategory,
  gender,
  itemKind,
  settlementPart,
} as const;
