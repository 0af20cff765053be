import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/** Mobile telephone of the mainland: 11 digits, the first 1, the second 3 to 9. */
export type MobileNumber = Brand<string, 'MobileNumber'>;

export function isMobileNumber(text: string): text is MobileNumber {
  return /^1[3-9]\d{9}$/.test(text);
}

/** Refusal: `not-a-mobile-number`. */
export function parseMobileNumber(text: string): Result<MobileNumber, Refusal<'not-a-mobile-number'>> {
  return isMobileNumber(text) ? ok(text) : refuse('not-a-mobile-number');
}
