import { type Pool, payPool } from './compile-bands.ts';
import { applyDeductible, type DeductibleLine, type FirstShare, takeFirstShare } from './compile-first.ts';
import {
  type AccountUse,
  type Gap,
  type Layer,
  meetGap,
  payFromAccount,
  payLayer,
  payRest,
  type Rest,
} from './compile-secondary.ts';
import type { Stage, State } from './program.ts';

/** Runs one stage (`KIND`); false when a needed table is not provided (`state.missing` names it). */
export function runStage({ kind, data }: Stage, state: State): boolean {
  switch (kind) {
    case 0:
      return takeFirstShare(data as FirstShare, state);
    case 1:
      return applyDeductible(data as DeductibleLine, state);
    case 2:
      return payPool(data as Pool, state);
    case 3:
      return payLayer(data as Layer, state);
    case 4:
      return payFromAccount(data as AccountUse, state);
    case 5:
      return payRest(data as Rest, state);
    case 6:
      return meetGap(data as Gap, state);
    default:
      return true;
  }
}
