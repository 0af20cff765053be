import type { INCREASE_REFUSALS, PREPAYMENT_REFUSALS } from '@zhijie/clearing';
import type { Refusal } from '@zhijie/kernel';

/** What the hub refuses of the prepayment besides what the pure rules refuse. First that applies. */
export const PREPAYMENT_HUB_REFUSALS = [
  'quarter-not-cleared',
  'year-not-begun',
  'no-such-order',
  'step-differs',
  'serial-used',
  'no-such-clearing',
  'not-signed',
  'already-requested',
  'amount-too-large',
  'no-such-request',
  'already-decided',
  'reason-missing',
] as const;

export type PrepaymentRefusalCode =
  | (typeof PREPAYMENT_HUB_REFUSALS)[number]
  | (typeof PREPAYMENT_REFUSALS)[number]
  | (typeof INCREASE_REFUSALS)[number];
export type PrepaymentHubRefusal = Refusal<PrepaymentRefusalCode>;

/** For people; what to do is said by whoever shows it. */
export const PREPAYMENT_REFUSAL_TEXTS = {
  'quarter-not-cleared': '上年第四季度还有月份没有清算，不能核定预付金',
  'year-not-begun': '还没有到这一年',
  'no-such-order': '没有这笔预付金款项，或它与本省无关',
  'step-differs': '同一请求编号此前用于不同的内容',
  'serial-used': '该银行流水已用于另一笔款项',
  'no-such-clearing': '该月的清算还没有生成',
  'not-signed': '本省还没有确认（签章）该月清算',
  'already-requested': '该月清算已经申请过紧急调增',
  'amount-too-large': '金额超过一次调增的上限',
  'no-such-request': '没有这份紧急调增申请',
  'already-decided': '这份申请已有不同的决定',
  'reason-missing': '没有写明理由',
  'not-permitted': '不是有权办理的机构，或没有相应的岗位',
  superseded: '该款项已由新一年度的核定代替，不再付款',
  'wrong-state': '当前状态下不能办这一步',
  'bank-missing': '没有写明付款银行',
  'serial-missing': '没有写明银行流水号',
  'purpose-differs': '用途应为预付金，预付金专款专用',
  'date-in-future': '日期在今天之后',
  'date-before-notice': '日期早于预付金通知书',
  'amount-differs': '金额与应付的不同',
  'not-red': '预付金使用率没有达到 90%，不能申请紧急调增',
  'before-signing': '申请日期早于清算签章日',
  'too-late': '已超过清算签章后 3 个工作日，不能再申请紧急调增',
  'amount-not-positive': '调增金额应大于零',
} as const satisfies Record<PrepaymentRefusalCode, string>;
