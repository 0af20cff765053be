import type { Executor } from '@zhijie/database';
import type { Actor } from '@zhijie/kernel';
import { mayActFor, mayMaintainInstitution } from '../permissions.ts';
import { findInstitutions } from './store.ts';

/** The institution itself, or the agency of its place. */
export async function mayHandle(db: Executor, actor: Actor, providerId: string): Promise<boolean> {
  if (mayActFor(actor, providerId)) return true;
  const [institution] = await findInstitutions(db, { providerId, name: null, kind: null });
  return institution !== undefined && mayMaintainInstitution(actor, institution.area);
}
