import type { Refusal } from '@zhijie/kernel';

/** Why a step of a deposit is refused; the first of this list that applies. */
export const DEPOSIT_REFUSAL_TEXTS = {
  'not-permitted': '不是该医疗机构或其经办机构',
  'visit-unknown': '没有这次就诊',
  'request-differs': '同一请求编号此前用于不同的内容',
  'outpatient-deposit': '公立医疗机构不收门诊预交金',
  'visit-closed': '该次住院已出院或已撤销，不再收预交金',
  'deposit-free': '该次住院已用信用额度免预交金，不收预交金',
  'serial-used': '该收款或退款流水已登记过',
  'deposit-above-level': '超过同病种、同保障类别个人自付平均水平',
  'settlement-unknown': '该次就诊没有这笔结算',
  'settlement-not-settled': '这笔结算没有结清，或已撤销',
  'settlement-not-reversed': '这笔结算没有撤销，已用的预交金不恢复',
  'deposit-not-used': '这笔结算没有用过预交金',
  'stay-not-settled': '还没有出院结算并冲抵预交金，暂不退',
  'payment-unknown': '没有这笔预交金收款',
  'channel-differs': '预交金应按原渠道退回',
  'amount-exceeds-deposit': '金额超过该笔预交金的余额',
  'amount-differs': '金额与应补的差额不同',
  'credit-not-available': '患者没有可用的信用就医额度，或没有同意银行使用',
  'insured-place-silent': '参保地没有答复',
} as const satisfies Record<string, string>;
export type DepositRefusalCode = keyof typeof DEPOSIT_REFUSAL_TEXTS;
export type DepositRefusal = Refusal<DepositRefusalCode>;
