import { type Refusal, refuse } from '@zhijie/kernel';

/** Why paying refuses, in the order in which one call examines it, with the words for people. */
export const PAYING_REFUSAL_TEXTS = {
  'not-permitted': '不属于本经办机构',
  'institution-unknown': '没有这家机构',
  'reason-missing': '没有写明理由',
  'request-key-reused': '同一请求编号此前用于不同的内容',
  'account-differs': '同一天起已有不同的账户',
  'account-in-the-past': '账户变更不能从过去的日期起',
  'terms-in-the-past': '结算方式不能从过去的日期起',
  'terms-incomplete': '这种结算方式缺少周期或比例，或不应写',
  'stop-unknown': '这家机构没有暂停即时结算',
  'month-not-over': '该月还没有结束',
  'declaration-differs': '申报的笔数或金额与本系统不符',
  'declared-otherwise': '该月已申报，内容不同',
  'item-unknown': '没有这笔待复核的明细',
  'review-differs': '这笔明细已有不同的复核结论',
  'settlement-unknown': '没有这笔结算',
  'settlement-reversed': '该结算已撤销，不能再扣款',
  'amount-exceeds-claim': '扣款超过该结算的应付，或恢复超过已扣',
  'deduction-differs': '同一扣款编号此前用于不同的内容',
  'paying-account-missing': '本机构没有登记付款账户',
  'nothing-to-pay': '没有应付的款项',
  'batch-unknown': '没有这批付款',
  'batch-decided': '这批付款已复核或退回',
  'batch-not-released': '这批付款还没有复核',
  'maker-is-checker': '提出付款的人不能自己复核',
  'agreement-not-active': '有机构的协议已中止或解除，即时结算立即停止',
  'institution-stopped': '有机构的即时结算已暂停',
  'payable-smaller': '有机构的应付在提出之后变小',
  'review-open': '有机构在提出之后有了待复核的明细',
  'statement-unreadable': '对账单无法读取',
  'statement-foreign': '对账单不是本机构付款账户的',
  'statement-gap': '对账单不连续，缺少之前的',
  'statement-differs': '同一序号的对账单此前内容不同',
  'entry-known': '银行流水号已在另一份对账单中',
  'entry-unknown': '没有这笔待查的银行流水',
  'entry-resolved': '这笔银行流水已处理',
  'resolution-unfit': '这种处理不适用于这笔银行流水',
  'line-unknown': '没有这笔付款',
  'line-executed': '银行已全部执行，或已关闭',
  'not-first-quarter': '预付金在每年一季度申请',
  'surplus-too-small': '基金结余可支付月数不足',
  'grant-too-large': '预付金超过上年一个月的平均额',
  'grant-exists': '该机构本年已有预付金',
  'grant-unknown': '没有这笔预付金',
  'use-too-large': '用途合计超过预付金',
  'offset-too-large': '冲抵超过未还的预付金或应付',
} as const;

export type PayingRefusalCode = keyof typeof PAYING_REFUSAL_TEXTS;
export type PayingRefusal = Refusal<PayingRefusalCode>;

export const payingRefusal = (
  code: PayingRefusalCode,
  field: string,
  detail?: Readonly<Record<string, string | number>>,
) => refuse(code, { field, ...(detail && { detail }) });
