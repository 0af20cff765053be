import { INVOICE_FIELD_LABELS, INVOICE_FIELDS } from '@zhijie/invoice';

/** From the first paper to the money; the last four are final but that a paid claim may be undone. */
export const CLAIM_STATES = [
  'gathering',
  'in-review',
  'proposed',
  'approved',
  'paid',
  'refused',
  'withdrawn',
  'reversed',
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

export const CLAIM_STATE_LABELS: Readonly<Record<ClaimState, string>> = {
  gathering: '收集材料',
  'in-review': '审核中',
  proposed: '待复核',
  approved: '已核定，待支付',
  paid: '已支付',
  refused: '不予支付',
  withdrawn: '已撤回',
  reversed: '已撤销',
};

/** States in which an invoice is in use. */
export const LIVE_STATES: readonly ClaimState[] = ['in-review', 'proposed', 'approved', 'paid'];

export const PAPER_KINDS = [
  'invoice',
  'itemised-list',
  'discharge-summary',
  'diagnosis-proof',
  'emergency-proof',
  'accident-statement',
  'other',
] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export const PAPER_LABELS: Readonly<Record<PaperKind, string>> = {
  invoice: '医疗收费票据',
  'itemised-list': '费用明细清单',
  'discharge-summary': '出院小结或诊断证明',
  'diagnosis-proof': '门诊病历或诊断证明',
  'emergency-proof': '急诊证明',
  'accident-statement': '外伤情况说明（无第三方责任）',
  other: '其他材料',
};

/** What a claim has to say besides what its invoice says. */
const STAY_FIELDS = [
  'careArea',
  'careType',
  'providerId',
  'providerLevel',
  'isEmergency',
  'isTrauma',
  'involvesThirdParty',
  'diagnosisCode',
  'diagnosisName',
  'diseaseCode',
  'overLimit',
  'payeeName',
  'payeeBank',
  'payeeAccount',
] as const;

export const CLAIM_FIELDS = [...INVOICE_FIELDS, ...STAY_FIELDS] as const;
export type ClaimField = (typeof CLAIM_FIELDS)[number];

export const CLAIM_FIELD_LABELS: Readonly<Record<ClaimField, string>> = {
  ...INVOICE_FIELD_LABELS,
  careArea: '就医地',
  careType: '就医类别',
  providerId: '医院编码',
  providerLevel: '医院等级',
  isEmergency: '急诊抢救',
  isTrauma: '外伤',
  involvesThirdParty: '涉及第三方责任',
  diagnosisCode: '主要诊断编码',
  diagnosisName: '主要诊断',
  diseaseCode: '慢特病病种',
  overLimit: '超限价自费',
  payeeName: '收款人',
  payeeBank: '收款银行',
  payeeAccount: '收款账号',
};

/** Steps as the history keeps them. */
export const STEP_LABELS = {
  opened: '登记',
  'paper-added': '上传材料',
  'paper-read': '识别票据',
  corrected: '补充或更正',
  submitted: '受理',
  'proposed-approve': '初审：拟支付',
  'proposed-refuse': '初审：拟不予支付',
  'sent-back': '复核退回',
  approved: '复核通过',
  refused: '复核：不予支付',
  paid: '支付',
  withdrawn: '撤回',
  reversed: '撤销',
  'money-back': '退款到账',
} as const;
export type StepKind = keyof typeof STEP_LABELS;
