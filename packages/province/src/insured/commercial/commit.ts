/** Writes what was decided about a payment, once; computed again as long as the product-year moves. */
import type { Executor } from '@zhijie/database';
import { type Actor, assert, Failure, fen, type Instant, instant, type Result } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { rollingBackOnAgain } from '../settlement/attempts.ts';
import type { SettledBill } from './bill.ts';
import { type AskedPayment, type Asking, type Decision, decidePayment } from './decide.ts';
import { paymentDigest } from './facts.ts';
import type { Reason } from './reasons.ts';
import { commitPayment, type StoredPayment } from './store.ts';
import { NOTHING } from './year.ts';

/** Product-years keep moving although nothing but this node writes them. */
export class CommercialContention extends Failure {
  override readonly name = 'CommercialContention';
}

export const systemActor = (deps: InsuredDeps): Actor => ({
  id: 'commercial',
  kind: 'system',
  node: deps.node,
  areas: [],
  roles: [],
});

export type Paying = {
  readonly paymentId: string;
  readonly way: 'leg' | 'claim';
  readonly asked: AskedPayment;
  readonly bill: SettledBill;
  readonly asking: Asking;
  readonly heldUntil: Instant | null;
};

export function paymentOf(
  deps: InsuredDeps,
  paying: Paying,
  decided: Result<Decision, Reason>,
): StoredPayment {
  const { paymentId, way, asked, bill, heldUntil } = paying;
  const at = deps.now();
  const { personId, settlementId, product } = asked;
  const bare = { ...NOTHING, paymentId, personId, way, settlementId, product, asked: asked.asked };
  const moments = { openedAt: at, changedAt: at };
  if (!decided.ok) return { ...bare, ...moments, state: 'refused', ...reasonColumns(decided.refusal) };
  const { matter, reason, year: _, state: decision, ...content } = decided.value;
  const isClaim = way === 'claim' && decision === 'held';
  const state = isClaim ? 'confirmed' : decision;
  return {
    ...bare,
    ...moments,
    ...content,
    state,
    productHash: matter.product.hash,
    enrolmentId: matter.enrolment.enrolmentId,
    heldUntil: state === 'held' ? heldUntil : null,
    confirmedAt: isClaim ? at : null,
    slipId: content.amount > 0 ? deps.ids.next('slip', bill.insuredArea, instant(at)) : null,
    ...(reason === null ? {} : reasonColumns(reason)),
  };
}

const reasonColumns = ({ code, text }: Reason) => ({ reasonCode: code, reasonText: text });

/** More than clients that come at once: in each round one of them is done. */
const ATTEMPTS = 40;

/**
 * Decides and commits. `inside` runs in the transaction of the commit, for what leaves with it; it answers
 * false when the payment may not be. Null: somebody wrote this payment before.
 */
export async function decideAndCommit(
  deps: InsuredDeps,
  paying: Paying,
  inside: (tx: Executor, written: { payment: StoredPayment; decision: Decision | null }) => Promise<unknown>,
): Promise<StoredPayment | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const decided = await decidePayment(deps, deps.db, paying);
    const payment = paymentOf(deps, paying, decided);
    assert(payment.amount <= payment.asked, 'an insurer pays at most what is asked for');
    const decision = decided.ok ? decided.value : null;
    if (paying.way === 'claim' && payment.state === 'later') return payment;
    const written = await rollingBackOnAgain(deps, async (tx) => {
      const year = decision?.year ?? { version: 0, missed: [] };
      const about = { owed: paying.bill.cash, actor: systemActor(deps) };
      let expectedVersion = year.version;
      for (const missed of [...year.missed, payment]) {
        const digest = paymentDigest(missed);
        const outcome = await commitPayment(tx, { ...about, payment: missed, expectedVersion, digest });
        if (outcome === 'conflict') return 'again' as const;
        if (outcome === 'exists') return 'exists' as const;
        expectedVersion += 1;
      }
      await inside(tx, { payment, decision });
      await deps.crashpoint?.('insured.commercial.before-commit');
      return 'done' as const;
    });
    if (written === 'exists') return null;
    if (written === 'done') {
      await deps.crashpoint?.('insured.commercial.after-commit');
      return payment;
    }
  }
  throw new CommercialContention(`Cannot pay "${paying.paymentId}": its product-year never stands still`);
}

export const NO_AMOUNT = fen(0);
