import type { Brand } from '../base/brand.ts';
import { Defect } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';

/** A ratio, integer 1/10 000: 10 000 is 100 %. The national interface carries four decimals as well. */
export type Rate = Brand<number, 'Rate'>;

const LARGEST_RATE = 1_000_000;

/** `n` integer 1/10 000, 0 … 1 000 000. */
export function rate(n: number): Rate {
  if (!(Number.isSafeInteger(n) && n >= 0 && n <= LARGEST_RATE)) throw new Defect(`${n} is not a rate`);
  return (n === 0 ? 0 : n) as Rate;
}

export type RateRefusal = Refusal<'not-a-rate' | 'too-many-decimals' | 'too-large'>;

/** A ratio as a decimal, '0.8550' is 85.5 %; at most four decimals, not negative, at most 100. */
export function parseRate(text: string): Result<Rate, RateRefusal> {
  const parsed = parseDecimal(text, 4, LARGEST_RATE);
  if (parsed.ok) return parsed.value < 0 ? refuse('not-a-rate') : ok(rate(parsed.value));
  return refuse(parsed.refusal.code === 'not-a-decimal' ? 'not-a-rate' : parsed.refusal.code);
}

/** '0.8550': always four decimals. */
export function formatRate(r: Rate): string {
  return formatDecimal(r, 4);
}

/** '85.50%': always two decimals. */
export function formatPercent(r: Rate): string {
  return `${formatDecimal(r, 2)}%`;
}
