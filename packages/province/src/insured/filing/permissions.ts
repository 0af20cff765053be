import type { Actor } from '@zhijie/kernel';

/** Whoever may file for a person: the person, an agency of the insured area, the node itself. */
export function mayFile(actor: Actor, person: { personId: string; areas: readonly string[] }): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'person') return actor.id === person.personId;
  return actor.kind === 'agency' && person.areas.some((area) => actor.areas.includes(area));
}

/** Only the agency of the insured area decides; never an agency of another area (P-02), never the person. */
export function mayDecideFiling(actor: Actor, insuredArea: string): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'agency' && actor.areas.includes(insuredArea);
}
