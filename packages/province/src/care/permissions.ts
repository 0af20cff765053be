import type { Actor } from '@zhijie/kernel';

/** A hospital acts in its own name only: the institution of the call is the one its operator works for. */
export function mayActFor(actor: Actor, providerId: string): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'hospital' && actor.roles.includes(`operator:${providerId}`);
}

/** The agency of the province announces when its node stops. */
export function mayDeclareDowntime(actor: Actor, node: string): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'agency' && actor.areas.some((area) => area.startsWith(node));
}

/** The agency of the place maintains its institutions' agreement (procedures F-17). */
export function mayMaintainInstitution(actor: Actor, area: string): boolean {
  return actor.kind === 'system' || (actor.kind === 'agency' && actor.areas.includes(area));
}

/** The actor's areas whose agency it is. */
export const maintainedAreas = (actor: Actor): readonly string[] =>
  actor.areas.filter((area) => mayMaintainInstitution(actor, area));
