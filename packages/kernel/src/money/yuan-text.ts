import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { type Fen, fen, LARGEST_FEN, type TotalFen } from './fen.ts';

export type AmountRefusal = Refusal<'not-an-amount' | 'too-many-decimals' | 'too-large'>;

/**
 * Yuan as a decimal text ('12.34', '12', '-3.5') to fen. Refuses more than two decimals, exponents, blanks,
 * separators (procedures T-03).
 */
export function parseYuan(text: string): Result<Fen, AmountRefusal> {
  const parsed = parseDecimal(text, 2, LARGEST_FEN);
  if (parsed.ok) return ok(fen(parsed.value));
  return refuse(parsed.refusal.code === 'not-a-decimal' ? 'not-an-amount' : parsed.refusal.code, {
    detail: parsed.refusal.detail,
  });
}

/** '12.34': always two decimals, no separators. Accepts totals too. */
export function formatYuan(amount: TotalFen): string {
  return formatDecimal(amount, 2);
}

/** '¥12,345.60', '-¥3.50'. */
export function formatYuanForPeople(amount: TotalFen): string {
  const [whole, decimals] = formatDecimal(Math.abs(amount), 2).split('.');
  return `${amount < 0 ? '-' : ''}¥${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}
