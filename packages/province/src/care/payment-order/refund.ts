import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { checkRefundConsent } from './authorise.ts';
import { advanceOrder, driveRefund, refundIdOf, waitUntil } from './drive.ts';
import { requireOrder } from './place.ts';
import { beginRefund, findRefund, type OrderRefund } from './refund-store.ts';
import { planRefund, type RefundTold } from './state.ts';
import type { Order } from './store.ts';

/** A refund as the hospital asks for it (6203). */
export type RefundRequest = RefundTold & {
  readonly orderId: string;
  readonly serial: string;
  /** Exactly one of them. */
  readonly holderToken: string | null;
  readonly authorisation: string | null;
};

/**
 * Takes an order back, whole or in one of its parts: first the insurance, the payer's money once that is
 * certain, both under one number. The same serial again goes on with the same refund. Refusals
 * in order: `authorisation-twice`, `order-unknown`, `refund-serial-reused`, `order-not-paid`,
 * `refund-in-progress`, those of `planRefund`, those of the consent, `outcome-unknown`.
 */
export async function refundOrder(
  deps: CareDeps,
  call: Call,
  request: RefundRequest,
  render: (refund: OrderRefund) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { holderToken, authorisation, serial } = request;
  if ((holderToken === null) === (authorisation === null)) {
    return careRefusal('authorisation-twice', 'credentialToken');
  }
  const found = await requireOrder(deps, call, { orderId: request.orderId, token: null });
  if (!found.ok) return found;
  const order = await advanceOrder(deps, found.value);
  const { providerId } = order;
  const known = await findRefund(deps.db, providerId, serial);
  if (known !== null && !isSame(known, request)) return careRefusal('refund-serial-reused', 'refundSerial');
  const begun = known === null ? await beginOne(deps, call, order, request) : ok(known);
  if (!begun.ok) return begun;
  const driven = await driveRefund(deps, begun.value);
  if (driven.state === 'pending') {
    return careRefusal('outcome-unknown', 'refundSerial', { visitId: order.visitId });
  }
  const { visitId } = order;
  return once(deps, call, async () => ok({ output: driven, visitId }), render);
}

const isSame = (known: OrderRefund, { orderId, part, cash }: RefundRequest): boolean =>
  known.orderId === orderId && known.part === part && known.cash === cash;

async function beginOne(
  deps: CareDeps,
  call: Call,
  order: Order,
  request: RefundRequest,
): Promise<Result<OrderRefund, Refusal>> {
  const { orderId, providerId, personId, state } = order;
  if (state === 'undoing') return careRefusal('refund-in-progress', 'paymentOrderId');
  // What is not paid yet can only be given up whole.
  const isHalf = state === 'paying' && request.part === 'all';
  if (state !== 'done' && !isHalf) return careRefusal('order-not-paid', 'paymentOrderId');
  const planned = planRefund(order, request);
  if (!planned.ok) return planned;
  const token = request.holderToken ?? request.authorisation!;
  const consent = await checkRefundConsent(deps, call, order, token);
  if (!consent.ok) return consent;
  const { serial, part } = request;
  call.progress.mayHaveEffect = true;
  const refund = await deps.db.transaction(async (tx) => {
    await logAccess(tx, { ...accessOf(call), personId, purpose: 'refund-order' });
    return beginRefund(tx, {
      ...planned.value,
      providerId,
      orderId,
      serial,
      part,
      refundId: refundIdOf(orderId, serial),
      reason: 'hospital',
      askedAt: call.receivedAt,
      lookAt: waitUntil(call.receivedAt),
    });
  });
  return refund === null ? careRefusal('refund-in-progress', 'paymentOrderId') : ok(refund);
}
