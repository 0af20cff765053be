import { decryptField, encryptField, sm3, toHex } from '@zhijie/crypto';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Actor, assert, maskIdCard, maskName, ok, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayActFor } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import { findVisit } from '../visit/store.ts';
import type { IdentityRefusal } from './refusals.ts';
import * as store from './store.ts';

type Answer<T> = Promise<Result<T, IdentityRefusal>>;

/** What the first operator records: the card that was compared, and the photo of the signed paper. */
export type IdentityProposal = {
  readonly providerId: string;
  readonly visitId: string;
  readonly requestKey: string;
  readonly card: store.IdentityCard;
  readonly paper: Uint8Array;
};

/** A check as the window shows it: who did what, never the photo itself. */
export type IdentityCheck = Omit<store.IdentityRow, 'nameSealed' | 'certificateSealed' | 'requestKey'> & {
  readonly maskedName: string;
  readonly maskedNumber: string;
};

const START: readonly (readonly [store.PaperType, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
];

/** What kind of picture the bytes are, whatever somebody calls them. */
const typeOf = (bytes: Uint8Array): store.PaperType | null =>
  START.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0] ?? null;

function shown(deps: CareDeps, row: store.IdentityRow): IdentityCheck {
  const { nameSealed, certificateSealed, requestKey: _, ...rest } = row;
  return {
    ...rest,
    maskedName: maskName(decryptField(deps.fieldKeys, nameSealed)),
    maskedNumber: maskIdCard(decryptField(deps.fieldKeys, certificateSealed)),
  };
}

const sameRequest = (one: store.StoredCheck, other: store.StoredCheck): boolean =>
  one.visitId === other.visitId &&
  one.card === other.card &&
  one.paperDigest === other.paperDigest &&
  one.maker === other.maker;

const nameOf = (actor: Actor): string => actor.name ?? actor.id;

/**
 * The first operator compares person and card and photographs the signed paper; nothing counts yet. The same
 * request again answers the same check. Refuses `not-permitted`, `visit-unknown`, `identity-paper-malformed`,
 * `request-differs`.
 */
export async function proposeIdentity(
  deps: CareDeps,
  actor: Actor,
  proposal: IdentityProposal,
): Answer<IdentityCheck> {
  const { providerId, visitId, requestKey, card, paper } = proposal;
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const visit = await findVisit(deps.db, providerId, visitId);
  if (visit === null) return refuse('visit-unknown', { field: 'visitId' });
  const paperType = typeOf(paper);
  if (paperType === null) return refuse('identity-paper-malformed', { field: 'paper' });
  const paperDigest = toHex(sm3(paper));
  return deps.db.transaction(async (tx) => {
    const at = deps.now();
    const row: store.StoredCheck = {
      ...{ providerId, visitId, requestKey, card, paperDigest, paperType },
      checkId: deps.ids.next('event', visit.careArea, at),
      personId: visit.personId,
      maker: actor.id,
      makerName: nameOf(actor),
      madeAt: at,
    };
    const sealed = encryptField(deps.fieldKeys[0]!, Buffer.from(paper).toString('base64'));
    if (!(await store.addCheck(tx, row, sealed))) {
      const before = (await store.checkOfRequest(tx, row))!;
      return sameRequest(before, row)
        ? ok(shown(deps, before))
        : refuse('request-differs', { field: 'requestKey' });
    }
    await appendToJournal(tx, {
      kind: 'care.identity-check',
      subject: row.checkId,
      digest: digestOf(row),
    });
    const access = { at, actorId: actor.id, providerId, personId: visit.personId };
    await logAccess(tx, { ...access, purpose: 'identity', messageId: row.checkId });
    return ok(shown(deps, (await store.readCheck(tx, row))!));
  });
}

export type IdentityDecision = {
  readonly providerId: string;
  readonly checkId: string;
  readonly accept: boolean;
  readonly note: string;
};

/**
 * Another operator, signed in as himself, confirms or says what differs. Refuses `not-permitted`,
 * `identity-check-unknown`, `identity-same-operator`, `identity-reason-missing`, `identity-check-decided`.
 */
export async function decideIdentity(
  deps: CareDeps,
  actor: Actor,
  { providerId, checkId, accept, note }: IdentityDecision,
): Answer<IdentityCheck> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const check = await store.readCheck(deps.db, { providerId, checkId });
  if (check === null) return refuse('identity-check-unknown', { field: 'checkId' });
  if (check.maker === actor.id) return refuse('identity-same-operator', { field: 'session' });
  if (!accept && note.trim() === '') return refuse('identity-reason-missing', { field: 'note' });
  return deps.db.transaction(async (tx) => {
    const at = deps.now();
    const row: store.StoredDecision = {
      ...{ checkId, maker: check.maker, accepted: accept, note: note.trim() },
      checker: actor.id,
      checkerName: nameOf(actor),
      decidedAt: at,
    };
    if (!(await store.addDecision(tx, row))) return refuse('identity-check-decided', { field: 'checkId' });
    await appendToJournal(tx, {
      kind: 'care.identity-decision',
      subject: checkId,
      digest: digestOf(row),
    });
    const access = { at, actorId: actor.id, providerId, personId: check.personId };
    await logAccess(tx, { ...access, purpose: 'identity', messageId: checkId });
    return ok(shown(deps, (await store.readCheck(tx, { providerId, checkId }))!));
  });
}

const SHOWN = 50;

/** Checks of an institution, or of one visit; those that wait first. Refuses `not-permitted`. */
export async function identityChecks(
  deps: CareDeps,
  actor: Actor,
  { providerId, visitId = null }: { readonly providerId: string; readonly visitId?: string | null },
): Answer<readonly IdentityCheck[]> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const rows = await store.latestChecks(deps.db, { providerId, visitId, limit: SHOWN });
  return ok(rows.map((row) => shown(deps, row)));
}

/**
 * Whether a visit may settle as far as its latest check says: one that waits for the second person, or was
 * refused, stops it; a visit without any is settled by its card as ever.
 */
export async function identityAllows(
  deps: CareDeps,
  of: { readonly providerId: string; readonly visitId: string },
): Promise<boolean> {
  const rows = await store.latestChecks(deps.db, { ...of, limit: SHOWN });
  const [latest] = rows.toSorted((a, b) => b.madeAt - a.madeAt);
  return latest === undefined || latest.accepted === true;
}

/** The photo, for who compares it; looks are logged. Refuses `not-permitted`, `identity-check-unknown`. */
export async function identityPaper(
  deps: CareDeps,
  actor: Actor,
  { providerId, checkId }: { readonly providerId: string; readonly checkId: string },
): Answer<{ readonly type: store.PaperType; readonly bytes: Uint8Array }> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const check = await store.readCheck(deps.db, { providerId, checkId });
  const sealed = check === null ? null : await store.readPaper(deps.db, checkId);
  if (check === null || sealed === null) return refuse('identity-check-unknown', { field: 'checkId' });
  const bytes = new Uint8Array(Buffer.from(decryptField(deps.fieldKeys, sealed), 'base64'));
  assert(toHex(sm3(bytes)) === check.paperDigest, 'A kept photo has the digest of its check');
  const access = { at: deps.now(), actorId: actor.id, providerId, personId: check.personId };
  await logAccess(deps.db, { ...access, purpose: 'identity', messageId: checkId });
  return ok({ type: check.paperType, bytes });
}
