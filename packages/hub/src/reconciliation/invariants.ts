import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import {
  digestOfEvent,
  digestOfSheet,
  type StoredEvent,
  type StoredSheet,
  subjectOfEvent,
  subjectOfSheet,
} from './store.ts';

export const RECONCILIATION_CHECKS = ['reconciliation-in-journal', 'reconciliation-follows'] as const;
export type ReconciliationCheck = (typeof RECONCILIATION_CHECKS)[number];
export type ReconciliationBreach = {
  readonly check: ReconciliationCheck;
  readonly subject: string;
  readonly found: string;
};

type Leaf = { readonly digest: Uint8Array | null };
const EVENTS = statement(
  'hub-reconciliation-events-in-journal',
  `SELECT e.exception_id AS "exceptionId", e.version, e.kind, e.at, e.actor_id AS "actorId", e.reason,
     e.found, e.request_key AS "requestKey",
     (SELECT j.digest FROM evidence.journal j WHERE j.kind = 'reconciliation.event'
        AND j.subject = e.exception_id || '/' || e.version LIMIT 1) AS digest
   FROM hub.reconciliation_event e WHERE (e.exception_id, e.version) > ($1, $2)
   ORDER BY e.exception_id, e.version LIMIT 1000`,
);
const SHEETS = statement(
  'hub-reconciliation-sheets-in-journal',
  `SELECT s.day, s.province, s.version, s.content, s.sheet, s.signature, s.signed_at AS "signedAt",
     (SELECT j.digest FROM evidence.journal j WHERE j.kind = 'reconciliation.sheet'
        AND j.subject = s.day || '/' || s.province || '/' || s.version LIMIT 1) AS digest
   FROM hub.reconciliation_sheet s WHERE (s.day, s.province, s.version) > ($1, $2, $3)
   ORDER BY s.day, s.province, s.version LIMIT 1000`,
);
// An exception is where its last event left it; a day is done only without open ones.
const STRAY = statement(
  'hub-reconciliation-stray',
  `SELECT x.exception_id AS subject, 'version ' || x.version || ' of ' || coalesce(e.last, 0) AS found
   FROM hub.reconciliation_exception x
   LEFT JOIN LATERAL (SELECT max(v.version) AS last FROM hub.reconciliation_event v
     WHERE v.exception_id = x.exception_id) e ON true
   WHERE x.version IS DISTINCT FROM e.last
   UNION ALL
   SELECT x.exception_id, 'explained without an event' FROM hub.reconciliation_exception x
   WHERE x.closed = 'explained' AND NOT EXISTS (SELECT FROM hub.reconciliation_event v
     WHERE v.exception_id = x.exception_id AND v.kind = 'explain')
   LIMIT 100`,
);

function breachOf(subject: string, due: Uint8Array, { digest }: Leaf): ReconciliationBreach[] {
  if (digest !== null && toHex(digest) === toHex(due)) return [];
  const found = digest === null ? 'no leaf in the journal' : 'the journal holds other content';
  return [{ check: 'reconciliation-in-journal', subject, found }];
}

/** What contradicts itself in the daily reconciliation; reads all events and sheets, a page at a time. */
export async function reconciliationBreaches(db: Executor): Promise<ReconciliationBreach[]> {
  const breaches: ReconciliationBreach[] = [];
  let event: StoredEvent | undefined;
  do {
    const page = await db.query<StoredEvent & Leaf>(EVENTS, [event?.exceptionId ?? '', event?.version ?? 0]);
    for (const { digest, ...stored } of page)
      breaches.push(...breachOf(subjectOfEvent(stored), digestOfEvent(stored), { digest }));
    event = page.at(-1);
  } while (event !== undefined);
  let sheet: StoredSheet | undefined;
  do {
    const after: unknown[] = [sheet?.day ?? '', sheet?.province ?? '', sheet?.version ?? 0];
    const page = await db.query<StoredSheet & Leaf>(SHEETS, after);
    for (const stored of page)
      breaches.push(...breachOf(subjectOfSheet(stored), digestOfSheet(stored), stored));
    sheet = page.at(-1);
  } while (sheet !== undefined);
  for (const row of await db.query<{ subject: string; found: string }>(STRAY, []))
    breaches.push({ check: 'reconciliation-follows', ...row });
  return breaches;
}
