import { quotePurchase as quote } from '../../care/purchase/service.ts';
import { type HandlerOf, map } from '../handling.ts';
import { quoteOutput } from '../settlement-output.ts';
import { splitOutput } from './lines.ts';
import { purchaseOf } from './purchase.ts';

/** 2101 and its A edition. */
export const quotePurchase: HandlerOf<'2101'> = async ({ deps, call, input, answer }) => {
  const purchase = purchaseOf(input);
  if (!purchase.ok) return purchase;
  return map(await quote(deps, call, purchase.value), (view) =>
    answer({ ...quoteOutput(view), lines: splitOutput(view.lines ?? []) }, view.warnings),
  );
};
