import type { Database } from '@zhijie/database';
import { addressOf, type Handlers } from '@zhijie/exchange';
import { type Clock, ok, refuse } from '@zhijie/kernel';
import { findEntries, registerEntries } from './store.ts';

/** The directory's messages. A province registers only its own insured persons. */
export function directoryHandlers(deps: { readonly db: Database; readonly now: Clock }): Handlers {
  return {
    'directory.register@1': async ({ entries }, { from, frameId }) => {
      const foreign = entries.find((entry) => addressOf(entry.insuredArea) !== from);
      if (foreign !== undefined)
        return refuse('foreign-entry', { field: 'insuredArea', detail: { area: foreign.insuredArea } });
      await registerEntries(deps.db, entries, { subject: frameId, at: deps.now() });
      return ok({ registered: entries.length });
    },
    'directory.find@1': async ({ digest }) => ok({ matches: await findEntries(deps.db, digest) }),
  };
}
