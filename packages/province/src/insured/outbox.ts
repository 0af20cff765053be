import { enqueue } from '@zhijie/database';
import { HUB, outboxPayload, routeOf } from '@zhijie/exchange';
import { type Clock, monthOf } from '@zhijie/kernel';
import type { InsuredDeps, Outgoing } from './deps.ts';

/** The ordinary `deps.enqueue`: everything goes to the hub through the node's own outbox. */
export function hubOutbox(now: Clock): InsuredDeps['enqueue'] {
  return async (tx, outgoing) => {
    const at = now();
    const { id, message } = outgoing;
    await enqueue(tx, { id, destination: HUB, message, payload: payloadOf(outgoing, monthOf(at)), at });
  };
}

function payloadOf(outgoing: Outgoing, month: string): Uint8Array {
  if (outgoing.message === 'filing.changed@1') {
    const { insuredArea, personId } = outgoing.body.filing;
    return outboxPayload(outgoing.message, routeOf({ insuredArea, personId, month }), outgoing.body);
  }
  const entries = [...outgoing.body.entries];
  const route = routeOf({ insuredArea: entries[0]?.insuredArea ?? '', month });
  return outboxPayload(outgoing.message, route, { entries });
}
