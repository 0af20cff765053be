import { BOOK_REFUSALS, type BookRefusalCode, DEFERRAL_REFUSALS } from '@zhijie/clearing';
import type { Refusal } from '@zhijie/kernel';

/** What the hub refuses of a clearing besides what the book and a deferral refuse. First that applies. */
export const CLEARING_REFUSALS = [
  'too-early',
  'no-such-clearing',
  'step-differs',
  'overtaken',
  'item-unknown',
  'item-cleared',
  'settlement-unknown',
  'settlement-reversed',
  'amount-exceeds-claim',
  'deduction-differs',
  'account-differs',
  'account-in-the-past',
  'nothing-to-prove',
] as const;

export type ClearingRefusalCode =
  | (typeof CLEARING_REFUSALS)[number]
  | (typeof DEFERRAL_REFUSALS)[number]
  | BookRefusalCode;
export type ClearingRefusal = Refusal<ClearingRefusalCode>;

/** For people; what to do is said by whoever shows it. */
export const CLEARING_REFUSAL_TEXTS = {
  'too-early': '还没有到该月的清算日（次月21日）',
  'no-such-clearing': '该月的清算还没有生成',
  'step-differs': '同一请求编号此前用于不同的内容',
  overtaken: '在您查看之后，别人已经办过一步',
  'item-unknown': '没有这笔明细，或它不属于本省',
  'item-cleared': '这笔明细已在某月清算中',
  'settlement-unknown': '没有这笔跨省结算，或它不属于本省',
  'settlement-reversed': '该结算已撤销，不能再扣款',
  'amount-exceeds-claim': '扣款超过该结算的应收，或恢复超过已扣',
  'deduction-differs': '同一扣款编号此前用于不同的内容',
  'account-differs': '同一天起已有不同的账户',
  'account-in-the-past': '账户变更不能从过去的日期起',
  'nothing-to-prove': '本省在该月没有明细，没有证明文件',
  'deferral-unsigned': '延后清算没有写明理由或签字人',
  'not-a-later-month': '只能延后到更晚的月份',
  'more-than-two-months': '最多延后两个月',
  'period-already-generated': '该月清算已经生成，不能再延后',
  'no-such-province': '该月清算里没有这个省',
  'no-such-order': '该月清算里没有这笔款项',
  'not-permitted': '不是本省省级经办机构，或没有相应的岗位',
  'wrong-state': '当前状态下不能办这一步',
  'maker-is-checker': '提出确认的人不能自己复核',
  'reason-missing': '没有写明理由',
  'not-all-confirmed': '还有省份没有确认',
  'account-missing': '收款省份没有登记收款账户',
  'bank-missing': '没有写明付款银行',
  'serial-missing': '没有写明银行流水号',
  'purpose-differs': '用途应为清算，预付金不能用来付清算款',
  'date-in-future': '日期在今天之后',
  'date-before-notice': '日期早于付款通知书',
  'amount-differs': '金额与应付的不同',
  'serial-used': '该银行流水已用于另一笔款项',
} as const satisfies Record<ClearingRefusalCode, string>;

/** Every code, in the order in which they are told apart. */
export const ALL_CLEARING_REFUSALS: readonly ClearingRefusalCode[] = [
  ...CLEARING_REFUSALS,
  ...DEFERRAL_REFUSALS,
  ...BOOK_REFUSALS,
];
