/** Claims that the counter could not settle: asked again until the insurer says yes or no (K-07). */
import { toHex } from '@zhijie/crypto';
import { digestOf } from '@zhijie/evidence';
import { type Actor, type Instant, instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { readSettledBill } from './bill.ts';
import { decideAndCommit } from './commit.ts';
import {
  changeLater,
  type LaterClaim,
  queueLater,
  readDueLater,
  readLaterOf,
  tellLater,
} from './later-store.ts';
import { type Reason, reasonOf } from './reasons.ts';
import { readPaymentsOnBill, type StoredPayment } from './store.ts';
import { tellPaid } from './told.ts';

const MINUTE = 60_000;
/** After the first, second, … try; then every six hours. */
const PAUSES = [1, 5, 30, 120].map((minutes) => minutes * MINUTE);
const LONGEST_PAUSE = 360 * MINUTE;
/** For how long a promise given to a claim need hold: it is taken at once. */
const PROMISE_MS = 10 * MINUTE;

/** Settles the claims that are due; answers how many were looked at. Several nodes at once do no harm. */
export async function settleLater(deps: InsuredDeps): Promise<number> {
  const due = await readDueLater(deps.db, deps.now());
  for (const claim of due) await settleOne(deps, claim);
  return due.length;
}

async function settleOne(deps: InsuredDeps, claim: LaterClaim): Promise<void> {
  const { claimId, personId, settlementId, product } = claim;
  const bill = await readSettledBill(deps, deps.db, claim);
  if (bill === null || !bill.isLive) {
    return end(deps, claim, { state: 'withdrawn', reason: reasonOf('settlement-undone') });
  }
  const at = deps.now();
  const payment = await decideAndCommit(
    deps,
    {
      paymentId: deps.ids.next('slip', bill.insuredArea, at),
      way: 'claim',
      asked: { personId, settlementId, product, asked: bill.cash },
      bill,
      asking: {
        questionIdOf: (content) => `${claimId.slice(0, 50)}.${toHex(digestOf(content)).slice(0, 12)}`,
        until: instant(at + PROMISE_MS),
      },
      heldUntil: null,
    },
    async (tx, { payment, decision }) => {
      if (payment.state !== 'confirmed' || decision === null) return;
      const { enrolment } = decision.matter;
      const isOpen = await changeLater(tx, {
        claimId,
        state: 'paid',
        nextAt: at,
        reason: null,
        at: payment.openedAt,
      });
      if (!isOpen || !(await tellPaid(deps, tx, { payment, bill, enrolment, at: instant(payment.openedAt) })))
        throw new ClaimEnded();
      await tellLater(deps, tx, { personId, claimId, outcome: 'paid', amount: payment.amount });
    },
  ).catch((error: unknown) => {
    if (error instanceof ClaimEnded) return null;
    throw error;
  });
  if (payment !== null && payment.state !== 'confirmed') await after(deps, claim, payment);
}

/** The claim was withdrawn, or its consent revoked, while it was decided: nothing of the decision stays. */
class ClaimEnded extends Error {
  override readonly name = 'ClaimEnded';
}

async function after(deps: InsuredDeps, claim: LaterClaim, payment: StoredPayment): Promise<void> {
  const reason = { code: payment.reasonCode as Reason['code'], text: payment.reasonText ?? '' };
  if (payment.state !== 'later') return end(deps, claim, { state: 'declined', reason });
  const pause = PAUSES[claim.attempts] ?? LONGEST_PAUSE;
  const at = deps.now();
  const to = { claimId: claim.claimId, state: 'queued', nextAt: at + pause, reason, at } as const;
  await changeLater(deps.db, to);
}

async function end(
  deps: InsuredDeps,
  { claimId, personId }: LaterClaim,
  to: { readonly state: 'declined' | 'withdrawn'; readonly reason: Reason },
): Promise<void> {
  const at = deps.now();
  await deps.db.transaction(async (tx) => {
    const isEnded = await changeLater(tx, { claimId, ...to, nextAt: at, at });
    if (!isEnded || to.state === 'withdrawn') return;
    await tellLater(deps, tx, { personId, claimId, outcome: 'declined', amount: null });
  });
}

type ForPerson = { readonly personId: string };

/** The claims of a person, newest first; logged. Refuses `person-unknown`, `not-permitted`. */
export async function laterClaimsOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId }: ForPerson,
): Promise<Result<LaterClaim[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
  return ok(await readLaterOf(deps.db, personId));
}

/**
 * A person asks a product for a bill that it did not pay at the counter. Refuses `person-unknown`,
 * `not-permitted`, `later-not-possible` (paid, asked for already, or the public settlement is undone).
 */
export async function claimLater(
  deps: InsuredDeps,
  actor: Actor,
  claim: ForPerson & { readonly settlementId: string; readonly product: string },
): Promise<Result<{ readonly claimId: string }, Refusal>> {
  const { personId, settlementId, product } = claim;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  const bill = await readSettledBill(deps, deps.db, claim);
  if (bill === null || !bill.isLive) return refuse('later-not-possible', { field: 'settlementId' });
  const isAsked = (await readLaterOf(deps.db, personId)).some(
    (one) =>
      one.settlementId === settlementId &&
      one.product === product &&
      (one.state === 'queued' || one.state === 'paid'),
  );
  const isPaid = (await readPaymentsOnBill(deps.db, claim)).some(
    (one) => one.product === product && (one.state === 'held' || one.state === 'confirmed'),
  );
  if (isAsked || isPaid) return refuse('later-not-possible', { field: 'product' });
  const at: Instant = deps.now();
  const claimId = deps.ids.next('claim', bill.insuredArea, at);
  await deps.db.transaction(async (tx) => {
    await queueLater(tx, { claimId, personId, settlementId, product, at });
    await writeEntry(tx, { personId, at, actor, purpose: 'commercial', subject: settlementId });
  });
  return ok({ claimId });
}
