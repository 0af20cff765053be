/** Plain words first, the official term behind them. */
import type { CoverageStatus, FilingCategory, ReferralClass } from '@zhijie/kernel';
import type { FilingDocument, FilingView } from '../port.ts';

export type Tone = 'good' | 'wait' | 'stop' | 'plain';
export type Said = { readonly tone: Tone; readonly label: string; readonly sentence: string };

export const STATUS: Readonly<Record<CoverageStatus, Said>> = {
  'in-force': { tone: 'good', label: '正常参保', sentence: '医保有效，现在看病可以按规定报销。' },
  suspended: {
    tone: 'stop',
    label: '暂停参保',
    sentence: '医保暂停了，现在看病不能直接结算。请联系单位或参保地医保部门恢复。',
  },
  arrears: {
    tone: 'stop',
    label: '欠费',
    sentence: '缴费断了，现在看病不能直接结算。补缴到账后即可恢复。',
  },
  waiting: {
    tone: 'wait',
    label: '待遇等待期',
    sentence: '已参保，还没到可以报销的日子。到期前看病先自己付。',
  },
  ended: { tone: 'stop', label: '终止参保', sentence: '这份医保已经结束，不能再用它结算。' },
  dead: { tone: 'stop', label: '已登记死亡', sentence: '这份医保已停用。登记有误请尽快联系参保地医保部门。' },
};

export type CategoryText = {
  readonly category: FilingCategory;
  readonly plain: string;
  readonly paper: string;
};

/** In the order of the official list (procedures F-01); the papers are those of F-02. */
export const LONG_TERM: readonly CategoryText[] = [
  {
    category: 'retiree-resettled',
    plain: '退休了，户口也迁到了外地，在那里养老',
    paper: '需要：户口簿（可写承诺代替）',
  },
  {
    category: 'long-term-resident',
    plain: '在外地长期居住，例如跟子女住',
    paper: '需要：居住证明（可写承诺代替）',
  },
  {
    category: 'stationed-worker',
    plain: '单位派到外地，或在外地长期工作',
    paper: '需要：派出证明、单位证明或合同中的一样（可写承诺代替）',
  },
];

export const TEMPORARY: readonly CategoryText[] = [
  { category: 'referral', plain: '本地医院治不了，转到外地医院', paper: '需要：转诊证明，不能用承诺代替' },
  { category: 'emergency-rescue', plain: '在外地突然发病，急诊抢救', paper: '不需要另交材料' },
  {
    category: 'other-temporary',
    plain: '自己选择临时到外地看病，没有转诊',
    paper: '不需要另交材料；报销比例通常低一些',
  },
];

/** Papers besides identity and form, which this page stands for itself. */
export const PAPERS: readonly (readonly [FilingDocument, string])[] = [
  ['household-register', '户口簿'],
  ['residence-proof', '居住证或居住证明'],
  ['dispatch-letter', '单位派出证明'],
  ['employer-letter', '单位工作证明'],
  ['contract', '劳动合同'],
  ['referral-certificate', '医院开的转诊证明'],
];

export const FILING_STATE: Readonly<Record<FilingView['state'], Said>> = {
  'in-force': {
    tone: 'good',
    label: '已生效',
    sentence: '到就医地开通了直接结算的医院，出示医保码就能结算。',
  },
  submitted: {
    tone: 'wait',
    label: '等待审核',
    sentence: '参保地医保部门会在 2 个工作日内审核，结果显示在“我的医保”里。',
  },
  refused: { tone: 'stop', label: '未通过', sentence: '请补齐材料后重新提交，或打 12393 问清原因。' },
  cancelled: { tone: 'plain', label: '已取消', sentence: '这份备案不再有效。之前已结算的账单不受影响。' },
  replaced: { tone: 'plain', label: '已被新备案替换', sentence: '请以新的备案为准。' },
};

export const REFERRAL: Readonly<Record<ReferralClass, string>> = {
  local: '在参保地看病',
  'long-term': '异地长期备案',
  referral: '转诊备案',
  emergency: '急诊抢救（视同备案）',
  'other-temporary': '临时外出备案（未转诊）',
  unfiled: '没有备案',
};

/** The buckets of the waterfall as people call them. */
export const BUCKET: Readonly<Record<string, string>> = {
  eligible: '可以报销的费用（政策范围内）',
  excluded: '不能报销的费用（全自费）',
  overLimit: '超过限价的部分（超限价自费）',
  selfPaidFirst: '乙类项目先自己付的部分（先行自付）',
  crossRegionFirst: '异地看病先自己付的部分（转外先行自付）',
  deductible: '起付线以内的部分',
  coinsurance: '按比例自己付的部分',
  overCap: '超过封顶线的部分',
  pool: '统筹基金',
  civilServant: '公务员医疗补助',
  enterprise: '企业补充医疗保险',
  critical: '大病保险',
  large: '大额医疗费用补助',
  aid: '医疗救助',
  other: '其他基金',
  account: '个人账户',
  cash: '个人现金',
};

export const COUNTER: readonly (readonly [string, string, 'count' | 'fen'])[] = [
  ['admissions', '住院次数', 'count'],
  ['deductiblePaid', '住院起付线已付', 'fen'],
  ['poolPaid', '住院统筹基金已付', 'fen'],
  ['outpatientDeductiblePaid', '门诊起付线已付', 'fen'],
  ['outpatientPaid', '门诊统筹基金已付', 'fen'],
  ['criticalPaid', '大病保险已付', 'fen'],
  ['largePaid', '大额补助已付', 'fen'],
  ['apartPaid', '两病、意外伤害统筹基金已付', 'fen'],
  ['diseasePaid', '按病种限额的慢特病统筹基金已付', 'fen'],
  ['civilServantPaid', '公务员补助已付', 'fen'],
  ['aidPaid', '医疗救助已付', 'fen'],
  ['accountPaid', '个人账户已用', 'fen'],
];

export const PURPOSE: Readonly<Record<string, string>> = {
  identify: '核对身份',
  entitlement: '查看医保待遇是否有效',
  quote: '试算费用',
  settle: '结算费用',
  reverse: '撤销结算',
  outcome: '查询结算结果',
  details: '上传费用明细',
  accumulators: '查看年度累计',
  filing: '办理或查看备案',
  contribution: '更新参保缴费',
  claim: '办理或查看手工报销',
  leg: '结算单的其他支付：商保、亲情账户、信用',
  consent: '办理同意',
  disclosure: '按您的同意提供数据',
  'disclosure-refused': '要求提供数据，被拒绝',
  delegation: '办理代办授权',
  enrolment: '投保',
  face: '刷脸：登记、核验或删除',
  'own-record': '查看个人记录',
};

export const ACTOR_KIND: Readonly<Record<string, string>> = {
  hospital: '医院',
  person: '本人',
  agency: '医保经办机构',
  system: '系统',
  node: '省级平台',
  recipient: '经您同意的机构',
  delegate: '代您办理的人',
};

/** The ten chronic diseases opened across provinces are in the official code list; others show their code. */
export const DISEASE: Readonly<Record<string, string>> = {
  M00503: '恶性肿瘤门诊治疗',
  M01600: '糖尿病',
  M03900: '高血压',
  M04600: '冠心病',
  M05300: '慢性阻塞性肺疾病',
  M05400: '支气管哮喘',
  M06900: '类风湿关节炎',
  M07803: '透析',
  M07804: '透析',
  M08300: '器官移植抗排异',
  M00200: '病毒性肝炎',
  M07200: '强直性脊柱炎',
};
