import { type Actor, type Refusal, type Refused, refuse } from '@zhijie/kernel';
import { mayFile } from '../filing/permissions.ts';
import type { StoredClaim } from './store.ts';

type Denied = Refused<Refusal<'claim-unknown' | 'not-permitted'>>;

/** Whoever may bring papers: the person, an agency of the insured area. */
export function refusalToHandIn(actor: Actor, claim: StoredClaim | undefined): Denied | null {
  if (claim === undefined) return refuse('claim-unknown', { field: 'claimId' });
  const person = { personId: claim.personId, areas: [claim.insuredArea] };
  return mayFile(actor, person, 'claims') ? null : refuse('not-permitted', { field: 'claimId' });
}

/** Only the insured area's agency decides and pays. */
export function refusalToDecide(actor: Actor, claim: StoredClaim | undefined): Denied | null {
  if (claim === undefined) return refuse('claim-unknown', { field: 'claimId' });
  const may = actor.kind === 'agency' && actor.areas.includes(claim.insuredArea);
  return may ? null : refuse('not-permitted', { field: 'claimId' });
}
