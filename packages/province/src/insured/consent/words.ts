import { RESULT_CLASSES } from '@zhijie/exchange';

/** Who may be given a person's data (closed list). */
export const RECIPIENT_KINDS = ['insurer', 'bank', 'relative', 'terminal'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];
export const RECIPIENT_LABELS: Readonly<Record<RecipientKind, string>> = {
  insurer: '保险公司',
  bank: '银行',
  relative: '亲属',
  terminal: '刷脸终端',
};

/** What may be disclosed (closed list); each is a claim of a disclosure and given by itself. */
export const DATA_CLASSES = [
  'identity',
  'phone',
  'coverage',
  'settlement',
  ...RESULT_CLASSES,
  'publicFunds',
  'cashPart',
  'accountBalance',
  'invoice',
  'diagnosis',
  'billLines',
  'faceTemplate',
] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

export const DATA_CLASS_LABELS: Readonly<Record<DataClass, string>> = {
  identity: '姓名和证件号码',
  phone: '手机号码',
  coverage: '参保地、险种、参保状态',
  settlement: '结算编号、日期、医疗类别、就医类型',
  inScope: '范围内个人负担金额',
  selfPaidFirst: '先行自付金额',
  overLimit: '超限价金额',
  excluded: '目录外金额',
  publicFunds: '基金支付金额',
  cashPart: '个人现金支付金额',
  accountBalance: '个人账户余额',
  invoice: '医疗票据号码',
  diagnosis: '诊断',
  billLines: '费用明细',
  faceTemplate: '人脸特征（不留图像）',
};

/**
 * Sensitive personal information: health, biometrics, financial accounts (Personal Information Protection
 * Law,
 * article 28). Of a child under 14 everything is. Each needs to be agreed to separately (article 29).
 */
export const SENSITIVE_CLASSES: readonly DataClass[] = [
  'settlement',
  ...RESULT_CLASSES,
  'publicFunds',
  'cashPart',
  'accountBalance',
  'invoice',
  'diagnosis',
  'billLines',
  'faceTemplate',
];

/** What for (closed list). */
export const CONSENT_PURPOSES = [
  'claim-settlement',
  'underwriting',
  'credit',
  'family-payment',
  'face-identification',
] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** To whom a purpose may disclose and what it can need at most: more is refused, never "for convenience". */
type Need = {
  readonly label: string;
  /** What follows from not consenting (article 30: necessity and effect are told). */
  readonly otherwise: string;
  readonly recipients: readonly RecipientKind[];
  readonly classes: readonly DataClass[];
  /** A product is named. */
  readonly isOfProduct: boolean;
};

export const PURPOSE_NEEDS: Readonly<Record<ConsentPurpose, Need>> = {
  'claim-settlement': {
    label: '商业保险理赔结算',
    otherwise: '不同意的，基本医保照常结算，商业保险请事后自行理赔',
    recipients: ['insurer'],
    classes: [
      'identity',
      'coverage',
      'settlement',
      ...RESULT_CLASSES,
      'publicFunds',
      'invoice',
      'diagnosis',
      'billLines',
    ],
    isOfProduct: true,
  },
  underwriting: {
    label: '商业保险投保核对',
    otherwise: '不同意的，不能在这里投保，医保待遇不受影响',
    recipients: ['insurer'],
    classes: ['identity', 'phone', 'coverage'],
    isOfProduct: true,
  },
  credit: {
    label: '信用就医',
    otherwise: '不同意的，不能先诊疗后付费，请用其他方式支付个人部分',
    recipients: ['bank'],
    classes: ['identity', 'phone', 'coverage', 'settlement', 'cashPart', 'publicFunds'],
    isOfProduct: true,
  },
  'family-payment': {
    label: '亲情付',
    otherwise: '不同意的，亲属不能为您支付，请用其他方式支付个人部分',
    recipients: ['relative'],
    classes: ['settlement', 'cashPart', 'accountBalance'],
    isOfProduct: false,
  },
  'face-identification': {
    label: '刷脸核验身份',
    otherwise: '不同意的，请用医保码、社会保障卡，或由工作人员核验，办理结果相同',
    recipients: ['terminal'],
    classes: ['faceTemplate'],
    isOfProduct: false,
  },
};

/** Where consent is given or withdrawn. */
export const CONSENT_CHANNELS = ['national-app', 'mini-program', 'web', 'kiosk', 'window-paper'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/** How it is known that the giver agreed: signed in, or on paper before two members of staff. */
export const CONFIRMATIONS = ['signed-in', 'staff-verified-paper'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];
