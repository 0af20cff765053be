import { decryptField } from '@zhijie/crypto';
import {
  type Actor,
  dateOf,
  maskIdCard,
  maskName,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { joiningView, leavingView, type TransferView } from './person.ts';
import * as store from './store.ts';

const PAGE = 50;

export type AgencyTransfer = TransferView & { readonly name: string; readonly certificate: string };

/**
 * Transfers of the actor's areas, those that come or those that leave, in key order, names masked. Refuses
 * `not-permitted`.
 */
export async function transfersOfAreas(
  deps: InsuredDeps,
  actor: Actor,
  { way, after = '' }: { readonly way: 'in' | 'out'; readonly after?: string | undefined },
): Promise<Result<{ transfers: AgencyTransfer[]; next: string | null }, Refusal>> {
  if (actor.kind !== 'agency' && actor.kind !== 'system') return refuse('not-permitted');
  const areas = actor.kind === 'system' ? deps.areas : actor.areas;
  const page = { areas, after, limit: PAGE };
  const today = dateOf(deps.now());
  const masked = (row: store.RelationRow) => ({
    name: maskName(decryptField(deps.fieldKeys, row.nameCipher)),
    certificate: maskIdCard(decryptField(deps.fieldKeys, row.certificateCipher)),
  });
  const transfers =
    way === 'in'
      ? (await store.joiningsOfAreas(deps.db, page)).map((row) => ({
          ...joiningView(row, today),
          ...masked(row),
        }))
      : (await store.leavingsOfAreas(deps.db, page)).map((row) => ({
          ...leavingView(row, today),
          ...masked(row),
        }));
  return ok({ transfers, next: transfers.length < PAGE ? null : transfers.at(-1)!.applicationId });
}
