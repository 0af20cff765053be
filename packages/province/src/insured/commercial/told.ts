/**
 * What leaves the platform of a certain payment: a fact for the gateway, and the record that it went
 * (K-08).
 */
import type { Executor } from '@zhijie/database';
import { type CommercialFact, RESULT_CLASSES } from '@zhijie/exchange';
import { assert, type Instant, monthOf } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { SettledBill } from './bill.ts';
import { type GoingOut, noteGoingOut } from './consented.ts';
import type { Enrolment, StoredPayment } from './store.ts';

export type Paid = {
  readonly payment: StoredPayment;
  readonly bill: Pick<
    SettledBill,
    'settlementId' | 'insuredArea' | 'careArea' | 'hospitalId' | 'hospitalName'
  >;
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
  const { content, out } = goingOutOf(paid);
  if (out !== null && !(await noteGoingOut(deps, tx, out))) return false;
  await enqueueFact(deps, tx, content);
  return true;
}

/** The fact, and what is recorded of its going out; null: an insurer's own answer stands in the record. */
export function goingOutOf(paid: Paid): { readonly content: CommercialFact; readonly out: GoingOut | null } {
  const { payment, bill, enrolment } = paid;
  const content = factOf('paid', paid);
  if (payment.answerText !== null) return { content, out: null };
  const classes = RESULT_CLASSES.filter((one) => (payment.taken[one] ?? 0) > 0);
  const { insuredArea: area, settlementId } = bill;
  return { content, out: { holder: enrolment, area, settlementId, content, classes, showsVisit: false } };
}

/** Tells that it was taken back; the insurer knows the payment already, so no consent is asked. */
export const tellUndone = (deps: InsuredDeps, tx: Executor, paid: Paid): Promise<void> =>
  enqueueFact(deps, tx, factOf('undone', paid));
