import { statement } from '@zhijie/database';
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';

const VERIFIED = statement(
  'insured.window-act.verified',
  `select 1 as one from insured.window_act a join insured.window_decision w using (act_id)
   where a.act_id = $1 and a.person_id = $2 and a.kind = 'identity' and w.accepted and w.decided_at >= $3`,
);
const VALID_MS = 24 * 3_600_000;

/** Whether two members of staff verified this person within a day (ID4): for the node's own use only. */
export async function identityVerified(
  deps: InsuredDeps,
  actor: Actor,
  { actId, personId }: { readonly actId: string; readonly personId: string },
): Promise<boolean> {
  if (actor.kind !== 'system') return false;
  return (await deps.db.query(VERIFIED, [actId, personId, deps.now() - VALID_MS])).length === 1;
}
