import type { Executor } from '@zhijie/database';
import { statement } from '@zhijie/database';
import {
  type Actor,
  ageOn,
  type CalendarDate,
  calendarDate,
  ok,
  type Refusal,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import type { StoredConsent } from './store.ts';

/** Under this age a guardian consents, and everything counts as sensitive (Law articles 28, 31). */
const CHILD_UNDER = 14;

const birthDate = statement(
  'insured.consent.birth-date',
  'select birth_date from insured.person where person_id = $1',
);

/** Whether the person is under 14 on a day; null: nobody of that id. */
export async function isChild(db: Executor, personId: string, on: CalendarDate): Promise<boolean | null> {
  const [row] = await db.query<{ birth_date: string }>(birthDate, [personId]);
  return row === undefined ? null : ageOn(calendarDate(row.birth_date), on) < CHILD_UNDER;
}

export type Giver = Pick<StoredConsent, 'giver_id' | 'giver_role' | 'delegation_id'>;

/**
 * In whose name a consent is given: the person's own, a guardian's for a child (article 31), a delegate's
 * within the scope `consents`. Refuses `guardian-needed`, `not-permitted`.
 */
export function giverOf(
  actor: Actor,
  personId: string,
  isForChild: boolean,
): Result<Giver, Refusal<'guardian-needed' | 'not-permitted'>> {
  const { id, actsFor } = actor;
  const isGuardian = actsFor?.personId === personId && actsFor.isGuardian;
  if (!speaksForPerson(actor, personId, 'consents') && !isGuardian) return refuse('not-permitted');
  if (isForChild && !isGuardian) return refuse('guardian-needed');
  if (id === personId) return ok({ giver_id: id, giver_role: 'self', delegation_id: null });
  const giver_role = isGuardian ? 'guardian' : 'delegate';
  return ok({ giver_id: id, giver_role, delegation_id: actsFor?.delegationId ?? null });
}
