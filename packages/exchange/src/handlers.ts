import type { Instant, Refusal, Result } from '@zhijie/kernel';
import type { AnswerOf, MessageName, RequestOf, Route, Trade } from './messages.ts';
import type { NodeAddress } from './transport.ts';

/** What a handler knows of the frame that asks; `from` is authenticated end to end. */
export type Question = {
  readonly message: MessageName;
  readonly from: NodeAddress;
  readonly route: Route;
  readonly frameId: string;
  readonly sentAt: Instant;
};

/**
 * A handler's answer: `ok(answer)`, a refusal, or `okWithTrades(answer, trades)` when the hub has to record
 * settlements or reversals that the answer reports.
 */
export type HandlerResult<N extends MessageName> = Result<AnswerOf<N>, Refusal> & {
  readonly trades?: readonly Trade[];
};
export type Handler<N extends MessageName> = (
  request: RequestOf<N>,
  question: Question,
) => Promise<HandlerResult<N>>;

/** A node's handlers by message name. Each is idempotent by the ids inside its request: frames may repeat. */
export type Handlers = { readonly [N in MessageName]?: Handler<N> };

/** An answer that reports trades to the hub (settle, reverse, and outcome, which may report both). */
export function okWithTrades<A>(
  answer: A,
  trades: readonly Trade[],
): { ok: true; value: A; trades: readonly Trade[] } {
  return { ok: true, value: answer, trades };
}
