import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CommercialFact } from '@zhijie/exchange';
import { type CalendarDate, dateOf, fen, type Instant, monthOf, ok, type Result } from '@zhijie/kernel';
import { accountId, postTransfers, type Transfer } from '@zhijie/ledger';
import { isSerialUsed } from '../clearing/serial.ts';
import { type GatewayDeps, LEDGER } from '../deps.ts';
import { billIsUsed, takeInvoiceTurn } from '../invoice/register.ts';
import { hasRole, type InsurerActor, keptActor } from '../operator.ts';
import { owedToPersons } from '../payment/accounts.ts';
import { type GatewayRefusal, no } from '../refusals.ts';

/** The insurer's payment of a settled claim to the person who paid the hospital (K-07). */
export type PersonPayment = {
  readonly factId: string;
  readonly requestKey: string;
  readonly amount: number;
  readonly bank: string;
  readonly serial: string;
  readonly paidOn: CalendarDate;
};
/** What another person says of it. */
export type PersonPaymentCheck = {
  readonly factId: string;
  readonly requestKey: string;
  readonly decision: 'approve' | 'send-back';
  /** Of sending back. */
  readonly reason: string | null;
};
export type PersonPaymentState = 'paying' | 'paid' | 'sent-back';

type Due = Pick<CommercialFact, 'factId' | 'insurer' | 'insuredArea' | 'settlementId' | 'amount'> & {
  readonly isUndone: boolean;
};
type Attempt = Omit<PersonPayment, 'factId'> & {
  readonly attempt: number;
  readonly madeBy: string;
  readonly decision: PersonPaymentCheck['decision'] | null;
  readonly checkedBy: string | null;
};
type Outcome = Result<{ outcome: 'applied' | 'unchanged'; state: PersonPaymentState }, GatewayRefusal>;

const DUE = statement(
  'gateway-person-due',
  `SELECT f.fact_id AS "factId", f.insurer, f.insured_area AS "insuredArea", f.amount,
     f.settlement_id AS "settlementId", EXISTS (SELECT FROM gateway.payment_fact u
       WHERE u.kind = 'undone' AND u.undoes = f.fact_id) AS "isUndone"
   FROM gateway.payment_fact f
   WHERE f.fact_id = $1 AND f.insurer = $2 AND f.kind = 'paid' AND f.payee = 'person'`,
);
const LATEST = statement(
  'gateway-person-payment',
  `SELECT p.attempt, p.request_key AS "requestKey", p.amount, p.bank, p.serial, p.paid_on AS "paidOn",
     p.actor->>'id' AS "madeBy", c.decision, c.actor->>'id' AS "checkedBy"
   FROM gateway.person_payment p LEFT JOIN gateway.person_payment_check c USING (fact_id, attempt)
   WHERE p.fact_id = $1 ORDER BY p.attempt DESC LIMIT 1`,
);
const ADD = statement(
  'gateway-add-person-payment',
  `INSERT INTO gateway.person_payment (fact_id, attempt, amount, bank, serial, paid_on, request_key,
     actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const CHECK = statement(
  'gateway-check-person-payment',
  `INSERT INTO gateway.person_payment_check (fact_id, attempt, decision, reason, request_key, actor, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const TURN = statement(
  'gateway-person-payment-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.person-payment ' || $1, 0))`,
);

const stateOf = ({ decision }: Attempt): PersonPaymentState =>
  decision === null ? 'paying' : decision === 'approve' ? 'paid' : 'sent-back';

/** What is due to a person of the operator's own insurer, and how far paying it is; one at a time. */
async function opened(tx: Executor, actor: InsurerActor, factId: string) {
  await tx.query(TURN, [factId]);
  const [due] = await tx.query<Due>(DUE, [factId, actor.insurer]);
  if (due === undefined) return null;
  const [latest = null] = await tx.query<Attempt>(LATEST, [factId]);
  return { due, latest };
}

/**
 * One person enters the payment of what is due to a person; another approves it (`checkPersonPayment`), and
 * only then it is booked. Once: after it was sent back it is entered anew. A bill whose receipt a claim
 * outside the platform has used is not paid again; whose claim is not said (OS2). Refusals: `no-such-claim`,
 * `wrong-state`, `not-permitted`, `amount-differs`, `date-in-future`, `invoice-used`, `serial-used`.
 */
export function payPerson(deps: GatewayDeps, actor: InsurerActor, payment: PersonPayment): Promise<Outcome> {
  const { factId, requestKey, amount, bank, serial, paidOn } = payment;
  return deps.db.transaction(async (tx): Promise<Outcome> => {
    const found = await opened(tx, actor, factId);
    if (found === null) return no('no-such-claim', 'factId');
    const { due, latest } = found;
    if (latest !== null && (latest.decision !== 'send-back' || latest.requestKey === requestKey)) {
      const state = stateOf(latest);
      const isSame =
        latest.requestKey === requestKey &&
        latest.amount === amount &&
        latest.serial === serial &&
        latest.bank === bank &&
        latest.paidOn === paidOn;
      return isSame ? ok({ outcome: 'unchanged', state }) : no('wrong-state', 'factId', { state });
    }
    const at = deps.now();
    const wrong = await whyNotPay(tx, { due, payment, actor, at });
    if (wrong !== null) return wrong;
    const by = keptActor(actor);
    const attempt = (latest?.attempt ?? 0) + 1;
    const values = [factId, attempt, amount, bank, serial, paidOn, requestKey, JSON.stringify(by), at];
    await tx.query(ADD, values);
    const digest = digestOf({ factId, attempt, amount, bank, serial, paidOn, by, at });
    await appendToJournal(tx, { kind: 'gateway.person-payment', subject: `${factId}/${attempt}`, digest });
    return ok({ outcome: 'applied', state: 'paying' });
  });
}

async function whyNotPay(
  tx: Executor,
  asked: {
    readonly due: Due;
    readonly payment: PersonPayment;
    readonly actor: InsurerActor;
    readonly at: Instant;
  },
) {
  const { due, payment, actor, at } = asked;
  if (!hasRole(actor, 'payment-maker')) return no('not-permitted');
  if (due.isUndone) return no('wrong-state', 'factId', { state: 'undone' });
  if (payment.amount !== due.amount)
    return no('amount-differs', 'amount', { due: due.amount, paid: payment.amount });
  if (payment.paidOn > dateOf(at)) return no('date-in-future', 'paidOn');
  if (await isBillUsed(tx, due)) return no('invoice-used', 'factId');
  return (await isSerialUsed(tx, actor.insurer, payment)) ? no('serial-used', 'serial') : null;
}

async function isBillUsed(tx: Executor, { settlementId }: Due): Promise<boolean> {
  await takeInvoiceTurn(tx, settlementId);
  return billIsUsed(tx, settlementId);
}

/**
 * Another person approves a payment to a person, which books it, or sends it back with a reason, which frees
 * its serial. What was undone or used elsewhere meanwhile is not approved. Refusals: `no-such-claim`,
 * `wrong-state`, `not-permitted`, `same-person`, `reason-missing`, `invoice-used`.
 */
export function checkPersonPayment(
  deps: GatewayDeps,
  actor: InsurerActor,
  { factId, requestKey, decision, reason }: PersonPaymentCheck,
): Promise<Outcome> {
  return deps.db.transaction(async (tx): Promise<Outcome> => {
    const found = await opened(tx, actor, factId);
    if (found === null) return no('no-such-claim', 'factId');
    const { due, latest } = found;
    if (latest === null) return no('wrong-state', 'factId', { state: 'due' });
    const isSame = latest.decision === decision && latest.checkedBy === actor.id;
    if (isSame) return ok({ outcome: 'unchanged', state: stateOf(latest) });
    if (!hasRole(actor, 'payment-checker')) return no('not-permitted');
    if (latest.decision !== null) return no('wrong-state', 'factId', { state: stateOf(latest) });
    if (latest.madeBy === actor.id) return no('same-person');
    const why = reason?.trim() || null;
    const isApproval = decision === 'approve';
    if (!isApproval && why === null) return no('reason-missing', 'reason');
    if (isApproval && due.isUndone) return no('wrong-state', 'factId', { state: 'undone' });
    if (isApproval && (await isBillUsed(tx, due))) return no('invoice-used', 'factId');
    const { attempt } = latest;
    const at = deps.now();
    const by = keptActor(actor);
    const said = isApproval ? null : why;
    await tx.query(CHECK, [factId, attempt, decision, said, requestKey, JSON.stringify(by), at]);
    if (isApproval) await postTransfers(tx, LEDGER, [personTransfer(due, at)]);
    const digest = digestOf({ factId, attempt, decision, reason: said, by, at });
    const subject = `${factId}/${attempt}`;
    await appendToJournal(tx, { kind: 'gateway.person-payment-check', subject, digest });
    return ok({ outcome: 'applied', state: isApproval ? 'paid' : 'sent-back' });
  });
}

/** What is owed to the person goes out of the insurer's bank. */
export function personTransfer(
  due: Pick<Due, 'factId' | 'insurer' | 'insuredArea' | 'amount'>,
  at: Instant,
): Transfer {
  return {
    transferId: `${due.factId}.claim-paid`,
    debit: owedToPersons(due),
    credit: accountId('commercial-bank', due.insurer),
    amount: fen(due.amount),
    code: 'claim-paid',
    reference: `${due.factId}.claim`,
    month: monthOf(at),
    postedAt: at,
  };
}
