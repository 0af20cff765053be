import type { CoverageStatus, InsuranceType, PersonGroup } from '@zhijie/kernel';
import { codeTable } from '../code-table.ts';

export const insuranceTypes = codeTable<InsuranceType>(
  'insutype',
  '险种类型',
  { employee: ['310', '职工基本医疗保险'], resident: ['390', '城乡居民基本医疗保险'] },
  {
    unsupported: {
      '320': '公务员医疗补助',
      '330': '大额医疗费用补助',
      '340': '离休人员医疗保障',
      '350': '一至六级残废军人医疗补助',
      '360': '老红军医疗保障',
      '370': '企业补充医疗保险',
      '380': '新型农村合作医疗',
      '391': '城镇居民基本医疗保险',
      '392': '城乡居民大病医疗保险',
      '399': '其他特殊人员医疗保障',
      '410': '长期照护保险',
      '510': '生育保险',
    },
  },
);

/** The two-digit heads are national; longer codes are local refinements of them. */
export const personGroups = codeTable<PersonGroup>(
  'psn_type',
  '人员类别',
  {
    active: ['11', '在职'],
    retired: ['12', '退休'],
    minor: ['14', '未成年人及学生'],
    adult: ['15', '居民（成年）'],
  },
  {
    aliases: {
      '16': 'adult',
      '151': 'adult',
      '1701': 'adult',
      '1105': 'active',
      '1204': 'retired',
      '1401': 'minor',
      '1402': 'minor',
      '1403': 'minor',
      '1404': 'minor',
      '1405': 'minor',
    },
    unsupported: { '13': '离休', '33': '一至六级残疾军人', '34': '建国前老工人', '99': '其他' },
  },
);

/**
 * The interface knows three states of a known person; the reason of a suspension travels in the error
 * text.
 */
export const coverageStatuses = codeTable<CoverageStatus>(
  'psn_insu_stas',
  '人员参保状态',
  {
    'in-force': ['1', '正常参保'],
    suspended: ['2', '暂停参保'],
    arrears: ['2', '暂停参保'],
    waiting: ['2', '暂停参保'],
    ended: ['4', '终止参保'],
    dead: ['4', '终止参保'],
  },
  { aliases: { '0': 'ended', '2': 'suspended', '3': 'ended', '4': 'ended' } },
);

export const genders = codeTable('gend', '性别', {
  unknown: ['0', '未知'],
  male: ['1', '男'],
  female: ['2', '女'],
  undeclared: ['9', '未说明性别'],
});

/** With what the patient proves who they are at the counter. */
export const credentialTypes = codeTable('mdtrt_cert_type', '就诊凭证类型', {
  'insurance-code': ['01', '医保电子凭证'],
  'id-card': ['02', '居民身份证'],
  'social-card': ['03', '社会保障卡'],
});

/** The document by which a person is registered. */
export const certificateTypes = codeTable('psn_cert_type', '人员证件类型', {
  'id-card': ['01', '居民身份证（户口簿）'],
  'army-officer': ['02', '中国人民解放军军官证'],
  'police-officer': ['03', '中国人民武装警察警官证'],
  'hong-kong': ['04', '香港特区护照/港澳居民来往内地通行证'],
  macau: ['05', '澳门特区护照/港澳居民来往内地通行证'],
  taiwan: ['06', '台湾居民来往大陆通行证'],
  'permanent-residence': ['07', '外国人永久居留证'],
  'foreign-passport': ['08', '外国人护照'],
  disability: ['09', '残疾人证'],
  'military-family': ['10', '军烈属证明'],
  'foreign-employment': ['11', '外国人就业证'],
  'foreign-expert': ['12', '外国专家证'],
  'foreign-correspondent': ['13', '外国人常驻记者证'],
  'taiwan-hong-kong-macau-employment': ['14', '台港澳人员就业证'],
  'returned-expert': ['15', '回国（来华）定居专家证'],
  passport: ['16', '中国护照'],
  'taiwan-hong-kong-macau-residence': ['17', '港澳台居民居住证'],
  'social-card': ['90', '社会保障卡'],
  other: ['99', '其他身份证件'],
});

/** Special identities; the four first ones decide medical assistance. */
export const identityKinds = codeTable('psn_idet_type', '人员身份类别', {
  destitute: ['2304', '特困救助对象'],
  'minimum-living': ['2303', '低保救助对象'],
  borderline: ['2305', '低收入救助对象'],
  'relapse-risk': ['2302', '建档立卡贫困人员'],
  'poor-through-illness': ['2306', '因病致贫救助对象'],
  disabled: ['2308', '残疾人员'],
  'preferential-treatment': ['21', '优抚人员'],
  'health-care-cadre': ['22', '医疗照顾人员'],
  'medical-assistance': ['23', '医疗救助人员'],
  military: ['24', '军人'],
  other: ['60', '地方扩展其他特殊待遇人员'],
});

/**
 * No public edition prints codes for accumulators; these are ours. Names are those of the engine's
 * accumulators.
 */
export const counters = codeTable('cum_type_code', '累计类别代码', {
  admissions: ['IPTCNT', '住院次数'],
  deductiblePaid: ['DEDC', '住院起付线累计'],
  eligible: ['SCP', '政策范围内费用累计'],
  poolPaid: ['POOL', '统筹基金支付累计'],
  outpatientEligible: ['OTPSCP', '门诊政策范围内费用累计'],
  outpatientDeductiblePaid: ['OTPDEDC', '门诊起付线累计'],
  outpatientPaid: ['OTPPOOL', '门诊统筹支付累计'],
  criticalBase: ['CIBASE', '大病保险合规费用累计'],
  criticalPaid: ['CIPAY', '大病保险支付累计'],
  largePaid: ['LGEPAY', '大额补助支付累计'],
  civilServantPaid: ['CVLPAY', '公务员补助支付累计'],
  aidPaid: ['MAFPAY', '医疗救助支付累计'],
  accountPaid: ['ACCTPAY', '个人账户支付累计'],
  largeBase: ['LGEBASE', '大额补助合规费用累计'],
  diseasePaid: ['DISEPAY', '门诊慢特病病种支付累计'],
  apartPaid: ['APTPAY', '单独限额事由统筹支付累计'],
  outpatientDeductibleCommunity: ['OTPDEDC0', '社区门诊起付线累计'],
  outpatientDeductibleLevel1: ['OTPDEDC1', '一级门诊起付线累计'],
  outpatientDeductibleLevel2: ['OTPDEDC2', '二级门诊起付线累计'],
  outpatientDeductibleLevel3: ['OTPDEDC3', '三级门诊起付线累计'],
  outpatientDeductibleLevel3Top: ['OTPDEDC4', '三级以上门诊起付线累计'],
});
