import { reportOrder as report } from '../../care/payment-order/query.ts';
import type { HandlerOf } from '../handling.ts';

export const reportOrder: HandlerOf<'6204'> = ({ deps, call, input, answer }) =>
  report(
    deps,
    call,
    {
      orderId: input.paymentOrderId,
      hospitalOrder: input.hospitalOrder,
      total: input.orderFeeTotal,
      cash: input.orderCash,
      account: input.orderAccount,
      funds: input.orderFunds,
      payment: input.otherPayment,
    },
    () => answer({}),
  );
