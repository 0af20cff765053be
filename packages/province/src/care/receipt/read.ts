/** Receipts as people ask for them: one, a list, or what a paper says. */
import { equalBytes } from '@zhijie/crypto';
import {
  type Actor,
  isReceiptCode,
  isReceiptNumber,
  ok,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayHandle } from '../institution/may-handle.ts';
import { logAccess } from '../person/store.ts';
import { findSettlement } from '../settlement/store.ts';
import type { ReceiptFace } from './face.ts';
import { issueReceipt, keyOfId, type RedRequest, redReceipt } from './issue.ts';
import type { ReceiptRefusal } from './refusals.ts';
import {
  faceBytes,
  type ReceiptPage,
  receiptByKey,
  receiptOfSettlement,
  receiptsOf,
  type SettlementKey,
  type StoredReceipt,
} from './store.ts';

type Answer<T = StoredReceipt> = Promise<Result<T, ReceiptRefusal>>;
type Holder = { readonly providerId: string; readonly personId: string };

/** The person (or who stands for it in bills), the institution, the agency of its place. */
async function maySee(deps: CareDeps, actor: Actor, { providerId, personId }: Holder): Promise<boolean> {
  return speaksForPerson(actor, personId, 'bills') || (await mayHandle(deps.db, actor, providerId));
}

async function seen(deps: CareDeps, actor: Actor, holder: Holder, subject: string): Promise<void> {
  const { providerId, personId } = holder;
  await logAccess(deps.db, {
    at: deps.now(),
    actorId: actor.id,
    providerId,
    personId,
    purpose: 'receipt',
    messageId: subject,
  });
}

const holderOf = ({ face, personId }: StoredReceipt): Holder => ({
  providerId: face.issuer.providerId,
  personId,
});

/** The receipt of a settlement, for the program itself; null while it has none. Logs nothing. */
export const receiptOf = (deps: CareDeps, key: SettlementKey): Promise<StoredReceipt | null> =>
  receiptOfSettlement(deps, deps.db, key);

/** Issues for a counter or the person. Refuses `not-permitted`, then as `issueReceipt`. */
export async function issueReceiptFor(deps: CareDeps, actor: Actor, key: SettlementKey): Answer {
  const settlement = await findSettlement(deps.db, key.providerId, key.settlementId);
  const personId = settlement?.personId ?? '';
  if (!(await maySee(deps, actor, { providerId: key.providerId, personId }))) return refuse('not-permitted');
  const isStaff = actor.kind !== 'person';
  const issued = await issueReceipt(deps, {
    ...key,
    ...(isStaff ? { cashier: actor.name ?? actor.id } : {}),
  });
  if (issued.ok) await seen(deps, actor, holderOf(issued.value), key.settlementId);
  return issued;
}

/** Takes back for a counter. Refuses `receipt-unknown`, `not-permitted`, `receipt-is-red`. */
export async function redReceiptFor(
  deps: CareDeps,
  actor: Actor,
  request: Pick<RedRequest, 'receiptId' | 'reason'>,
): Answer {
  const found = await receiptByKey(deps, deps.db, keyOfId(request.receiptId));
  if (found === null) return refuse('receipt-unknown', { field: 'receiptId' });
  if (!(await mayHandle(deps.db, actor, found.face.issuer.providerId))) return refuse('not-permitted');
  return redReceipt(deps, { ...request, cashier: actor.name ?? actor.id });
}

/** One receipt, logged. Refuses `receipt-unknown`, `not-permitted`. */
export async function receiptFor(deps: CareDeps, actor: Actor, receiptId: string): Answer {
  const found = await receiptByKey(deps, deps.db, keyOfId(receiptId));
  if (found === null) return refuse('receipt-unknown', { field: 'receiptId' });
  if (!(await maySee(deps, actor, holderOf(found)))) return refuse('not-permitted');
  await seen(deps, actor, holderOf(found), receiptId);
  return ok(found);
}

/**
 * Receipts that this place issued to a person, or of an institution, newest first, 1 … 100 a page; logged.
 * Refuses `not-permitted`.
 */
export async function receiptsFor(
  deps: CareDeps,
  actor: Actor,
  page: ReceiptPage,
): Answer<readonly StoredReceipt[]> {
  const { of } = page;
  const isAllowed =
    'personId' in of
      ? speaksForPerson(actor, of.personId, 'bills') || actor.kind === 'system'
      : await mayHandle(deps.db, actor, of.providerId);
  if (!isAllowed) return refuse('not-permitted');
  const limit = Math.min(Math.max(page.limit, 1), 100);
  const found = await receiptsOf(deps, deps.db, { ...page, limit });
  for (const receipt of found) await seen(deps, actor, holderOf(receipt), 'list');
  return ok(found);
}

export type Verified =
  | { readonly state: 'unknown' }
  | {
      readonly state: 'genuine' | 'reversed' | 'red';
      readonly face: ReceiptFace;
      readonly signature: string;
      /** Whether the signature is this node's over what is stored. */
      readonly isSigned: boolean;
      readonly reversedBy: StoredReceipt['reversedBy'];
    };

/**
 * What a paper's code, number and check code stand for. A wrong check code is as unknown as a number that was
 * never given out. Whoever holds the paper may ask; nothing but what stands on it is answered.
 */
export async function verifyReceipt(
  deps: CareDeps,
  asked: { readonly code: string; readonly number: string; readonly check: string },
): Promise<Verified> {
  if (!isReceiptCode(asked.code) || !isReceiptNumber(asked.number)) return { state: 'unknown' };
  const found = await receiptByKey(deps, deps.db, asked);
  if (found === null || !isSame(found.face.checkCode, asked.check.toLowerCase())) return { state: 'unknown' };
  const { face, signature, reversedBy } = found;
  const isSigned = deps.verifySigned(faceBytes(face), signature);
  const state = face.kind === 'red' ? 'red' : reversedBy === null ? 'genuine' : 'reversed';
  return { state, face, signature, isSigned, reversedBy };
}

const isSame = (a: string, b: string): boolean => equalBytes(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
