import { type ActingScope, type Actor, speaksForPerson } from '@zhijie/kernel';

/**
 * Whoever may file for a person, or do another business in the scope named: the person, a delegate within
 * scope, an agency of the insured area, the node itself.
 */
export function mayFile(
  actor: Actor,
  person: { personId: string; areas: readonly string[] },
  scope: ActingScope = 'filing',
): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'person') return speaksForPerson(actor, person.personId, scope);
  return actor.kind === 'agency' && person.areas.some((area) => actor.areas.includes(area));
}

/** Only the agency of the insured area decides; never an agency of another area (P-02), never the person. */
export function mayDecideFiling(actor: Actor, insuredArea: string): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'agency' && actor.areas.includes(insuredArea);
}
