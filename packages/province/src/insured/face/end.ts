/** The end of a template: it is deleted, and only the fact stays. */
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { dateOf, type Instant } from '@zhijie/kernel';
import { endTokensIn, TOKEN_LIFE_MS } from '../credential/service.ts';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import * as store from './store.ts';

export type FaceEnding = {
  readonly personId: string;
  /** Only the template that stands under this consent; null: whichever. */
  readonly consentId: string | null;
  readonly at: Instant;
  readonly by: string;
  readonly reason: 'revoked' | 'replaced' | 'expired';
};

/** Deletes a person's template in the caller's transaction; tokens that it gave end unless used up. */
export async function endFace(
  deps: Pick<InsuredDeps, 'lookupKey'>,
  tx: Executor,
  ending: FaceEnding,
): Promise<boolean> {
  const { personId, consentId, at, by, reason } = ending;
  await store.holdFace(tx, personId);
  const enrolmentId = await store.deleteTemplate(tx, personId, consentId);
  if (enrolmentId === null) return false;
  const fact = { enrolmentId, at, by, reason };
  await store.insertFaceEnd(tx, fact);
  await endTokensIn(deps, tx, { at, references: await store.readTokens(tx, personId, at - TOKEN_LIFE_MS) });
  await appendToJournal(tx, {
    kind: 'insured.face-ended',
    subject: enrolmentId,
    digest: digestOf(fact),
  });
  return true;
}

/** Deletes templates whose consent has run out; answers how many. */
export async function forgetLapsedFaces(deps: InsuredDeps): Promise<number> {
  const rows = await store.readLapsed(deps.db, dateOf(deps.now()));
  let ended = 0;
  for (const { person_id: personId, consent_id: consentId } of rows) {
    const at = deps.now();
    const ending = { personId, consentId, at, by: 'node', reason: 'expired' } as const;
    if (await durably(deps, 'face', (tx) => endFace(deps, tx, ending))) ended += 1;
  }
  return ended;
}
