import { statement } from '@zhijie/database';
import { type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { accessOf } from '../person/store.ts';
import { VISIT_SELECT, type Visit } from './store.ts';

const IN_HOSPITAL = statement(
  'care-visit-inpatients',
  `WITH found AS (
     SELECT ${VISIT_SELECT} FROM care.visit v
     WHERE provider_id = $1 AND kind = 'inpatient' AND state = 'open' AND started_at BETWEEN $2 AND $3
       AND ($4::text IS NULL OR person_id = $4)
     ORDER BY started_at, visit_id LIMIT 500),
   entry AS (
     INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
     SELECT DISTINCT $5::bigint, $6, $1, "personId", 'list-inpatients', $7 FROM found)
   SELECT * FROM found`,
);

/** Stays of this institution that are not discharged, admitted in a period; at most 500, each look logged. */
export async function readInpatients(
  deps: CareDeps,
  call: Call,
  by: { readonly personId: string | null; readonly from: Instant; readonly until: Instant },
): Promise<Result<readonly Visit[], Refusal>> {
  const { at, actorId, providerId, messageId } = accessOf(call);
  const values = [providerId, by.from, by.until, by.personId, at, actorId, messageId];
  return ok(await deps.db.query<Visit>(IN_HOSPITAL, values));
}
