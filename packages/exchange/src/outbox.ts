import type { Refusal } from '@zhijie/kernel';
import { BadBody, encodeBody, isMessageName } from './bodies.ts';
import { encodeJson, readJson } from './frame.ts';
import type { AnswerOf, MessageName, RequestOf, Route } from './messages.ts';
import type { Ask } from './port.ts';
import type { Log, NodeAddress } from './transport.ts';

/** The columns of an outbox row that a delivery needs. */
export type OutboxMessage = {
  readonly id: string;
  readonly destination: NodeAddress;
  readonly message: string;
  readonly payload: Uint8Array;
};

/** What goes into an outbox row's payload: the route and the body, checked now rather than at delivery. */
export function outboxPayload<N extends MessageName>(
  message: N,
  route: Route,
  body: RequestOf<N>,
): Uint8Array {
  encodeBody(message, 'request', body);
  return encodeJson({ route, body });
}

export type DeliveryDeps = {
  readonly ask: Ask;
  readonly log?: Log;
  /** Told of each answer before the row is acknowledged. */
  readonly onAnswer?: (row: OutboxMessage, answer: AnswerOf<MessageName>) => Promise<void>;
  /** Told of each refusal; a refusal is an answer too, so the row is acknowledged after it. */
  readonly onRefusal?: (row: OutboxMessage, refusal: Refusal) => Promise<void>;
};

/**
 * The `send` of an outbox run: delivers one row to its destination and resolves only after the answer, so
 * that the row is acknowledged after it. Throws what `ask` throws; the outbox then tries again later.
 */
export function deliverOutbox(deps: DeliveryDeps): (row: OutboxMessage) => Promise<void> {
  return async (row) => {
    const { message, destination, payload } = row;
    const content = readJson(payload) as { route: Route; body: RequestOf<MessageName> } | undefined;
    if (content === undefined || !isMessageName(message))
      throw new BadBody(`Outbox row "${row.id}" does not hold a known message`);
    const result = await deps.ask(message, content.route, content.body, { to: destination });
    if (result.ok) return await deps.onAnswer?.(row, result.value);
    deps.log?.({ level: 'warn', event: 'outbox-refused', rowId: row.id, message, code: result.refusal.code });
    await deps.onRefusal?.(row, result.refusal);
  };
}
