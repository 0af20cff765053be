import type { Fen, Instant, Month } from '@zhijie/kernel';

/** One row of double entry: `amount` fen (above zero) from the debit account to the credit account. */
export type Transfer = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: Fen;
  readonly code: string;
  /** What it belongs to: the settlement's or the reversal's id. */
  readonly reference: string;
  /** Clearing month of what it belongs to (month of `settledAt`, China Standard Time). */
  readonly month: Month;
  readonly postedAt: Instant;
};
