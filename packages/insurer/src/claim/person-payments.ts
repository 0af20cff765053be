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

type Due = Pick<CommercialFact, 'factId' | 'insurer' | 'insuredArea' | 'settlementId' | 'amount'> & {
  readonly isUndone: boolean;
};

const DUE = statement(
  'gateway-person-due',
  `SELECT f.fact_id AS "factId", f.insurer, f.insured_area AS "insuredArea", f.amount,
     f.settlement_id AS "settlementId", EXISTS (SELECT FROM gateway.payment_fact u
       WHERE u.kind = 'undone' AND u.undoes = f.fact_id) AS "isUndone"
   FROM gateway.payment_fact f
   WHERE f.fact_id = $1 AND f.insurer = $2 AND f.kind = 'paid' AND f.payee = 'person'`,
);
const KNOWN = statement(
  'gateway-person-payment',
  `SELECT request_key AS "requestKey", amount, bank, serial, paid_on AS "paidOn"
   FROM gateway.person_payment WHERE fact_id = $1`,
);
const ADD = statement(
  'gateway-add-person-payment',
  `INSERT INTO gateway.person_payment (fact_id, amount, bank, serial, paid_on, request_key, actor, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const TURN = statement(
  'gateway-person-payment-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.person-payment ' || $1, 0))`,
);

/**
 * Pays a person, once. A bill whose receipt a claim outside the platform has used is not paid again; whose
 * claim is not said (OS2).
 */
export async function payPerson(
  deps: GatewayDeps,
  actor: InsurerActor,
  payment: PersonPayment,
): Promise<Result<{ outcome: 'applied' | 'unchanged' }, GatewayRefusal>> {
  const { factId, requestKey, amount, bank, serial, paidOn } = payment;
  return deps.db.transaction(async (tx) => {
    await tx.query(TURN, [factId]);
    const [due] = await tx.query<Due>(DUE, [factId, actor.insurer]);
    if (due === undefined) return no('no-such-claim', 'factId');
    const [before] = await tx.query<Omit<PersonPayment, 'factId'>>(KNOWN, [factId]);
    if (before !== undefined) {
      const isSame = before.requestKey === requestKey && before.serial === serial && before.bank === bank;
      return isSame ? ok({ outcome: 'unchanged' }) : no('wrong-state', 'factId', { state: 'paid' });
    }
    const at = deps.now();
    const checked = await check(tx, { due, payment, actor, at });
    if (!checked.ok) return checked;
    const by = keptActor(actor);
    await tx.query(ADD, [factId, amount, bank, serial, paidOn, requestKey, JSON.stringify(by), at]);
    await postTransfers(tx, LEDGER, [personTransfer(due, at)]);
    const digest = digestOf({ factId, amount, bank, serial, paidOn, by, at });
    await appendToJournal(tx, { kind: 'gateway.person-payment', subject: factId, digest });
    return ok({ outcome: 'applied' });
  });
}

async function check(
  tx: Executor,
  asked: {
    readonly due: Due;
    readonly payment: PersonPayment;
    readonly actor: InsurerActor;
    readonly at: Instant;
  },
): Promise<Result<null, GatewayRefusal>> {
  const { due, payment, actor, at } = asked;
  if (!hasRole(actor, 'payment-maker')) return no('not-permitted');
  if (due.isUndone) return no('wrong-state', 'factId', { state: 'undone' });
  if (payment.amount !== due.amount)
    return no('amount-differs', 'amount', { due: due.amount, paid: payment.amount });
  if (payment.paidOn > dateOf(at)) return no('date-in-future', 'paidOn');
  await takeInvoiceTurn(tx, due.settlementId);
  if (await billIsUsed(tx, due.settlementId)) return no('invoice-used', 'factId');
  return (await isSerialUsed(tx, actor.insurer, payment)) ? no('serial-used', 'serial') : ok(null);
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
