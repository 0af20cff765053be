import type { Actor } from '@zhijie/kernel';
import type { ClearingRole } from './statuses.ts';

/**
 * P-02: a province's own steps are taken by an operator of its provincial agency, with the role for it. An
 * operator of a pooling area comes through the same node and lacks the province among the areas.
 */
export function mayActFor(actor: Actor, province: string, role: ClearingRole): boolean {
  return (
    actor.kind === 'agency' &&
    actor.node === province &&
    actor.areas.includes(`${province}0000`) &&
    actor.roles.includes(role)
  );
}

/** P-02: only the national agency issues notices. */
export function mayIssue(actor: Actor): boolean {
  return actor.kind === 'agency' && actor.node === 'hub' && actor.roles.includes('clearing-issuer');
}
