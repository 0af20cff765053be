/**
 * The leg of a commercial insurer: hold, confirm, undo, after the public settlement (procedures
 * K-01…K-08).
 */
import type { Executor } from '@zhijie/database';
import { type Burden, burdenAfter } from '@zhijie/engine';
import { type Fen, fen, instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import {
  ABSENT,
  type LegAsk,
  type LegBill,
  type LegOffer,
  type LegOutcome,
  type LegPayer,
} from '../leg/payer.ts';
import { confirmAtOnce, confirmBeside, holdAtOnce, holdBeside } from './at-once.ts';
import { readSettledBill } from './bill.ts';
import { leftByClass } from './calculation.ts';
import { decideAndCommit, NO_AMOUNT, systemActor } from './commit.ts';
import { covers, decideInside, matterFor } from './decide.ts';
import { changeDigest, paymentDigest } from './facts.ts';
import { queueLater, tellLater } from './later-store.ts';
import { isExpired, toldOf } from './leg-words.ts';
import { type Reason, reasonOf } from './reasons.ts';
import {
  commitPayment,
  type Enrolment,
  endPayment,
  readEnrolments,
  readExpired,
  readPayment,
  readPaymentsOnBill,
  type StoredPayment,
} from './store.ts';
import { type Paid, tellPaid, tellUndone } from './told.ts';
import { NOTHING } from './year.ts';

/**
 * What each product that the person holds would pay, in the order in which they would pay: one after another
 * over what the one before left (K-02). Nobody needs to remember a policy. Has no effect.
 */
async function quote(deps: InsuredDeps, bill: LegBill, left: Fen): Promise<readonly LegOffer[]> {
  if (deps.commercial === undefined) return [];
  const settled = await readSettledBill(deps, deps.db, bill);
  if (settled === null) return [];
  const held = (await readEnrolments(deps.db, bill.personId)).filter((one) => covers(one, settled));
  const offers: LegOffer[] = [];
  const offered: StoredPayment['taken'][] = [];
  const after = (burden: Burden) => offered.reduce(burdenAfter, burden);
  let rest: number = left;
  for (const enrolment of inOrder(held)) {
    const asked = { ...bill, product: enrolment.product, asked: fen(rest) };
    const found = await matterFor(deps, deps.db, { ...asked, bill: settled });
    const matter = found.ok
      ? { ...found, value: { ...found.value, burden: after(found.value.burden) } }
      : found;
    const { offer, taken } = await offerOf(deps, enrolment, matter);
    offers.push(offer);
    offered.push(taken);
    rest -= Object.values(taken).reduce((sum, one) => sum + one, 0);
  }
  return offers;
}

/** The cover that began first pays first; of two of one day the product's id decides (our reading, K-01). */
const inOrder = (held: readonly Enrolment[]): readonly Enrolment[] =>
  held.toSorted((a, b) => (`${a.startsOn} ${a.product}` < `${b.startsOn} ${b.product}` ? -1 : 1));

async function offerOf(
  deps: InsuredDeps,
  { product }: Enrolment,
  matter: Awaited<ReturnType<typeof matterFor>>,
): Promise<{ readonly offer: LegOffer; readonly taken: StoredPayment['taken'] }> {
  const found = deps.commercial!.products.productOf(product);
  const name = found.ok ? found.value.title : product;
  const offer = { kind: 'insurer' as const, payer: product, name };
  const no = { ...offer, amount: NO_AMOUNT };
  if (!matter.ok) return { offer: { ...no, obstacle: matter.refusal.text }, taken: {} };
  // An insurer that answers by itself is asked when the leg is held, never for a mere question.
  if (matter.value.product.mode !== 'inside') {
    const left = Object.values(leftByClass(matter.value)).reduce((sum, one) => sum + one, 0);
    const amount = fen(Math.min(matter.value.most, left));
    return { offer: { ...offer, amount, obstacle: null }, taken: {} };
  }
  const { amount, reason, taken } = await decideInside(deps, deps.db, matter.value);
  return { offer: { ...offer, amount, obstacle: reason?.text ?? null }, taken };
}

/**
 * Reserves what the product pays; refused, put off or only counted it says why. Repeated, it says the
 * same.
 */
async function hold(deps: InsuredDeps, ask: LegAsk): Promise<LegOutcome> {
  const { legId, personId, settlementId, payer: product, asked, until } = ask;
  const known = await readPayment(deps.db, legId);
  if (known !== null) return toldOf(known);
  const bill = await readSettledBill(deps, deps.db, ask);
  if (bill === null) return { ...ABSENT, state: 'refused', reason: reasonOf('settlement-undone') };
  const payment = await decideAndCommit(
    deps,
    {
      paymentId: legId,
      way: 'leg',
      asked: { personId, settlementId, product, asked },
      bill,
      asking: { questionIdOf: () => legId, until },
      heldUntil: until,
    },
    async (tx, written) => {
      if (written.payment.state !== 'later') return;
      const at = instant(written.payment.openedAt);
      await queueLater(tx, { personId, settlementId, product, claimId: legId, at });
      await tellLater(deps, tx, { personId, claimId: legId, outcome: 'queued', amount: null });
    },
  );
  return toldOf(payment ?? (await readPayment(deps.db, legId))!);
}

/** The payment with its bill and cover, for what is told of it. */
async function paidOf(deps: InsuredDeps, db: Executor, payment: StoredPayment): Promise<Omit<Paid, 'at'>> {
  const { personId, settlementId, enrolmentId } = payment;
  const bill = (await readSettledBill(deps, db, { personId, settlementId: settlementId! }))!;
  const held = await readEnrolments(db, personId);
  return { payment, bill, enrolment: held.find((one) => one.enrolmentId === enrolmentId)! };
}

/** Ends a payment as voided in the caller's transaction and tells it if it had been told as paid. */
async function endAsVoided(
  deps: InsuredDeps,
  tx: Executor,
  { payment, reason }: { readonly payment: StoredPayment; readonly reason: Reason | null },
): Promise<void> {
  const change = { paymentId: payment.paymentId, state: 'voided' as const, at: deps.now(), reason };
  const before = await endPayment(tx, { ...change, digest: changeDigest(change) });
  if (before !== 'confirmed') return;
  await tellUndone(deps, tx, { ...(await paidOf(deps, tx, payment)), at: change.at });
}

const voidPayment = (deps: InsuredDeps, payment: StoredPayment, reason: Reason | null): Promise<void> =>
  deps.db.transaction(async (tx) => {
    await endAsVoided(deps, tx, { payment, reason });
    await deps.crashpoint?.('insured.commercial.before-void');
  });

/**
 * Pays what is held and tells the gateway, in one transaction; what expired or lost its consent is
 * voided.
 */
async function confirm(deps: InsuredDeps, legId: string): Promise<LegOutcome> {
  const payment = await readPayment(deps.db, legId);
  if (payment === null) return ABSENT;
  if (payment.state === 'held') {
    const found = await paidOf(deps, deps.db, payment);
    const isTold = await deps.db.transaction(async (tx) => {
      const change = { paymentId: legId, state: 'confirmed' as const, at: deps.now(), reason: null };
      const before = await endPayment(tx, { ...change, digest: changeDigest(change) });
      if (before === null) return true;
      if (await tellPaid(deps, tx, { ...found, at: change.at })) return true;
      await endPayment(tx, voidingOf(deps, legId));
      return false;
    });
    await deps.crashpoint?.('insured.commercial.after-confirm');
    if (isTold && isExpired(payment, deps.now())) await outcome(deps, legId);
  }
  return toldOf((await readPayment(deps.db, legId))!);
}

function voidingOf(deps: InsuredDeps, paymentId: string) {
  const reason = reasonOf('no-consent');
  const change = { paymentId, state: 'voided' as const, at: deps.now(), reason };
  return { ...change, digest: changeDigest(change) };
}

/** What the leg is; a hold whose time is over ends here. */
async function outcome(deps: InsuredDeps, legId: string): Promise<LegOutcome> {
  const payment = await readPayment(deps.db, legId);
  if (payment === null) return ABSENT;
  if (!isExpired(payment, deps.now())) return toldOf(payment);
  await voidPayment(deps, payment, reasonOf('expired'));
  return toldOf((await readPayment(deps.db, legId))!);
}

/** Gives back what was held or paid, also as a claim that came of it; before its hold, it refuses that. */
async function undo(
  deps: InsuredDeps,
  { legId, personId }: { readonly legId: string; readonly personId: string },
): Promise<LegOutcome> {
  const known = await readPayment(deps.db, legId);
  if (known === null) {
    const at = deps.now();
    const tombstone: StoredPayment = {
      ...NOTHING,
      paymentId: legId,
      personId,
      state: 'voided',
      way: 'leg',
      openedAt: at,
      changedAt: at,
    };
    const about = { expectedVersion: 0, owed: NO_AMOUNT, actor: systemActor(deps) };
    const digest = paymentDigest(tombstone);
    const written = await commitPayment(deps.db, { ...about, payment: tombstone, digest });
    return written === 'exists' ? undo(deps, { legId, personId }) : toldOf(tombstone);
  }
  await deps.db.transaction(async (tx) => {
    await endAsVoided(deps, tx, { payment: known, reason: null });
    if (known.state === 'later') await endClaimsOf(deps, tx, known);
  });
  return toldOf((await readPayment(deps.db, legId))!);
}

async function endClaimsOf(deps: InsuredDeps, tx: Executor, leg: StoredPayment): Promise<void> {
  const { personId, settlementId } = leg;
  const all = await readPaymentsOnBill(tx, { personId, settlementId: settlementId! });
  for (const payment of all.filter((one) => one.way === 'claim' && one.product === leg.product)) {
    await endAsVoided(deps, tx, { payment, reason: null });
  }
}

/** Ends holds that nobody confirmed in time; answers how many. */
export async function endExpiredHolds(deps: InsuredDeps): Promise<number> {
  const expired = await readExpired(deps.db, deps.now());
  for (const payment of expired) await voidPayment(deps, payment, reasonOf('expired'));
  return expired.length;
}

export const insurerPayer: LegPayer = {
  ...{ kind: 'insurer', quote, hold, confirm, undo, outcome },
  atOnce: { hold: holdAtOnce, confirm: confirmAtOnce, holdBeside, confirmBeside },
};
