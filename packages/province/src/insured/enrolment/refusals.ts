/** Why a product is not bought, or not given back, in the order in which it is examined. */
export const ENROLMENT_REFUSAL_TEXTS = {
  'product-unknown': '没有这个产品。',
  'product-not-for-sale': '该产品不在这里投保。',
  'product-closed': '不在该产品的投保日期内。',
  'product-other-area': '该产品不承保被保险人的参保地。',
  'product-other-insurance': '该产品不承保被保险人的医保险种，或医保待遇不在享受期。',
  'product-age': '被保险人的年龄不在该产品的承保范围。',
  'premium-choice': '所选保费不适用于被保险人的年龄。',
  'payer-not-employee': '只有职工医保待遇享受期内的个人账户可以支付保费。',
  'purchase-differs': '同一请求编号此前用于不同内容。',
  'premium-insufficient': '个人账户可用余额不足以支付保费，没有扣款。',
  'purchase-unknown': '没有这笔投保。',
  'purchase-begun': '保险已经开始，不能在这里退保；请联系保险公司。',
} as const satisfies Record<string, string>;
export type EnrolmentRefusalCode = keyof typeof ENROLMENT_REFUSAL_TEXTS;
