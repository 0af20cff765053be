import { assert } from '@zhijie/kernel';

/** Whole numbers only: the same on every machine, whatever the order. */
export function dividedRound(amount: number, by: number): number {
  assert(Number.isSafeInteger(amount) && Number.isSafeInteger(by) && by >= 0, 'Whole numbers are divided');
  if (by === 0) return 0;
  const size = Math.abs(amount);
  const rest = size % by;
  const quotient = (size - rest) / by + (rest * 2 >= by ? 1 : 0);
  return amount < 0 ? 0 - quotient : quotient;
}

/** `part` of `whole` in 1/10 000. */
export function shareOf(part: number, whole: number): number {
  if (whole === 0) return 0;
  return Math.abs(part) < 9e11
    ? dividedRound(part * 10_000, whole)
    : Number((BigInt(part) * 10_000n) / BigInt(whole));
}

/** Percent ranks of the report. */
export const RANKS = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const;

/** What changes of many amounts come to, fen; negative: the person pays less. */
export type ChangeStatistics = {
  readonly count: number;
  readonly winners: number;
  readonly losers: number;
  readonly unchanged: number;
  readonly sum: number;
  readonly mean: number;
  readonly median: number;
  /** Nearest rank, over all. */
  readonly percentiles: readonly { readonly rank: number; readonly change: number }[];
  /** Over those that change only: mean and median of the gain and of the loss. */
  readonly meanGain: number;
  readonly medianGain: number;
  readonly meanLoss: number;
  readonly medianLoss: number;
  readonly largestGain: number;
  readonly largestLoss: number;
};

/** The statistics of the changes, which are sorted in place. */
export function changeStatistics(changes: Int32Array): ChangeStatistics {
  changes.sort();
  const count = changes.length;
  const winners = firstAtLeast(changes, 0);
  const losers = count - firstAtLeast(changes, 1);
  const sumOf = (from: number, to: number): number => {
    let sum = 0;
    for (let at = from; at < to; at++) sum += changes[at]!;
    return sum;
  };
  const gained = sumOf(0, winners);
  const lost = sumOf(count - losers, count);
  return {
    count,
    winners,
    losers,
    unchanged: count - winners - losers,
    sum: gained + lost,
    mean: dividedRound(gained + lost, count),
    median: rankOf(changes, 0, count, 50),
    percentiles: RANKS.map((rank) => ({ rank, change: rankOf(changes, 0, count, rank) })),
    meanGain: dividedRound(0 - gained, winners),
    medianGain: 0 - rankOf(changes, 0, winners, 50),
    meanLoss: dividedRound(lost, losers),
    medianLoss: rankOf(changes, count - losers, losers, 50),
    largestGain: winners > 0 ? 0 - changes[0]! : 0,
    largestLoss: losers > 0 ? changes[count - 1]! : 0,
  };
}

function rankOf(sorted: Int32Array, from: number, count: number, rank: number): number {
  if (count === 0) return 0;
  return sorted[from + Math.max(Math.ceil((count * rank) / 100) - 1, 0)]! + 0;
}

/** Place of the first amount of at least `least`. */
function firstAtLeast(sorted: Int32Array, least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
