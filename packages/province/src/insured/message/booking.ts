import type { Handler, Handlers } from '@zhijie/exchange';
import { instant, ok, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { refusalOfRoute } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { enqueueMessage } from './enqueue.ts';

/**
 * A hospital's place says what became of a booking; the person is told here, once. Refuses `not-permitted`,
 * `person-unknown`.
 */
function tellOfBooking(deps: InsuredDeps): Handler<'booking.tell@1'> {
  return async ({ personId, bookingId, news, startsAt }, question) => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    if ((await readPersonArea(deps.db, personId)) === null) return refuse('person-unknown');
    const content = { kind: 'booking', news, startsAt: instant(startsAt) } as const;
    const messageId = await durably(deps, 'booking-told', (tx) =>
      enqueueMessage(deps, tx, { personId, subject: `${bookingId}:${news}`, content }),
    );
    return ok({ messageId });
  };
}

export const messageHandlers = (deps: InsuredDeps): Handlers => ({ 'booking.tell@1': tellOfBooking(deps) });
