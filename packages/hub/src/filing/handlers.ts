import { type Database, enqueue, isRaised } from '@zhijie/database';
import {
  addressOf,
  type Handlers,
  type NodeAddress,
  outboxPayload,
  type Question,
  type RequestOf,
} from '@zhijie/exchange';
import { type Clock, ok, refuse } from '@zhijie/kernel';
import { notPermitted } from '../refusals.ts';
import { priorPlaces, recordFiling } from './store.ts';

export type FilingDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly knows: (address: NodeAddress) => boolean;
  /** Asks for a delivery run at once, since a filing has to be usable at the counter (procedures F-15). */
  readonly wakeOutbox: () => void;
};
type FilingEvent = RequestOf<'filing.changed@1'>;

/** Filing, change and cancel arrive at once (procedures F-15) and go on to every care province concerned. */
export function filingHandlers(deps: FilingDeps): Handlers {
  return {
    'filing.changed@1': async (event, question) => {
      try {
        const isOwn = await deps.db.transaction(async (tx) => {
          const prior = await priorPlaces(tx, event.filing.filingId);
          if (prior !== undefined && addressOf(prior.insuredArea) !== question.from) return false;
          const isNew = await recordFiling(tx, event, deps.now());
          const areas = new Set([...event.filing.careAreas, ...(prior?.careAreas ?? [])]);
          for (const entry of isNew ? forwards(deps, event, areas, question) : [])
            await enqueue(tx, { ...entry, at: deps.now() });
          return true;
        });
        if (!isOwn) return notPermitted(question.message, question.from);
      } catch (error) {
        if (isRaised(error, 'filing_event_conflict')) return refuse('event-differs', { field: 'eventId' });
        throw error;
      }
      deps.wakeOutbox();
      return ok({ eventId: event.eventId });
    },
  };
}

// One message per care province, the places of the filing before this change included: there it ends.
function forwards(deps: FilingDeps, event: FilingEvent, areas: Set<string>, { route }: Question) {
  const places = new Map<NodeAddress, string>();
  for (const area of areas) if (deps.knows(addressOf(area))) places.set(addressOf(area), area);
  return [...places].map(([destination, careArea]) => ({
    id: `${event.eventId}:${destination}`,
    destination,
    message: 'filing.changed@1',
    payload: outboxPayload('filing.changed@1', { ...route, careArea }, event),
  }));
}
