import type { Refusal } from '@zhijie/kernel';

/** Why a receipt is not issued or not found; the first of this list that applies. */
export const RECEIPT_REFUSAL_TEXTS = {
  'not-permitted': '不是该医疗机构、其经办机构或本人',
  'settlement-unknown': '没有这笔结算',
  'settlement-not-settled': '这笔结算没有结清，或已撤销，不开票',
  'receipt-by-hospital': '医疗机构已为这笔结算另行开具票据，不重复开票',
  'receipt-unknown': '没有这张票据',
  'receipt-is-red': '这张是红字票据，不能再冲红',
} as const satisfies Record<string, string>;
export type ReceiptRefusalCode = keyof typeof RECEIPT_REFUSAL_TEXTS;
export type ReceiptRefusal = Refusal<ReceiptRefusalCode>;
