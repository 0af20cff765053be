import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Bank card: 12 to 19 digits, the last a Luhn check: from the right every second digit is doubled (minus 9
 * when above 9) and the sum is a multiple of ten.
 */
export type BankCard = Brand<string, 'BankCard'>;

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += i % 2 === 1 ? doubled : digit;
  }
  return sum;
}

/** Refusals: `bank-card-shape`, `bank-card-check-digit`. */
export function parseBankCard(
  text: string,
): Result<BankCard, Refusal<'bank-card-shape' | 'bank-card-check-digit'>> {
  if (!/^\d{12,19}$/.test(text)) return refuse('bank-card-shape');
  return luhnSum(text) % 10 === 0 ? ok(text as BankCard) : refuse('bank-card-check-digit');
}

export function isBankCard(text: string): text is BankCard {
  return parseBankCard(text).ok;
}
