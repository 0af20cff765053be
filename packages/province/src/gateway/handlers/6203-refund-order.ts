import { formatDateTime } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import { refundOrder as refund } from '../../care/payment-order/refund.ts';
import type { OrderRefund } from '../../care/payment-order/refund-store.ts';
import { type HandlerOf, orNull } from '../handling.ts';

function outputOf({ refundId, state, reversalId, insuranceDoneAt }: OrderRefund): OutputOf<'6203'> {
  const base = { refundNumber: refundId, refundState: state === 'pending' ? 'failed' : state } as const;
  if (insuranceDoneAt === null || reversalId === null) return base;
  const [date, time] = formatDateTime(insuranceDoneAt).split(' ') as [string, string];
  return {
    ...base,
    insuranceRefundNumber: reversalId,
    insuranceRefundDate: date.replaceAll('-', ''),
    insuranceRefundTime: time.replaceAll(':', ''),
  };
}

export const refundOrder: HandlerOf<'6203'> = ({ deps, call, input, answer }) =>
  refund(
    deps,
    call,
    {
      orderId: input.paymentOrderId,
      serial: input.refundSerial,
      part: input.refundPart,
      total: input.refundTotal,
      cash: input.refundCash,
      account: orNull(input.refundAccount),
      funds: orNull(input.refundFunds),
      holderToken: orNull(input.credentialToken),
      authorisation: orNull(input.paymentAuthorisation),
    },
    (made) => answer(outputOf(made)),
  );
