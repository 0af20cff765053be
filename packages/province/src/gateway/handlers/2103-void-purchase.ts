import { closePurchase } from '../../care/purchase/service.ts';
import { undoSettlement } from '../../care/settlement/reverse.ts';
import type { HandlerOf } from '../handling.ts';

export const voidPurchase: HandlerOf<'2103'> = async ({ deps, call, input }) => {
  const undone = await undoSettlement(deps, call, { ...input, kind: 'outpatient', isPurchase: true });
  if (undone.ok) await closePurchase(deps, call, input.visitId);
  return undone;
};
