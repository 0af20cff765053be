import { placeOrder as place } from '../../care/payment-order/place.ts';
import { type HandlerOf, orNull } from '../handling.ts';

export const placeOrder: HandlerOf<'6202'> = ({ deps, call, input }) => {
  const { paymentAuthorisation: token, shownCode: code, shownChannel } = input;
  return place(deps, call, {
    orderId: input.paymentOrderId,
    token: input.paymentToken,
    visitId: input.orderVisitId,
    batch: orNull(input.orderBatch),
    // The check of the message has seen to it that one of them is there.
    consent:
      token === undefined
        ? { kind: 'code', code: code ?? '', channel: shownChannel ?? '' }
        : { kind: 'token', token },
  });
};
