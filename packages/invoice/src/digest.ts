import { deriveKey, keyedDigest } from '@zhijie/crypto';
import { isReceiptCode, isReceiptNumber } from '@zhijie/kernel';

/** Code and number of an invoice: together unique (procedures A-03). */
export type InvoiceKey = { readonly code: string; readonly number: string };

export const isInvoiceKey = ({ code, number }: InvoiceKey): boolean =>
  isReceiptCode(code) && isReceiptNumber(number);

/** The check code: six letters or digits as printed. */
export const isCheckCode = (text: string): boolean => /^[0-9A-Za-z]{6}$/.test(text);

/**
 * How an invoice is known in the registers of used invoices: a digest under a key that all nodes share, so
 * that nobody learns a number from the register.
 */
export function invoiceDigest(networkKey: Uint8Array, { code, number }: InvoiceKey): string {
  return keyedDigest(deriveKey(networkKey, 'used-invoice'), `${code}/${number}`);
}

/**
 * The invoice that a hospital names with a settlement: code and number (18 digits, or with a stroke between),
 * or the number alone, whose code follows from place, kind and year (8 digits: province, 06, 01 outpatient or
 * 02 inpatient, year). Null: something else.
 */
export function invoiceKeyOf(
  text: string,
  known: { readonly area: string; readonly isInpatient: boolean; readonly year: number },
): InvoiceKey | null {
  const both = /^(\d{8})\D?(\d{10})$/.exec(text.trim());
  if (both !== null) {
    const key = { code: both[1]!, number: both[2]! };
    return isInvoiceKey(key) ? key : null;
  }
  const year = String(known.year % 100).padStart(2, '0');
  const key = {
    code: `${known.area.slice(0, 2)}06${known.isInpatient ? '02' : '01'}${year}`,
    number: text.trim(),
  };
  return isInvoiceKey(key) ? key : null;
}
