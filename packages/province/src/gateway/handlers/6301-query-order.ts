import { formatDateTime, ok } from '@zhijie/kernel';
import { checkNotice, queryOrder as query, revokeOrder as revoke } from '../../care/payment-order/query.ts';
import type { HandlerOf } from '../handling.ts';
import { extensionOf } from './order-extension.ts';

/** How an order stands. Only its state says whether it is paid, not that this call succeeds. */
export const queryOrder: HandlerOf<'6301'> = async ({ deps, call, input, answer }) => {
  const holder = { number: input.holderNumber, name: input.holderName };
  const asked = { orderId: input.paymentOrderId, token: input.paymentToken, holder };
  const found = await query(deps, call, asked);
  if (!found.ok) return found;
  const { order, word, part, total, cash, account, funds, doneAt, reversalToken, page } = found.value;
  return ok(
    answer({
      orderState: word,
      paymentOrderId: order.orderId,
      noticeKind: word === 'settled' ? 'paid' : 'quoted',
      hospitalOrder: order.hospitalOrder,
      orderDoneAt: formatDateTime(doneAt).replace(/\D/g, ''),
      orderInstitution: order.providerId,
      orderInstitutionName: call.institution.name,
      orderPart: part,
      orderFeeTotal: total,
      orderCash: cash,
      orderAccount: account,
      orderFunds: funds,
      ...(reversalToken === null ? {} : { reversalToken }),
      orderExtension: extensionOf({ visitId: order.visitId, settlementId: order.settlementId, page }),
    }),
  );
};

/** A notice that the hospital got, held against the order. */
export const checkOrderNotice: HandlerOf<'6302'> = async ({ deps, call, input, answer }) => {
  const { isTrue, text } = await checkNotice(deps, call, {
    orderId: input.paymentOrderId,
    hospitalOrder: input.hospitalOrder,
    isPaid: input.noticeKind === 'paid',
    total: input.orderFeeTotal,
    cash: input.orderCashInNotice,
    account: input.orderAccount,
    funds: input.orderFunds,
  });
  return ok(answer({ isNoticeTaken: isTrue, noticeMessage: text }));
};

export const revokeOrder: HandlerOf<'6401'> = ({ deps, call, input, answer }) => {
  const holder = { number: input.holderNumber, name: input.holderName };
  const asked = { orderId: input.paymentOrderId, token: input.paymentToken, holder };
  return revoke(deps, call, asked, () => answer({ isNoticeTaken: true }));
};
