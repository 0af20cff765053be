import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { repeatSettle, type SettlementRequest, settle } from '../settlement/settle.ts';
import { checkConsent, isTokenOf, type PaymentConsent } from './authorise.ts';
import { advanceOrder } from './drive.ts';
import { claimOrder, findOrder, type Order, releaseOrder } from './store.ts';

/** A payment of an uploaded order (6202). */
export type Placement = {
  readonly orderId: string;
  readonly token: string;
  readonly visitId: string;
  readonly batch: string | null;
  readonly consent: PaymentConsent;
};

/** The order that a message names, or why it is none. Refusals: `order-unknown`, `order-token-wrong`. */
export async function requireOrder(
  deps: CareDeps,
  call: Call,
  named: { readonly orderId: string; readonly token: string | null },
): Promise<Result<Order, Refusal>> {
  const { orderId, token } = named;
  const order = await findOrder(deps.db, call.institution.providerId, orderId);
  if (order === null) return careRefusal('order-unknown', 'paymentOrderId', { orderId });
  if (token !== null && !isTokenOf(deps, orderId, token)) {
    return careRefusal('order-token-wrong', 'paymentToken', { orderId });
  }
  return ok(order);
}

const requestOf = (order: Order): SettlementRequest => ({
  kind: 'outpatient',
  visitId: order.visitId,
  personId: order.personId,
  insuranceType: order.insuranceType,
  careType: order.careType,
  batch: order.batch,
  declared: { total: order.total, excluded: null, overLimit: null, selfPaidFirst: null, eligible: null },
  usesPersonalAccount: order.usesAccount,
  isInterim: false,
  certificateType: 'insurance-code',
  invoiceNumber: order.invoiceNumber,
});

/** After these the settlement may still come about; the order stays taken and the node looks again. */
const MAY_COME: readonly string[] = ['outcome-unknown', 'request-in-progress'];

/**
 * Settles the insurance part of an order and opens its cash part at the channel, once per message. The
 * settlement is one like any other: intent, insured side, books, resolver. Its answer never says paid while
 * cash is open. Refusals in order: `order-unknown`, `order-token-wrong`, `order-visit-differs`,
 * `order-revoked`, `order-placed`, those of the payer's consent, and those of `settle`.
 */
export async function placeOrder(
  deps: CareDeps,
  call: Call,
  placement: Placement,
): Promise<Result<Uint8Array, Refusal>> {
  const found = await requireOrder(deps, call, placement);
  if (!found.ok) return found;
  const order = found.value;
  const { visitId, batch } = order;
  if (placement.visitId !== visitId || (placement.batch !== null && placement.batch !== batch)) {
    return careRefusal('order-visit-differs', 'orderVisitId', { expected: `${visitId} / ${batch}` });
  }
  const isOwn = order.settleMessage === call.messageId;
  if (order.state === 'revoked') return careRefusal('order-revoked', 'paymentOrderId');
  if (order.state !== 'open' && !isOwn) return careRefusal('order-placed', 'paymentOrderId');
  if (deps.channel === undefined) return careRefusal('order-channel-missing');
  if (isOwn && call.progress.mayHaveEffect) {
    return concluded(deps, order, await repeatSettle(deps, call, requestOf(order)));
  }
  const consent = await checkConsent(deps, call, order.personId, placement.consent);
  if (!consent.ok) return consent;
  const at = call.receivedAt;
  const by = { messageId: call.messageId, at, lookAt: at + deps.limits.resolveAfterMs };
  const claimed = await deps.db.transaction((tx) => claimOrder(tx, order, by));
  if (claimed === null) return careRefusal('order-placed', 'paymentOrderId');
  call.progress.mayHaveEffect = true;
  return concluded(deps, claimed, await settle(deps, call, requestOf(claimed)));
}

/** Brings the order to where its settlement is; what goes wrong here the node's worker does again. */
async function concluded(
  deps: CareDeps,
  order: Order,
  settled: Result<Uint8Array, Refusal>,
): Promise<Result<Uint8Array, Refusal>> {
  if (settled.ok) {
    try {
      await advanceOrder(deps, order);
    } catch (error) {
      deps.log({ level: 'error', event: 'order-not-driven', orderId: order.orderId, error });
    }
    return settled;
  }
  if (!MAY_COME.includes(settled.refusal.code)) {
    await deps.db.transaction((tx) => releaseOrder(tx, order, order.settleMessage!));
  }
  return settled;
}
