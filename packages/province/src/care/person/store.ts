import { type Executor, statement } from '@zhijie/database';
import type { Call } from '../deps.ts';

const REMEMBER = statement(
  'care-known-person-remember',
  `INSERT INTO care.known_person (person_id, insured_area) VALUES ($1, $2)
   ON CONFLICT (person_id) DO UPDATE SET insured_area = excluded.insured_area
   WHERE care.known_person.insured_area <> excluded.insured_area`,
);
const FIND = statement(
  'care-known-person-find',
  'SELECT insured_area AS "insuredArea" FROM care.known_person WHERE person_id = $1',
);
const LOG = statement(
  'care-access-log',
  `INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);

/** Keeps where an identified person is insured: a registration may come without the place. */
export async function rememberPerson(tx: Executor, personId: string, insuredArea: string): Promise<void> {
  await tx.query(REMEMBER, [personId, insuredArea]);
}

export async function insuredAreaOf(tx: Executor, personId: string): Promise<string | null> {
  const rows = await tx.query<{ insuredArea: string }>(FIND, [personId]);
  return rows[0]?.insuredArea ?? null;
}

/** Who read whose data, when, and why. */
export type Access = {
  readonly at: number;
  readonly actorId: string;
  readonly providerId: string;
  readonly personId: string;
  readonly purpose: string;
  readonly messageId: string;
};

/** What an access by this call has in common, whomever it concerns. */
export const accessOf = (call: Call) => ({
  at: call.receivedAt,
  actorId: call.actor.id,
  providerId: call.institution.providerId,
  messageId: call.messageId,
});

/** One row per reading of a person's data, in the transaction of the reading. */
export async function logAccess(tx: Executor, access: Access): Promise<void> {
  const { at, actorId, providerId, personId, purpose, messageId } = access;
  await tx.query(LOG, [at, actorId, providerId, personId, purpose, messageId]);
}
