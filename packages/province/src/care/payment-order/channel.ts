import type { Fen, Instant } from '@zhijie/kernel';

/** What the channel says of an order under our own reference; `unknown`: it never heard of it. */
export type ChannelState = 'unknown' | 'waiting' | 'paid' | 'closed';

/** The parts of a bill as the payer's wallet shows them (procedures Q-09), fen. */
export type ChannelAmounts = {
  readonly total: Fen;
  readonly funds: Fen;
  readonly account: Fen;
  readonly other: Fen;
  readonly cash: Fen;
};

export type ChannelOrder = ChannelAmounts & {
  /** Ours; the same order again has the same one. */
  readonly reference: string;
  readonly payee: string;
  readonly payeeName: string;
  /** From then on the channel takes no payment. */
  readonly expiresAt: Instant;
  /** Charged at once: `paid`, or `closed` when it cannot be. Without it the payer is waited for. */
  readonly authorisation?: string;
};

export type ChannelRefund = ChannelAmounts & {
  readonly reference: string;
  /** One number for the insurance part and the cash part of one refund. */
  readonly refundNumber: string;
};

/**
 * A place where people pay cash amounts: a wallet, a bank. Every act may be repeated under the same reference
 * or refund number without further effect. What it calls back counts for nothing; only `query` decides.
 */
export type PaymentChannel = {
  /**
   * Whether the holder of a scanned code once agreed that what insurance leaves is charged: a word to charge
   * with, good for one order; null when not. A channel without it charges nobody unasked.
   */
  authorise?(code: string): Promise<string | null>;
  /** Where the payer pays an order, in a browser. */
  pageOf(reference: string): string;
  open(order: ChannelOrder): Promise<ChannelState>;
  query(reference: string): Promise<ChannelState>;
  /** After it nobody can pay the order any more, unless the answer is `paid`; also for an unknown one. */
  close(reference: string): Promise<ChannelState>;
  refund(refund: ChannelRefund): Promise<'refunded' | 'refused'>;
};

/** The channel did not answer: what happened there is not known. */
export class ChannelSilent extends Error {
  override readonly name = 'ChannelSilent';
}
