import type { Refusal } from '@zhijie/kernel';
import { CREDIT_REFUSAL_TEXTS, type CreditRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { depositTelling } from '../deposit/texts.ts';
import type { Telling } from '../desk.ts';
import { AFFAIRS_TELLING } from '../person/affairs-texts.ts';
import { detailText } from '../telling.ts';

/** Where it is wrong and what to do; the text is the insured side's own. */
const FIXES: Readonly<Record<CreditRefusalCode, readonly [field: string, fix: string]>> = {
  'credit-not-served': ['product', '请用其他方式支付个人部分'],
  'credit-product-unknown': ['product', '请从可签约的产品中选择'],
  'credit-product-elsewhere': ['product', '请选择参保地开办的产品'],
  'credit-not-yet-offered': ['product', '请在开办以后再签约'],
  'credit-age': ['product', '可以由亲属签约后用亲情付'],
  'credit-consent-missing': ['consent', '请先阅读并单独同意，再签约或支付'],
  'credit-signed-already': ['product', '请查看已有的额度'],
  'credit-bank-refused': ['product', '请向银行了解原因，或用其他方式支付'],
  'credit-bank-silent': ['product', '请稍后再看，或用其他方式支付'],
  'credit-line-unknown': ['lineId', '请核对额度编号'],
  'credit-line-not-open': ['lineId', '请查看额度状态'],
  'credit-suspended': ['lineId', '请先还清逾期部分'],
  'credit-insufficient': ['amount', '请用其他方式支付'],
  'credit-hold-expired': ['legId', '请重新支付'],
  'credit-not-for-this-bill': ['settlementId', '请核对结算和付款人'],
  'credit-not-owed': ['amount', '请减少金额'],
  'credit-request-differs': ['requestKey', '请换一个请求编号'],
  'credit-relationship': ['relationship', '请查看产品允许的亲属关系'],
  'credit-relative-unknown': ['certificateNumber', '请核对后再填'],
  'credit-relative-self': ['certificateNumber', '请填写亲属的身份证号'],
  'credit-share-unknown': ['shareId', '请核对授权编号'],
  'credit-share-ended': ['shareId', '请亲属重新授权'],
  'credit-share-too-large': ['amount', '请减少金额'],
  'credit-share-date': ['until', '请改到期日'],
  'credit-visit-unknown': ['visitId', '请患者先签约信用就医'],
};

const NAMES = { money: { owed: '待还' } };

/** A refusal about credit as a person or an operator reads it. */
export function creditTelling(refusal: Refusal): Told {
  const known = FIXES[refusal.code as CreditRefusalCode];
  if (known === undefined) return depositTelling(refusal);
  const [field, fix] = known;
  const text = CREDIT_REFUSAL_TEXTS[refusal.code as CreditRefusalCode].replace(/。$/, '');
  return {
    code: refusal.code,
    field: refusal.field ?? field,
    text: `${text}${detailText(refusal, NAMES)}。`,
    fix,
  };
}

export function creditStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'visit-unknown' || /^credit-(line|share|product)-unknown$/.test(code)) return 404;
  return code === 'credit-request-differs' || code === 'credit-signed-already' ? 409 : 422;
}

/** The same for a person: what is not of credit is of the own affairs (acting for a relative). */
export const ownCreditTelling: Telling = {
  telling: (refusal) => (refusal.code in FIXES ? creditTelling(refusal) : AFFAIRS_TELLING.telling(refusal)),
  statusOf: (code) => (code in FIXES ? creditStatusOf(code) : AFFAIRS_TELLING.statusOf(code)),
};

export const BILL_LABELS = {
  running: '未出账',
  billed: '待还款',
  overdue: '已逾期',
  paid: '已还清',
} as const;
export const REPAYMENT_LABELS = {
  asked: '银行处理中，结果会自动更新',
  done: '已还款',
  refused: '银行未受理，没有扣款',
} as const;
