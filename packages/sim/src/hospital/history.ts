import type { Instant } from '@zhijie/kernel';

/** What a hospital knows after a call: `info` is silence or an unknown outcome, never taken for a failure. */
export type Known = 'ok' | 'fail' | 'info';

/** A settle call of a hospital, by its message id, and what the hospital was told. */
export type SettleCall = {
  readonly messageId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly personId: string;
  /** What the hospital knows last; `open` before the first answer. */
  known: Known | 'open';
  /** Of the acknowledged success. */
  settlementId: string | null;
  answer: string | null;
  paidByFunds: number | null;
  /** Whether the hospital ever asked to take it back. */
  isReversalAsked: boolean;
  isReversalAcknowledged: boolean;
};

export type HistoryEvent = {
  readonly at: Instant;
  readonly client: string;
  readonly kind: 'invoke' | Known;
  readonly number: string;
  readonly messageId: string;
  readonly detail?: string;
};

/** Everything the hospitals did and were told, for the checkers. */
export type History = {
  readonly events: HistoryEvent[];
  readonly settles: Map<string, SettleCall>;
  /** Contradictions seen by the hospitals themselves. */
  readonly breaches: string[];
};

export const createHistory = (): History => ({ events: [], settles: new Map(), breaches: [] });
