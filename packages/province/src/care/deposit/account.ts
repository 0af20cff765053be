import { type Fen, fen, minFen, sumFen } from '@zhijie/kernel';
import type { DepositChannel, DepositMovement } from './store.ts';

/** What is left of one payment, to go back by the channel it came by. */
export type Returnable = {
  readonly payment: string;
  readonly channel: DepositChannel;
  readonly amount: Fen;
};

/** A stay's deposit as its movements make it, fen. */
export type DepositAccount = {
  readonly paid: Fen;
  readonly used: Fen;
  readonly returned: Fen;
  /** Paid less used less returned. */
  readonly balance: Fen;
  readonly returnable: readonly Returnable[];
};

/**
 * Folds movements. What was used came from the earliest payments first; what is left of each payment is what
 * may go back by its channel.
 */
export function foldDeposit(movements: readonly DepositMovement[]): DepositAccount {
  const sum = (...kinds: DepositMovement['kind'][]): Fen =>
    sumFen(movements.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount));
  const used = fen(sum('used') - sum('restored'));
  const paid = sum('paid');
  const returned = sum('returned');
  let toUse = used;
  const returnable = movements
    .filter(({ kind }) => kind === 'paid')
    .map(({ requestKey, channel, amount }) => {
      const gone = movements.filter(({ ofPayment }) => ofPayment === requestKey).map((back) => back.amount);
      const left = fen(amount - sumFen(gone));
      const taken = minFen(left, toUse);
      toUse = fen(toUse - taken);
      return { payment: requestKey, channel: channel ?? 'cash', amount: fen(left - taken) };
    })
    .filter(({ amount }) => amount > 0);
  return { paid, used, returned, balance: fen(paid - used - returned), returnable };
}
