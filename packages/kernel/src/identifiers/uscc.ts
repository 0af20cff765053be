import type { Brand } from '../base/brand.ts';
import { assert } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Unified social credit code (统一社会信用代码, GB 32100-2015): 18 of `0-9A-HJ-NPQRTUWXY`. Weights 3^i mod 31;
 * check = (31 − Σ mod 31) mod 31 as a character of the same alphabet.
 */
export type Uscc = Brand<string, 'Uscc'>;

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check character of the first 17. */
export function usccCheck(first17: string): string {
  assert(first17.length === 17, 'The check character is taken of 17 characters');
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = ALPHABET.indexOf(first17[i]!);
    assert(value >= 0, 'A unified social credit code has no such character');
    sum += value * WEIGHTS[i]!;
  }
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** Refusals: `uscc-shape`, `uscc-check-digit`. */
export function parseUscc(text: string): Result<Uscc, Refusal<'uscc-shape' | 'uscc-check-digit'>> {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return refuse('uscc-shape');
  return text[17] === usccCheck(text.slice(0, 17)) ? ok(text as Uscc) : refuse('uscc-check-digit');
}

export function isUscc(text: string): text is Uscc {
  return parseUscc(text).ok;
}
