import type { Executor } from '@zhijie/database';
import { calendarDate, dateOf, type Instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessage } from '../message/enqueue.ts';
import type { StoredFiling } from './store.ts';

type Outcome = 'accepted' | 'refused' | 'returned';

/** What was decided; null: nothing, or the person's own withdrawal. */
function outcomeOf({ state, returned_at }: StoredFiling): Outcome | null {
  if (state === 'in-force') return 'accepted';
  if (state === 'refused') return 'refused';
  return state === 'submitted' && returned_at !== null ? 'returned' : null;
}

/** Tells the person what was decided about the filing (MS1), in the transaction of the decision. */
export async function tellPerson(deps: InsuredDeps, tx: Executor, row: StoredFiling): Promise<void> {
  const outcome = outcomeOf(row);
  if (outcome === null) return;
  const { person_id: personId, filing_id, returned_at, decided_at, submitted_at, starts_on } = row;
  const moment = (outcome === 'returned' ? returned_at : decided_at) ?? 0;
  const submittedOn = dateOf(submitted_at as Instant);
  const startsOn = calendarDate(starts_on);
  await enqueueMessage(deps, tx, {
    personId,
    subject: `${filing_id}/${outcome}/${moment}`,
    content: { kind: 'filing-decided', outcome, submittedOn, startsOn },
  });
}
