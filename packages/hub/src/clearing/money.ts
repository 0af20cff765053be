import type { Order } from '@zhijie/clearing';
import { type Database, type Executor, statement } from '@zhijie/database';
import type { DecidedDeduction, Handlers, PaidClearingOrder } from '@zhijie/exchange';
import { type Instant, type Month, ok, parseMonth, refuse } from '@zhijie/kernel';
import { type Clearing, foldSteps } from './clearing.ts';
import { pairNetsOf } from './postings.ts';
import { periodsOfRuns, runOf } from './run.ts';
import { openState, stepsOf } from './steps.ts';

const AT_ONCE = 500;
const DEDUCTIONS = statement(
  'hub-clearing-deductions-for-province',
  `SELECT d.deduction_id AS "deductionId", d.kind, t.provider_id AS "providerId", t.person_id AS "personId",
     d.settlement_id AS "settlementId", d.care_area AS "careArea", t.insured_area AS "insuredArea",
     t.insurance_type AS "insuranceType", d.amount, d.reason, d.decided_by AS "decidedBy",
     d.decided_at AS "decidedAt"
   FROM hub.clearing_deduction d
   JOIN hub.trade t ON t.care_area = d.care_area AND t.settlement_id = d.settlement_id
   WHERE d.month = $1 AND $2 IN (left(d.care_area, 2), left(t.insured_area, 2))
     AND d.deduction_id COLLATE "C" > $3
   ORDER BY d.deduction_id COLLATE "C" LIMIT ${AT_ONCE + 1}`,
);

/**
 * What provinces take into their own books: payments that were made, by the pairs of areas behind them
 * (C-04), and what audits decided (V-13). A province hears of its own only.
 */
export function moneyHandlers({
  db,
  clearing,
}: {
  readonly db: Database;
  readonly clearing: Clearing;
}): Handlers {
  return {
    'clearing.payments@1': async ({ since: text }, { from }) => {
      const since = parseMonth(text);
      if (!since.ok) return refuse('not-a-month', { field: 'since' });
      const orders: PaidClearingOrder[] = [];
      for (const period of (await periodsOfRuns(db)).filter((each) => each >= since.value)) {
        const state = await clearing.state(period);
        for (const order of state?.book.orders ?? []) {
          if (order.payer !== from && order.payee !== from) continue;
          const told = await paidOrder(db, period, order);
          if (told !== null) orders.push(told);
        }
      }
      return ok({ orders });
    },
    'clearing.deductions@1': async ({ month: text, after }, { from }) => {
      const month = parseMonth(text);
      if (!month.ok) return refuse('not-a-month', { field: 'month' });
      const rows = await db.query<DecidedDeduction>(DEDUCTIONS, [month.value, from, after]);
      return ok({ deductions: rows.slice(0, AT_ONCE), isMore: rows.length > AT_ONCE });
    },
  };
}

/** A payment as its two provinces book it; null while it is not made. */
export async function paidOrder(
  db: Executor,
  period: Month,
  order: Order,
): Promise<PaidClearingOrder | null> {
  const { orderId, payer, payee, insuranceType, amount, isReturn, transfer, received } = order;
  if (transfer === null) return null;
  const { bank, serial, paidOn } = transfer;
  const pairs = await pairNetsOf(db, period, order);
  return {
    orderId,
    period,
    payer,
    payee,
    insuranceType,
    amount,
    isReturn,
    bank,
    serial,
    paidOn,
    receivedOn: received?.receivedOn ?? null,
    pairs: pairs.map(({ careArea, insuredArea, net }) => ({ careArea, insuredArea, net })),
  };
}

/** A payment of a clearing that was made, as the nation's book has it; amounts in fen. */
export type MadePayment = Pick<PaidClearingOrder, 'orderId' | 'payer' | 'payee' | 'amount' | 'isReturn'> & {
  readonly isReceived: boolean;
};

/** Every payment of every clearing that was made, for comparison with the provinces' books. */
export async function madePayments(db: Executor): Promise<MadePayment[]> {
  const made: MadePayment[] = [];
  for (const period of await periodsOfRuns(db)) {
    const run = await runOf(db, period);
    if (run === undefined) continue;
    const { book } = foldSteps(openState(run), await stepsOf(db, period));
    for (const { orderId, payer, payee, amount, isReturn, transfer, received } of book.orders)
      if (transfer !== null)
        made.push({ orderId, payer, payee, amount, isReturn, isReceived: received !== null });
  }
  return made;
}

const ALL_DEDUCTIONS = statement(
  'hub-clearing-all-deductions',
  `SELECT d.deduction_id AS "deductionId", d.settlement_id AS "settlementId", d.kind,
     left(d.care_area, 2) AS care, left(t.insured_area, 2) AS insured
   FROM hub.clearing_deduction d
   JOIN hub.trade t ON t.care_area = d.care_area AND t.settlement_id = d.settlement_id
   WHERE d.decided_at < $1`,
);

/** What an audit decided, and which two provinces' books it concerns. */
export type DecidedFor = Pick<DecidedDeduction, 'deductionId' | 'settlementId' | 'kind'> & {
  readonly care: string;
  readonly insured: string;
};

/** Everything that was decided before a moment. */
export const decidedBefore = (db: Executor, before: Instant): Promise<DecidedFor[]> =>
  db.query<DecidedFor>(ALL_DEDUCTIONS, [before]);
