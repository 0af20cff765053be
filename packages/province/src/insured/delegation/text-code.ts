/** A delegation by card and text code: the delegate knows the card, the person reads the code aloud. */
import { decryptField, encryptField, keyedDigest } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import {
  type Actor,
  dateOf,
  type Instant,
  instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  startOfDay,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessage } from '../message/enqueue.ts';
import { type CertificateType, certificateDigest, normaliseCertificate } from '../person/certificate.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { type Delegate, type DelegationWish, examineWish, grantIn } from './service.ts';
import * as store from './store.ts';

/** Minutes that a code is good for, wrong answers it bears, and codes in a day: our own choice. */
const CODE_MINUTES = 5;
const MOST_FAILURES = 5;
const MOST_A_DAY = 5;

/** Sends a code to the person's phone, in the caller's transaction. */
export type SendCode = (
  deps: InsuredDeps,
  tx: Executor,
  to: { readonly personId: string; readonly codeId: string; readonly code: string },
) => Promise<void>;

const byMessage: SendCode = async (deps, tx, { personId, codeId, code }) => {
  const content = { kind: 'code', code, purpose: 'delegation', minutes: CODE_MINUTES } as const;
  await enqueueMessage(deps, tx, { personId, subject: codeId, content });
};

type Sealed = { readonly delegate: Delegate; readonly wish: DelegationWish };

const digestOfCode = (deps: InsuredDeps, codeId: string, code: string): string =>
  keyedDigest(deps.lookupKey, `delegation-code:${codeId}:${code}`);

/**
 * Sends a code to the phone registered for the person of a card. Somebody who is not insured here and
 * somebody without a phone are refused alike (`delegation-not-possible`), so that numbers cannot be tried.
 * Refuses `not-permitted`, `delegation-scope-missing`, `delegation-period`, `delegate-is-self`,
 * `too-many-codes`.
 */
export async function askForCode(
  deps: InsuredDeps,
  actor: Actor,
  request: {
    readonly certificateType: CertificateType;
    readonly certificateNumber: string;
    readonly delegateName: string;
    readonly wish: DelegationWish;
  },
  sendCode: SendCode = byMessage,
): Promise<Result<{ readonly codeId: string; readonly expiresAt: Instant }, Refusal>> {
  if (actor.kind !== 'person') return refuse('not-permitted');
  const at = deps.now();
  const examined = examineWish(request.wish, dateOf(at));
  if (!examined.ok) return examined;
  const kind = request.certificateType;
  const number = normaliseCertificate(kind, request.certificateNumber, dateOf(at));
  const impossible = refuse('delegation-not-possible', { field: 'certificateNumber' });
  if (!number.ok) return number;
  const digest = certificateDigest(deps.lookupKey, kind, number.value);
  return durably(deps, 'delegation', async (tx) => {
    const found = await store.readPhone(tx, { digest, kind });
    if (found === null || found.phone_cipher === null) return impossible;
    const { person_id: personId } = found;
    if (personId === actor.id) return refuse('delegate-is-self', { field: 'certificateNumber' });
    await store.holdDelegations(tx, personId);
    const sent = await store.codesSince(tx, personId, startOfDay(dateOf(at)));
    if (sent >= MOST_A_DAY) return refuse('too-many-codes', { field: 'certificateNumber' });
    const area = (await readPersonArea(tx, personId))?.areas[0] ?? `${deps.node}0000`;
    const codeId = deps.ids.next('event', area, at);
    const secret = keyedDigest(deps.lookupKey, `delegation-code-digits:${codeId}`);
    const code = String(BigInt(`0x${secret}`) % 1_000_000n).padStart(6, '0');
    const expiresAt = instant(at + CODE_MINUTES * 60_000);
    const sealed: Sealed = {
      delegate: { personId: actor.id, name: request.delegateName },
      wish: request.wish,
    };
    await store.insertCode(tx, {
      code_id: codeId,
      principal_id: personId,
      delegate_id: actor.id,
      wish_sealed: encryptField(deps.fieldKeys[0]!, JSON.stringify(sealed)),
      code_digest: digestOfCode(deps, codeId, code),
      sent_at: at,
      expires_at: expiresAt,
      failures: 0,
      used_at: null,
    });
    await writeEntry(tx, { personId, at, actor, purpose: 'delegation', subject: codeId });
    await sendCode(deps, tx, { personId, codeId, code });
    return ok({ codeId, expiresAt });
  });
}

/**
 * Grants what was asked for with a code, once. Refuses `code-unknown` (also to anybody else), `code-locked`
 * after five wrong answers, `code-expired`, `code-wrong`.
 */
export function grantByCode(
  deps: InsuredDeps,
  actor: Actor,
  answer: { readonly codeId: string; readonly code: string },
): Promise<Result<{ readonly delegationId: string; readonly personId: string }, Refusal>> {
  type Granted = Result<{ delegationId: string; personId: string }, Refusal>;
  return durably(deps, 'delegation', async (tx): Promise<Granted> => {
    const { codeId, code } = answer;
    const row = await store.lockCode(tx, codeId);
    if (row === null || row.delegate_id !== actor.id || row.used_at !== null) {
      return refuse('code-unknown', { field: 'codeId' });
    }
    if (row.failures >= MOST_FAILURES) return refuse('code-locked', { field: 'code' });
    const at = deps.now();
    if (row.expires_at <= at) return refuse('code-expired', { field: 'code' });
    if (row.code_digest !== digestOfCode(deps, codeId, code)) {
      await store.updateCode(tx, { codeId, failures: row.failures + 1, usedAt: null });
      return refuse('code-wrong', { field: 'code' });
    }
    await store.updateCode(tx, { codeId, failures: row.failures, usedAt: at });
    const { delegate, wish } = JSON.parse(decryptField(deps.fieldKeys, row.wish_sealed)) as Sealed;
    const { principal_id: principalId } = row;
    const how = { method: 'card-and-text-code', verification: codeId, isGuardian: false } as const;
    const granted = await grantIn(deps, tx, { principalId, delegate, wish, ...how, actor });
    return granted.ok ? ok({ ...granted.value, personId: principalId }) : granted;
  });
}
