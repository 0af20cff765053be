import { payPool } from './compile-bands.ts';
import { applyDeductible, takeFirstShare } from './compile-first.ts';
import { meetGap, payFromAccount, payLayer, payRest } from './compile-secondary.ts';
import type { Stage, State } from './program.ts';

/** Runs one stage; false when a needed table is not provided (`state.missing` names it). */
export function runStage(stage: Stage, state: State): boolean {
  const { firstShare, deductible, pool, layer, account, rest, gap } = stage;
  if (firstShare !== null) return takeFirstShare(firstShare, state);
  if (deductible !== null) return applyDeductible(deductible, state);
  if (pool !== null) return payPool(pool, state);
  if (layer !== null) return payLayer(layer, state);
  if (account !== null) return payFromAccount(account, state);
  if (rest !== null) return payRest(rest, state);
  return gap === null || meetGap(gap, state);
}
