import type { Refusal } from '@zhijie/kernel';
import { DEPOSIT_REFUSAL_TEXTS, type DepositRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { detailText } from '../telling.ts';

/** Where it is wrong and what to do; the text is the care side's own. */
const FIXES: Readonly<Record<DepositRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['providerId', '请由该机构或其所在地经办机构办理'],
  'visit-unknown': ['visitId', '请核对机构和就诊编号'],
  'request-differs': ['requestKey', '请换一个请求编号，或查看该次就诊的预交金'],
  'outpatient-deposit': ['visitId', '门诊费用在结算时收取'],
  'visit-closed': ['visitId', '请办理出院结算'],
  'deposit-free': ['visitId', '不收预交金；出院时由信用额度支付个人部分'],
  'serial-used': ['serial', '请核对流水号'],
  'deposit-above-level': ['amount', '请减少金额'],
  'settlement-unknown': ['settlementId', '请核对结算编号'],
  'settlement-not-settled': ['settlementId', '请先结算'],
  'settlement-not-reversed': ['settlementId', '请先撤销该结算'],
  'deposit-not-used': ['settlementId', '请先用预交金冲抵该结算'],
  'stay-not-settled': ['visitId', '请先办理出院结算并冲抵'],
  'payment-unknown': ['payment', '写收预交金时的请求编号'],
  'channel-differs': ['channel', '写收款时的渠道'],
  'amount-exceeds-deposit': ['amount', '请减少金额'],
  'amount-differs': ['amount', '请按应补的差额收取'],
  'credit-not-available': ['visitId', '请患者先签约信用就医，或改用其他方式'],
  'insured-place-silent': ['visitId', '没有登记；请稍后再试'],
};

const NAMES = { money: { ceiling: '上限', most: '至多', due: '应为' } };

/** A refusal about a deposit as a cashier reads it. */
export function depositTelling(refusal: Refusal): Told {
  const code = refusal.code as DepositRefusalCode;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const text = `${DEPOSIT_REFUSAL_TEXTS[code] ?? '未予办理'}${detailText(refusal, NAMES)}。`;
  return { code, field: refusal.field ?? field, text, fix };
}

export function depositStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'visit-unknown') return 404;
  return code === 'request-differs' || code === 'serial-used' ? 409 : 422;
}
