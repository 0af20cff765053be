import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import type { CareBreach } from './invariants.ts';

/** `done` is paid, so its bill is settled, or its reversal stands behind a refund of the order. */
const HALF_PAID = statement(
  'care-doctor-half-paid-orders',
  `SELECT o.order_id AS subject FROM care.payment_order o
   LEFT JOIN care.settlement s ON s.provider_id = o.provider_id AND s.settlement_id = o.settlement_id
   WHERE o.state = 'done' AND NOT o.is_insurance_refunded
     AND (s.state IS DISTINCT FROM 'settled' OR EXISTS (SELECT FROM care.reversal r
       WHERE r.provider_id = o.provider_id AND r.settlement_id = o.settlement_id))
   UNION ALL
   SELECT o.order_id FROM care.payment_order o
   JOIN care.settlement s ON s.provider_id = o.provider_id AND s.settlement_id = o.settlement_id
   WHERE (o.is_insurance_refunded OR o.state = 'undone') AND s.state <> 'reversed'`,
);
/** The parts of the order are those of the settlement. */
const OTHER_AMOUNTS = statement(
  'care-doctor-order-amounts',
  `SELECT o.order_id AS subject FROM care.payment_order o
   JOIN care.settlement s ON s.provider_id = o.provider_id AND s.settlement_id = o.settlement_id
   WHERE (o.funds, o.account, o.cash, o.by_hospital, o.total) IS DISTINCT FROM (s.paid_by_funds,
     s.paid_by_personal_account, s.paid_in_cash, s.paid_by_hospital, s.fee_total)`,
);
/** Money that a payer has paid for an order that came to nothing is given back. */
const KEPT_CASH = statement(
  'care-doctor-order-cash',
  `SELECT o.order_id AS subject FROM care.payment_order o
   WHERE o.state = 'undone' AND o.cash_state = 'paid' AND o.cash_refunded <> o.cash
   UNION ALL
   SELECT o.order_id FROM care.payment_order o
   WHERE o.cash_refunded <> (SELECT coalesce(sum(r.cash), 0) FROM care.order_refund r
     WHERE r.provider_id = o.provider_id AND r.order_id = o.order_id AND r.state = 'done'
       AND o.cash_state = 'paid')`,
);
const OPEN = statement(
  'care-doctor-open-orders',
  `SELECT order_id AS subject FROM care.payment_order
   WHERE state IN ('paying', 'undoing') AND deadline_at < $1 OR state = 'settling' AND settle_asked_at < $1
     OR state = 'undoing' AND NOT EXISTS (SELECT FROM care.order_refund r WHERE r.state = 'pending'
       AND r.provider_id = payment_order.provider_id AND r.order_id = payment_order.order_id)
   UNION ALL
   SELECT order_id FROM care.order_refund WHERE state = 'pending' AND asked_at < $1`,
);
/** Settled for an order that does not know of it. */
const ORPHANS = statement(
  'care-doctor-orphan-order-settlements',
  `SELECT s.settlement_id AS subject FROM care.settlement s
   WHERE s.interface_number = '6202' AND s.state = 'settled' AND s.settled_at < $1
     AND NOT EXISTS (SELECT FROM care.payment_order o
       WHERE o.provider_id = s.provider_id AND o.settlement_id = s.settlement_id)`,
);

/** Half an hour after its time an order is at its end: ten minutes to pay, the rest to ask again. */
const OPEN_AT_MOST_MS = 30 * 60_000;

/**
 * What holds of orders for mobile payment (procedures ): nothing is paid without a settled bill,
 * no amount is another than the settlement's, no cash of an undone order is kept, all comes to its end.
 */
export async function orderBreaches(db: Executor, now: Instant): Promise<CareBreach[]> {
  const latest = now - OPEN_AT_MOST_MS;
  const checks = [
    [
      HALF_PAID,
      [],
      'paid-orders-have-settled-bills',
      'Q-08: it is paid without its bill, or undone with it.',
    ],
    [
      OTHER_AMOUNTS,
      [],
      'orders-say-what-their-bills-say',
      'Q-08: its parts are not those of its settlement.',
    ],
    [KEPT_CASH, [], 'undone-orders-keep-no-cash', 'Q-09: the payer’s money and its refunds do not agree.'],
    [OPEN, [latest], 'orders-come-to-an-end', 'Q-09: it is open half an hour after its time.'],
    [
      ORPHANS,
      [latest],
      'order-settlements-have-orders',
      'Q-09: settled for an order that does not know of it.',
    ],
  ] as const;
  const found: CareBreach[] = [];
  for (const [query, values, invariant, detail] of checks) {
    const rows = await db.query<{ subject: string }>(query, [...values]);
    found.push(...rows.map(({ subject }) => ({ invariant, subject, detail })));
  }
  return found;
}
