import { assert } from '../base/defect.ts';
import { type Fen, fen } from './fen.ts';

/**
 * Divides an amount in the proportion of integer weights ≥ 0 by the largest remainder; equal remainders go to
 * the lower index. The parts sum to the amount exactly. All weights zero is allowed for a zero amount only.
 */
export function split(amount: Fen, weights: readonly number[]): Fen[] {
  const exact = weights.map((weight) => {
    assert(Number.isSafeInteger(weight) && weight >= 0, `${weight} is not a weight`);
    return BigInt(weight);
  });
  const sum = exact.reduce((a, b) => a + b, 0n);
  if (sum === 0n) {
    assert(amount === 0, 'Cannot split an amount without a weight');
    return weights.map(() => fen(0));
  }
  const size = BigInt(Math.abs(amount));
  const shares = exact.map((weight, index) => ({
    index,
    part: Number((size * weight) / sum),
    remainder: (size * weight) % sum,
  }));
  let left = Math.abs(amount) - shares.reduce((total, entry) => total + entry.part, 0);
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const entry of byRemainder) {
    if (left === 0) break;
    entry.part += 1;
    left -= 1;
  }
  return shares.map((entry) => fen(amount < 0 ? 0 - entry.part : entry.part));
}
