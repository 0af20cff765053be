import { enqueue } from '@zhijie/database';
import { GATEWAY, HUB, outboxPayload, routeOf } from '@zhijie/exchange';
import { type Clock, type Instant, monthOf } from '@zhijie/kernel';
import type { InsuredDeps, Outgoing } from './deps.ts';

/** The ordinary `deps.enqueue`, by the outbox: insurers’ facts to their gateway, all else to the hub. */
export function hubOutbox(now: Clock): InsuredDeps['enqueue'] {
  return (tx, outgoing) => enqueue(tx, outboxEntryOf(outgoing, now()));
}

/** The ordinary `deps.entryOf`. */
export const hubEntry =
  (now: Clock): NonNullable<InsuredDeps['entryOf']> =>
  (outgoing) =>
    outboxEntryOf(outgoing, now());

function outboxEntryOf(outgoing: Outgoing, at: Instant) {
  const { id, message } = outgoing;
  // Commercial money is cleared apart from the funds (K-08).
  const destination = message === 'commercial.paid@1' ? GATEWAY : HUB;
  return { id, destination, message, payload: payloadOf(outgoing, monthOf(at)), at };
}

function payloadOf(outgoing: Outgoing, month: string): Uint8Array {
  if (outgoing.message === 'filing.changed@1') {
    const { insuredArea, personId } = outgoing.body.filing;
    return outboxPayload(outgoing.message, routeOf({ insuredArea, personId, month }), outgoing.body);
  }
  if (outgoing.message === 'commercial.paid@1') {
    const { insuredArea, careArea } = outgoing.body;
    return outboxPayload(outgoing.message, routeOf({ insuredArea, careArea, month }), outgoing.body);
  }
  const entries = [...outgoing.body.entries];
  const route = routeOf({ insuredArea: entries[0]?.insuredArea ?? '', month });
  return outboxPayload(outgoing.message, route, { entries });
}
