/**
 * What leaves the platform of a certain payment: a fact for the gateway, and the record that it went
 * (K-08).
 */
import type { Executor } from '@zhijie/database';
import { type CommercialFact, RESULT_CLASSES } from '@zhijie/exchange';
import { assert, type Instant, monthOf } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { SettledBill } from './bill.ts';
import { noteGoingOut } from './consented.ts';
import type { Enrolment, StoredPayment } from './store.ts';

export type Paid = {
  readonly payment: StoredPayment;
  readonly bill: SettledBill;
  readonly enrolment: Enrolment;
  readonly at: Instant;
};

/** Sums only: what each liability counted and paid, no item, no person (K-04, mode 1). */
export function factOf(kind: CommercialFact['kind'], { payment, bill, enrolment, at }: Paid): CommercialFact {
  assert(payment.slipId !== null, 'a payment with money has a slip');
  const paidId = `${payment.slipId}.paid`;
  return {
    factId: kind === 'paid' ? paidId : `${payment.slipId}.undone`,
    kind,
    undoes: kind === 'paid' ? null : paidId,
    payee: payment.way === 'claim' ? 'person' : 'hospital',
    paymentId: payment.paymentId,
    insurer: enrolment.insurer,
    product: enrolment.product,
    policyNumber: enrolment.policyNumber,
    settlementId: bill.settlementId,
    insuredArea: bill.insuredArea,
    careArea: bill.careArea,
    hospitalId: bill.hospitalId,
    hospitalName: bill.hospitalName,
    amount: payment.amount,
    at,
    month: monthOf(at),
    layers: payment.layers.map(({ key, title, base, deductibleUsed, paid }) => ({
      key,
      title,
      base,
      deductibleUsed,
      paid,
    })),
  };
}

const enqueueFact = (deps: InsuredDeps, tx: Executor, body: CommercialFact): Promise<void> =>
  deps.enqueue(tx, { message: 'commercial.paid@1', id: body.factId, body });

/** Tells that the payment is certain; false when the consent is gone: then nothing is told. */
export async function tellPaid(deps: InsuredDeps, tx: Executor, paid: Paid): Promise<boolean> {
  const { payment, bill, enrolment } = paid;
  const content = factOf('paid', paid);
  const classes = RESULT_CLASSES.filter((one) => (payment.taken[one] ?? 0) > 0);
  const out = { holder: enrolment, area: bill.insuredArea, settlementId: bill.settlementId, content };
  // What an insurer that answers by itself was asked stands in the record already.
  const isNoted =
    payment.answerText !== null || (await noteGoingOut(deps, tx, { ...out, classes, showsVisit: false }));
  if (!isNoted) return false;
  await enqueueFact(deps, tx, content);
  return true;
}

/** Tells that it was taken back; the insurer knows the payment already, so no consent is asked. */
export const tellUndone = (deps: InsuredDeps, tx: Executor, paid: Paid): Promise<void> =>
  enqueueFact(deps, tx, factOf('undone', paid));
