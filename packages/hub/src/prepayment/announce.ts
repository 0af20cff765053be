import { type PrepaymentOrder, type PrepaymentStep, payeeOf, payerOf } from '@zhijie/clearing';
import { type Executor, enqueue } from '@zhijie/database';
import { areaOfNode, type NodeAddress, outboxPayload, routeOf } from '@zhijie/exchange';
import { assert, type Instant, monthOf } from '@zhijie/kernel';

type Told = {
  readonly step: PrepaymentStep['kind'];
  readonly at: Instant;
  readonly knows: (address: NodeAddress) => boolean;
};

/**
 * Tells the province whose money moved to book it: the payer when it has paid, the payee when it has
 * received. By the order's id, so that a message that comes twice books once.
 */
export async function announceToProvince(
  tx: Executor,
  order: PrepaymentOrder,
  { step, at, knows }: Told,
): Promise<void> {
  if (step === 'submit') return;
  const { orderId, careProvince, insuredProvince, amount, isReturn, transfer, received } = order;
  assert(transfer !== null, 'What is booked was paid');
  const isCareBook = (step === 'pay' ? payerOf(order) : payeeOf(order)) === careProvince;
  const destination = isCareBook ? careProvince : insuredProvince;
  if (!knows(destination)) return;
  const { bank, serial, paidOn } = transfer;
  const on = step === 'pay' ? paidOn : (received?.receivedOn ?? paidOn);
  const route = routeOf({
    careArea: areaOfNode(careProvince),
    insuredArea: areaOfNode(insuredProvince),
    month: monthOf(at),
  });
  const message = isCareBook ? 'prepayment.held@1' : 'prepayment.paid@1';
  const body = { orderId, careProvince, insuredProvince, amount, isReturn, bank, serial, on };
  const payload = outboxPayload(message, route, body);
  await enqueue(tx, { id: `prepayment:${orderId}:${step}`, destination, message, payload, at });
}
