/** States of a line, of a use and of a share, with what a person reads. */
export const CREDIT_STATES = ['asked', 'open', 'suspended', 'refused'] as const;
export type CreditState = (typeof CREDIT_STATES)[number];
export const CREDIT_STATE_LABELS: Readonly<Record<CreditState, string>> = {
  asked: '银行审核中',
  open: '可用',
  suspended: '逾期暂停',
  refused: '银行未同意',
};

/** `asked`: the bank is to reserve; `paying`: to debit; `undoing`: to give back. */
export const USE_STATES = ['asked', 'held', 'paying', 'confirmed', 'undoing', 'voided', 'refused'] as const;
export type UseState = (typeof USE_STATES)[number];

export const SHARE_STATES = ['active', 'revoked'] as const;
export const REPAYMENT_STATES = ['asked', 'done', 'refused'] as const;
export type RepaymentState = (typeof REPAYMENT_STATES)[number];

export const STEP_KINDS = [
  'signed',
  'opened',
  'refused',
  'used',
  'restored',
  'repaid',
  'suspended',
  'resumed',
  'shared',
  'share-revoked',
  'visit-flagged',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];
export const CREDIT_STEP_LABELS: Readonly<Record<StepKind, string>> = {
  signed: '签约，同意向银行提供身份信息',
  opened: '银行开通额度',
  refused: '银行未同意',
  used: '信用支付',
  restored: '退费，先恢复额度',
  repaid: '还款',
  suspended: '逾期，暂停使用',
  resumed: '还清逾期，恢复使用',
  shared: '亲情付授权',
  'share-revoked': '撤销亲情付',
  'visit-flagged': '登记信用就医，免预交金',
};

/** What is told once: about a use on the next day, about a due day before and after it. */
export const NOTICE_KINDS = ['bill', 'due', 'overdue'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
