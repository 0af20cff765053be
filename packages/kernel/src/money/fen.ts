import type { Brand } from '../base/brand.ts';
import { Defect } from '../base/defect.ts';

/** A sum of amounts, integer fen, up to 2^53 − 1: ledger and clearing totals. */
export type TotalFen = Brand<number, 'TotalFen'>;
/** One amount, integer fen (0.01 yuan), |n| ≤ 9×10^11, so that fen × 10 000 stays exact in a double. */
export type Fen = Brand<number, 'TotalFen' | 'Fen'>;

export const LARGEST_FEN = 9e11;
export const ZERO_FEN = 0 as Fen;

/** `n` integer fen. A fraction or more than 9×10^11 either way is a Defect. */
export function fen(n: number): Fen {
  if (!(Number.isSafeInteger(n) && n <= LARGEST_FEN && n >= -LARGEST_FEN)) {
    throw new Defect(`${n} is not an amount in fen`);
  }
  return (n === 0 ? 0 : n) as Fen;
}

/** `n` integer fen, any safe integer. */
export function totalFen(n: number): TotalFen {
  if (!Number.isSafeInteger(n)) throw new Defect(`${n} is not a total in fen`);
  return (n === 0 ? 0 : n) as TotalFen;
}

export function sumFen(amounts: readonly Fen[]): Fen {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return fen(sum);
}

export function sumTotalFen(amounts: readonly TotalFen[]): TotalFen {
  let sum = 0;
  for (const amount of amounts) sum = totalFen(sum + amount);
  return totalFen(sum);
}

export function addFen(...amounts: Fen[]): Fen {
  return sumFen(amounts);
}

export function subtractFen(a: Fen, b: Fen): Fen {
  return fen(a - b);
}

/** Never −0, so that a negated zero compares and prints as zero. */
export function negateFen(a: Fen): Fen {
  return (0 - a) as Fen;
}

export function minFen(first: Fen, ...others: Fen[]): Fen {
  return Math.min(first, ...others) as Fen;
}

export function maxFen(first: Fen, ...others: Fen[]): Fen {
  return Math.max(first, ...others) as Fen;
}
