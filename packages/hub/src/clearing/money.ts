import type { Order } from '@zhijie/clearing';
import { type Database, type Executor, statement } from '@zhijie/database';
import type { DecidedDeduction, Handlers, PaidClearingOrder } from '@zhijie/exchange';
import { type Instant, type Month, ok, parseMonth, refuse } from '@zhijie/kernel';
import { type Clearing, foldSteps } from './clearing.ts';
import { type PairNetOfType, pairNetsOfProvince, pairsOf } from './postings.ts';
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

const STEPS_SINCE = statement(
  'hub-clearing-steps-since',
  'SELECT count(*) AS steps FROM hub.clearing_step WHERE period >= $1',
);

/** Changes with every step of the months from one on: steps are only ever added. */
async function markOf(db: Executor, since: Month): Promise<string> {
  const [row] = await db.query<{ steps: number }>(STEPS_SINCE, [since]);
  return `${since}/${row!.steps}`;
}

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
    'clearing.payments@1': async ({ since: text, mark: known }, { from }) => {
      const since = parseMonth(text);
      if (!since.ok) return refuse('not-a-month', { field: 'since' });
      // Before the books are read: a step that comes meanwhile is told again, not lost.
      const mark = await markOf(db, since.value);
      if (mark === known) return ok({ orders: [], mark });
      const orders: PaidClearingOrder[] = [];
      for (const period of (await periodsOfRuns(db)).filter((each) => each >= since.value)) {
        const state = await clearing.state(period);
        const own = (state?.book.orders ?? []).filter((order) => [order.payer, order.payee].includes(from));
        if (own.length === 0) continue;
        const nets = await pairNetsOfProvince(db, period, from);
        orders.push(...own.flatMap((order) => paidOrder(period, order, nets)));
      }
      return ok({ orders, mark });
    },
    'clearing.deductions@1': async ({ month: text, after }, { from }) => {
      const month = parseMonth(text);
      if (!month.ok) return refuse('not-a-month', { field: 'month' });
      const rows = await db.query<DecidedDeduction>(DEDUCTIONS, [month.value, from, after]);
      return ok({ deductions: rows.slice(0, AT_ONCE), isMore: rows.length > AT_ONCE });
    },
  };
}

/** A payment as its two provinces book it; nothing while it is not made. */
function paidOrder(period: Month, order: Order, nets: readonly PairNetOfType[]): PaidClearingOrder[] {
  const { orderId, payer, payee, insuranceType, amount, isReturn, transfer, received } = order;
  if (transfer === null) return [];
  const { bank, serial, paidOn } = transfer;
  const receivedOn = received?.receivedOn ?? null;
  const made = { orderId, period, payer, payee, insuranceType, amount, isReturn, bank, serial, paidOn };
  return [{ ...made, receivedOn, pairs: pairsOf(order, nets) }];
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
