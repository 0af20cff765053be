/** 亲情付: a holder lets a relative use a part of the line. The patient stays the patient. */
import {
  type Actor,
  addMonths,
  type CalendarDate,
  dateOf,
  type Fen,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { certificateDigest, normaliseCertificate } from '../person/certificate.ts';
import { personRecord } from '../person/record.ts';
import { sameName } from '../person/service.ts';
import { readByCertificate } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { productNamed } from './deps.ts';
import { refusalToUse } from './line.ts';
import { openShare } from './money.ts';
import type { Relationship } from './product.ts';
import * as store from './store.ts';

type Answer<T> = Promise<Result<T, Refusal>>;

export type Sharing = {
  readonly personId: string;
  readonly lineId: string;
  readonly relative: { readonly name: string; readonly certificateNumber: string };
  readonly relationship: Relationship;
  /** What the relative may use in all, fen; what is refunded may be used again. */
  readonly amount: Fen;
  readonly until: CalendarDate;
  readonly requestKey: string;
};

/** The longest authorisation; our own choice: no rule found says how long. */
const LONGEST_MONTHS = 12;

/** The relative by name and number together: one of them alone tells nobody anything. */
async function relativeOf(deps: InsuredDeps, actor: Actor, { relative }: Sharing): Promise<string | null> {
  const at = deps.now();
  const number = normaliseCertificate('id-card', relative.certificateNumber, dateOf(at));
  if (!number.ok) return null;
  const digest = certificateDigest(deps.lookupKey, 'id-card', number.value);
  const key = { accountPrefix: personalAccountPrefix(), digest, kind: 'id-card' };
  const file = await readByCertificate(deps.db, key, { at, actor, purpose: 'credit', subject: null });
  if (file === null) return null;
  return sameName(relative.name, personRecord(deps, file).name) ? file.person_id : null;
}

function refusalOf(deps: InsuredDeps, line: store.Line, sharing: Sharing, today: CalendarDate) {
  const { relationship, amount, until } = sharing;
  if (line.state !== 'open') return refuse('credit-line-not-open', { field: 'lineId' });
  const relatives = productNamed(deps, line.product)?.relatives ?? [];
  if (!relatives.includes(relationship)) return refuse('credit-relationship', { field: 'relationship' });
  if (amount <= 0 || amount > line.granted!) return refuse('credit-share-too-large', { field: 'amount' });
  if (until <= today || until > addMonths(today, LONGEST_MONTHS))
    return refuse('credit-share-date', { field: 'until' });
  return null;
}

const isSame = (known: store.Share, { lineId, relationship, amount, until }: Sharing, relativeId: string) =>
  known.lineId === lineId &&
  known.relationship === relationship &&
  known.amount === amount &&
  known.until === until &&
  known.relativeId === relativeId;

/**
 * Authorises a relative to use a part of the holder's line, for the relative's own visits. Refusals:
 * `not-permitted`, `credit-line-unknown`, `credit-relative-unknown`, `credit-relative-self`,
 * `credit-request-differs`, `credit-line-not-open`, `credit-relationship`, `credit-share-too-large`,
 * `credit-share-date`.
 */
export async function shareCredit(deps: InsuredDeps, actor: Actor, sharing: Sharing): Answer<store.Share> {
  const { personId, lineId, requestKey, relationship, amount, until } = sharing;
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  if ((await store.findLine(deps.db, lineId))?.personId !== personId)
    return refuse('credit-line-unknown', { field: 'lineId' });
  const relativeId = await relativeOf(deps, actor, sharing);
  if (relativeId === null) return refuse('credit-relative-unknown', { field: 'certificateNumber' });
  if (relativeId === personId) return refuse('credit-relative-self', { field: 'certificateNumber' });
  return durably(deps, 'credit-share', async (tx): Answer<store.Share> => {
    const line = (await store.lockLine(tx, lineId))!;
    const known = await store.shareByKey(tx, personId, requestKey);
    if (known !== null)
      return isSame(known, sharing, relativeId)
        ? ok(known)
        : refuse('credit-request-differs', { field: 'requestKey' });
    const at = deps.now();
    const refused = refusalOf(deps, line, sharing, dateOf(at));
    if (refused !== null) return refused;
    const shareId = deps.ids.next('event', deps.areas[0]!, at);
    const made = { shareId, lineId, grantorId: personId, relativeId, relationship, amount, until };
    await store.addShare(tx, { ...made, requestKey, grantedAt: at });
    await openShare(tx, made, at);
    await store.addStep(tx, { lineId, kind: 'shared', subject: shareId, amount, personId, at });
    return ok((await store.findShare(tx, shareId))!);
  });
}

/**
 * Ends an authorisation at once; what was used stays owed by the holder. Either side may. Refuses
 * `not-permitted`, `credit-share-unknown`. Safe to repeat.
 */
export async function revokeShare(
  deps: InsuredDeps,
  actor: Actor,
  { personId, shareId }: { readonly personId: string; readonly shareId: string },
): Answer<store.Share> {
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const share = await store.findShare(deps.db, shareId);
  if (share === null || (share.grantorId !== personId && share.relativeId !== personId))
    return refuse('credit-share-unknown', { field: 'shareId' });
  return durably(deps, 'credit-share', async (tx): Answer<store.Share> => {
    await store.lockLine(tx, share.lineId);
    const now = (await store.findShare(tx, shareId))!;
    if (now.state === 'revoked') return ok(now);
    const at = deps.now();
    await store.revokeShareRow(tx, shareId, at);
    const of = { lineId: share.lineId, subject: shareId, amount: null, personId };
    await store.addStep(tx, { ...of, kind: 'share-revoked', at });
    return ok({ ...now, state: 'revoked' });
  });
}
