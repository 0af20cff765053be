import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { pad } from '../dates/civil.ts';

/** Longer texts are refused before any arithmetic, so that a hostile one costs nothing. */
const LONGEST_TEXT = 40;

export type DecimalRefusal = Refusal<'not-a-decimal' | 'too-many-decimals' | 'too-large'>;

/**
 * Reads a decimal text as an integer of its last place, never through a float (procedures T-03).
 *
 * Digits, at most one point between digits, an optional minus: no plus, exponent, blank or group separator.
 * `places`: decimals kept, more are refused even when zero. `largest`: bound of the integer's absolute value.
 */
export function parseDecimal(text: string, places: number, largest: number): Result<number, DecimalRefusal> {
  const match = text.length <= LONGEST_TEXT ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (!match) return refuse('not-a-decimal');
  const decimals = match[3] ?? '';
  if (decimals.length > places) return refuse('too-many-decimals', { detail: { places } });
  const digits = BigInt(match[2]! + decimals.padEnd(places, '0'));
  if (digits > BigInt(largest)) return refuse('too-large');
  const value = Number(digits);
  return ok(match[1] === '-' && value !== 0 ? -value : value);
}

/** Writes an integer of the `places`-th decimal with exactly that many decimals. */
export function formatDecimal(value: number, places: number): string {
  const scale = 10 ** places;
  const size = Math.abs(value);
  const whole = Math.floor(size / scale);
  return `${value < 0 ? '-' : ''}${whole}.${pad(size - whole * scale, places)}`;
}

/** As `formatDecimal`, but without trailing zeros after the `fewest` decimals. */
export function formatShortDecimal(value: number, places: number, fewest: number): string {
  const text = formatDecimal(value, places);
  let end = text.length;
  const shortest = text.length - places + fewest;
  while (end > shortest && text[end - 1] === '0') end--;
  return text[end - 1] === '.' ? text.slice(0, end - 1) : text.slice(0, end);
}
