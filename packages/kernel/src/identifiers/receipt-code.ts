import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Electronic medical receipt (医疗收费电子票据): a code of 8 digits (province 2, `06` medical, `01` for
 * outpatient or `02` for inpatient, year 2), a number of 10 digits, a check code of 6. Code and number
 * together are unique.
 */
export type ReceiptCode = Brand<string, 'ReceiptCode'>;
export type ReceiptNumber = Brand<string, 'ReceiptNumber'>;

export function isReceiptCode(text: string): text is ReceiptCode {
  return /^\d{2}060[12]\d{2}$/.test(text);
}

/** Refusal: `not-a-receipt-code`. */
export function parseReceiptCode(text: string): Result<ReceiptCode, Refusal<'not-a-receipt-code'>> {
  return isReceiptCode(text) ? ok(text) : refuse('not-a-receipt-code');
}

export function isReceiptNumber(text: string): text is ReceiptNumber {
  return /^\d{10}$/.test(text);
}

/** Refusal: `not-a-receipt-number`. */
export function parseReceiptNumber(text: string): Result<ReceiptNumber, Refusal<'not-a-receipt-number'>> {
  return isReceiptNumber(text) ? ok(text) : refuse('not-a-receipt-number');
}
