import type { Refusal } from '@zhijie/kernel';
import { RECEIPT_REFUSAL_TEXTS, type ReceiptRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import type { VerifyAnswer } from './schema.ts';

/** Where it is wrong and what to do; the text is the care side's own. */
const FIXES: Readonly<Record<ReceiptRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['receiptId', '请由本人、该医疗机构或其所在地经办机构办理'],
  'settlement-unknown': ['settlementId', '请核对医疗机构和结算编号'],
  'settlement-not-settled': ['settlementId', '请先结算；已撤销的结算看它的红字票据'],
  'receipt-by-hospital': ['settlementId', '请向医疗机构索取票据'],
  'receipt-unknown': ['receiptId', '请核对票据代码和号码'],
  'receipt-is-red': ['receiptId', '请填原票据的代码和号码'],
};

/** A refusal about a receipt as a cashier or the person reads it. */
export function receiptTelling(refusal: Refusal): Told {
  const code = refusal.code as ReceiptRefusalCode;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const text = `${RECEIPT_REFUSAL_TEXTS[code] ?? '未予办理'}。`;
  return { code, field: refusal.field ?? field, text, fix };
}

export function receiptStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'settlement-unknown' || code === 'receipt-unknown') return 404;
  return code === 'receipt-by-hospital' ? 409 : 422;
}

/** What a verification says: what it is, and what to do. */
export const VERIFIED_TEXTS: Readonly<Record<VerifyAnswer['state'], string>> = {
  genuine: '票据真实有效。请核对下列内容与纸面一致。',
  reversed: '票据曾真实开具，现已冲红，不再有效。',
  red: '这是一张红字票据，用来冲销原票据，不能报销。',
  unknown: '没有查到这张票据。请核对票据代码、号码和校验码；仍查不到请向开票单位核实。',
};
