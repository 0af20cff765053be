import type { Refusal } from '@zhijie/kernel';

/** Why a step of central purchasing is refused; the first of this list that applies. */
export const PURCHASE_REFUSAL_TEXTS = {
  'institution-unknown': '没有这个医疗机构',
  'order-unknown': '没有这张采购订单',
  'invoice-unknown': '没有这张发票',
  'not-permitted': '不是该医疗机构或其所在地经办机构',
  'request-differs': '同一请求编号此前用于不同的内容',
  'supplier-malformed': '供应企业的统一社会信用代码不对',
  'award-differs': '该批次该产品的中选结果已登记为不同内容',
  'until-before-from': '截止日期早于起始日期',
  'not-awarded': '该产品在本批次没有由该企业中选，或不在采购期内',
  'price-differs': '价格与中选价不同',
  'nothing-ordered': '没有写明采购什么',
  'item-not-ordered': '订单里没有这个产品',
  'more-than-ordered': '验收数量超过订单',
  'date-in-future': '日期在今天之后',
  'invoice-malformed': '发票号码写法不对',
  'invoice-used': '这张发票已经用过，不能再用',
  'acceptance-unknown': '没有这次验收，或不属于该订单',
  'acceptance-invoiced': '这次验收已开过发票',
  'amount-differs': '金额与应有的不同',
  'reason-missing': '没有写明理由',
  'returned-too-much': '退货超过该发票的金额',
  'already-paid': '这张发票已经付过款',
  'maker-is-checker': '登记发票的人不能付款',
  'bank-missing': '没有写明付款银行',
  'serial-missing': '没有写明银行流水号',
  'serial-used': '该银行流水已用于另一笔款项',
  'nothing-to-pay': '货已全部退回，不需要付款',
  'nothing-to-refund': '没有应退回的货款',
} as const satisfies Record<string, string>;
export type PurchaseRefusalCode = keyof typeof PURCHASE_REFUSAL_TEXTS;
export type PurchaseRefusal = Refusal<PurchaseRefusalCode>;
