/** Why a leg is not opened at the insured side, in the order in which it is examined. */
export type LegRefusalCode =
  | 'not-permitted'
  | 'leg-content-differs'
  | 'leg-kind-unserved'
  | 'settlement-unknown'
  | 'leg-settlement-undone'
  | 'leg-exceeds-rest';

/** Texts for people; the first and the fourth are those of settlements. */
export const LEG_REFUSAL_TEXTS = {
  'leg-content-differs': '相同支付编号的内容与首次提交不一致，请换一个编号重新提交。',
  'leg-kind-unserved': '参保地没有开通这种支付方式，请选择其他方式。',
  'leg-settlement-undone': '该结算已经撤销，不能再用其他方式支付。',
  'leg-exceeds-rest': '要求支付的金额超过本次结算个人还应支付的金额，请核对金额。',
} as const satisfies Partial<Record<LegRefusalCode, string>>;
