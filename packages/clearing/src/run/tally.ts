import { type TotalFen, totalFen } from '@zhijie/kernel';

/** How many items, and their sum in fen; a sum beyond 2^53 − 1 is a Defect, never a rounded figure. */
export type Tally = { readonly count: number; readonly amount: TotalFen };

export const EMPTY_TALLY: Tally = { count: 0, amount: totalFen(0) };

export function withAmount(tally: Tally, amount: TotalFen): Tally {
  return { count: tally.count + 1, amount: totalFen(tally.amount + amount) };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  let sum = EMPTY_TALLY;
  for (const { count, amount } of tallies)
    sum = { count: sum.count + count, amount: totalFen(sum.amount + amount) };
  return sum;
}
