import { type Actor, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { type EntryRow, readEntries, writeEntry } from './store.ts';

const NEWEST = { at: Number.MAX_SAFE_INTEGER, entry: Number.MAX_SAFE_INTEGER };

/**
 * Who looked at the person's data, newest first; 1 … 100 rows a page, continued with the key of the last row.
 * Refuses `person-unknown` and `not-permitted`. The look itself is logged.
 */
export async function accessLog(
  deps: InsuredDeps,
  actor: Actor,
  query: { personId: string; before?: { at: number; entry: number }; limit?: number },
): Promise<Result<EntryRow[], Refusal>> {
  const { personId } = query;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'consents');
  if (refused !== null) return refused;
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const rows = await readEntries(tx, personId, query.before ?? NEWEST, Math.min(query.limit ?? 20, 100));
    await writeEntry(tx, { personId, at, actor, purpose: 'own-record', subject: null });
    return ok(rows);
  });
}
