import { type Executor, orderedBy, statement } from '@zhijie/database';
import type { Fen, Instant } from '@zhijie/kernel';
import { type EndReason, keyOf, lease, type OrderKey, one, recordBack, stopOrder } from './store.ts';

export type OrderRefund = {
  readonly providerId: string;
  readonly refundId: string;
  readonly orderId: string;
  /** The hospital's number of the refund; the node's own for one that nobody asked for. */
  readonly serial: string;
  readonly part: 'all' | 'cash' | 'insurance';
  readonly reason: EndReason;
  readonly funds: Fen;
  readonly account: Fen;
  readonly cash: Fen;
  readonly state: 'pending' | 'done' | 'failed' | 'mixed';
  readonly reversalId: string | null;
  readonly insuranceDoneAt: Instant | null;
  readonly cashDoneAt: Instant | null;
  readonly askedAt: Instant;
};

const REFUND = `r.provider_id AS "providerId", r.refund_id AS "refundId", r.order_id AS "orderId", r.serial,
  r.part, r.reason, r.funds, r.account, r.cash, r.state, r.reversal_id AS "reversalId",
  r.insurance_done_at AS "insuranceDoneAt", r.cash_done_at AS "cashDoneAt", r.asked_at AS "askedAt"`;

const INSERT_REFUND = statement(
  'care-order-refund-insert',
  `INSERT INTO care.order_refund AS r (provider_id, refund_id, order_id, serial, part, reason, funds, account,
     cash, asked_at, look_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT DO NOTHING RETURNING ${REFUND}`,
);
const FIND_REFUND = statement(
  'care-order-refund-find',
  `SELECT ${REFUND} FROM care.order_refund r WHERE r.provider_id = $1 AND r.serial = $2`,
);
const PENDING_REFUND = statement(
  'care-order-refund-pending',
  `SELECT ${REFUND} FROM care.order_refund r
   WHERE r.provider_id = $1 AND r.order_id = $2 AND r.state = 'pending'`,
);
const INSURANCE_DONE = statement(
  'care-order-refund-insurance',
  `UPDATE care.order_refund r SET insurance_done_at = $3, reversal_id = $4
   WHERE provider_id = $1 AND refund_id = $2 AND state = 'pending' AND insurance_done_at IS NULL
   RETURNING ${REFUND}`,
);
const CASH_DONE = statement(
  'care-order-refund-cash',
  `UPDATE care.order_refund r SET cash_done_at = $3
   WHERE provider_id = $1 AND refund_id = $2 AND state = 'pending' AND cash_done_at IS NULL
   RETURNING ${REFUND}`,
);
const END_REFUND = statement(
  'care-order-refund-end',
  `UPDATE care.order_refund r SET state = $3, ended_at = $4, look_at = NULL
   WHERE provider_id = $1 AND refund_id = $2 AND state = 'pending' RETURNING ${REFUND}`,
);
const LEASE_REFUNDS = statement(
  'care-order-refund-lease',
  lease('care.order_refund', 'refund_id', REFUND, 'r'),
);
export type NewRefund = Omit<OrderRefund, 'state' | 'reversalId' | 'insuranceDoneAt' | 'cashDoneAt'> & {
  readonly lookAt: number;
};

/** Begins a refund and stops the order; null when another refund is under way or the order has no money. */
export async function beginRefund(tx: Executor, made: NewRefund): Promise<OrderRefund | null> {
  if ((await stopOrder(tx, made)) === null) return null;
  return one(tx, INSERT_REFUND, [
    made.providerId,
    made.refundId,
    made.orderId,
    made.serial,
    made.part,
    made.reason,
    made.funds,
    made.account,
    made.cash,
    made.askedAt,
    made.lookAt,
  ]);
}

export const findRefund = (db: Executor, providerId: string, serial: string): Promise<OrderRefund | null> =>
  one(db, FIND_REFUND, [providerId, serial]);

/** The refund of an order that is under way. */
export const pendingRefund = (db: Executor, order: OrderKey): Promise<OrderRefund | null> =>
  one(db, PENDING_REFUND, keyOf(order));

type RefundKey = Pick<OrderRefund, 'providerId' | 'refundId'>;

export const insuranceRefunded = (
  tx: Executor,
  { providerId, refundId }: RefundKey,
  how: { readonly at: Instant; readonly reversalId: string | null },
): Promise<OrderRefund | null> => one(tx, INSURANCE_DONE, [providerId, refundId, how.at, how.reversalId]);

export const cashSettledBack = (
  tx: Executor,
  { providerId, refundId }: RefundKey,
  at: Instant,
): Promise<OrderRefund | null> => one(tx, CASH_DONE, [providerId, refundId, at]);

/** Ends a refund and says at its order what it took back. */
export async function endRefund(
  tx: Executor,
  refund: OrderRefund,
  end: {
    readonly state: 'done' | 'failed' | 'mixed';
    readonly at: Instant;
    readonly cash: number;
    readonly isInsuranceBack: boolean;
  },
): Promise<OrderRefund | null> {
  const { providerId, refundId } = refund;
  const ended = await one<OrderRefund>(tx, END_REFUND, [providerId, refundId, end.state, end.at]);
  if (ended === null) return null;
  const { cash, isInsuranceBack } = end;
  await recordBack(tx, refund, { cash, isInsuranceBack, reason: refund.reason });
  return ended;
}

/** Refunds that are due to be looked at; as `leaseOrders`. */
export const leaseRefunds = (db: Executor, now: Instant, limit: number): Promise<OrderRefund[]> =>
  orderedBy(db.query<OrderRefund>(LEASE_REFUNDS, [now, limit]), ({ refundId }) => refundId);
