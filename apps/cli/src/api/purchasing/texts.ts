import type { Refusal } from '@zhijie/kernel';
import { PURCHASE_REFUSAL_TEXTS, type PurchaseRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { detailText } from '../telling.ts';

/** Where it is wrong and what to do; the text is the care side's own. */
const FIXES: Readonly<Record<PurchaseRefusalCode, readonly [field: string, fix: string]>> = {
  'institution-unknown': ['providerId', '请核对机构编号'],
  'order-unknown': ['orderId', '请核对订单编号'],
  'invoice-unknown': ['invoiceId', '请核对发票登记编号'],
  'not-permitted': ['x-zhijie-agency', '请由该机构或其所在地经办机构办理'],
  'request-differs': ['requestKey', '请换一个请求编号'],
  'supplier-malformed': ['supplierId', '写成 18 位统一社会信用代码'],
  'award-differs': ['itemCode', '请核对；变更请另登记新的批次'],
  'until-before-from': ['untilOn', '请核对日期'],
  'not-awarded': ['itemCode', '请先登记中选结果，或核对批次、产品和企业'],
  'price-differs': ['unitPrice', '请按中选价采购'],
  'nothing-ordered': ['lines', '请写至少一项'],
  'item-not-ordered': ['itemCode', '请核对订单'],
  'more-than-ordered': ['quantity', '多到的货请另下订单或退回'],
  'date-in-future': ['on', '请写今天或以前的日期'],
  'invoice-malformed': ['number', '写成 20 位数字，或代码加号码'],
  'invoice-used': ['number', '请核对发票；同一发票不能重复结算'],
  'acceptance-unknown': ['acceptances', '请核对验收编号'],
  'acceptance-invoiced': ['acceptances', '请换成未开票的验收'],
  'amount-differs': ['amount', '请按应有的金额写'],
  'reason-missing': ['reason', '请写明理由'],
  'returned-too-much': ['amount', '请减少金额'],
  'already-paid': ['invoiceId', '不需要再付'],
  'maker-is-checker': ['invoiceId', '请由另一人付款'],
  'bank-missing': ['bank', '请写付款银行'],
  'serial-missing': ['serial', '请写银行流水号'],
  'serial-used': ['serial', '请核对银行流水号'],
  'nothing-to-pay': ['invoiceId', '不需要付款'],
  'nothing-to-refund': ['invoiceId', '请核对发票'],
};

const NAMES = { money: { due: '应为', most: '至多' }, plain: { left: '还可验收' } };

/** A refusal about central purchasing as an operator reads it. */
export function purchaseTelling(refusal: Refusal): Told {
  const code = refusal.code as PurchaseRefusalCode;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const text = PURCHASE_REFUSAL_TEXTS[code] ?? '未予办理';
  return { code, field: refusal.field ?? field, text: `${text}${detailText(refusal, NAMES)}。`, fix };
}

const CONFLICTS = ['request-differs', 'award-differs', 'invoice-used', 'already-paid', 'serial-used'];

export function purchaseStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code.endsWith('-unknown')) return 404;
  return CONFLICTS.includes(code) ? 409 : 422;
}
