import type { Actor } from '@zhijie/kernel';

/** The contribution feed of an area speaks through its agency or the node itself. */
export function mayChangeCoverage(actor: Actor, insuredArea: string): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'agency' && actor.areas.includes(insuredArea);
}
