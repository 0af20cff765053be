import { settlePurchase as settle } from '../../care/purchase/service.ts';
import type { HandlerOf } from '../handling.ts';
import { purchaseOf } from './purchase.ts';

/** 2102 and its A edition. */
export const settlePurchase: HandlerOf<'2102'> = async ({ deps, call, input }) => {
  const purchase = purchaseOf(input);
  return purchase.ok ? settle(deps, call, purchase.value) : purchase;
};
