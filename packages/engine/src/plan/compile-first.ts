import { AT } from '../buckets.ts';
import type { Rounder } from './bands.ts';
import { type Grid, gridIndex, NOT_PROVIDED } from './grid.ts';
import { KIND, move, type Stage, type State } from './program.ts';
import type { ReadDeductible, ReadReferral, Waiver } from './read-entry.ts';

/** Taken out of `AT`, because constants of this file are folded into the code and fields are not. */
const { eligible: ELIGIBLE, crossRegionFirst: CROSS_REGION_FIRST, deductible: DEDUCTIBLE } = AT;

/** Cross-region first share (转外先行自付, D13): a ratio of the in-scope amount, before whatever follows. */
export function compileFirstShare(referral: ReadReferral, rules: readonly number[], round: Rounder): Stage {
  const rates = referral.rules.map((rule) => rule.firstSelfPay ?? 0);
  return { kind: KIND.firstShare, data: { rates, rules, round } };
}

export type FirstShare = {
  /** By referral class. */
  readonly rates: readonly number[];
  readonly rules: readonly number[];
  readonly round: Rounder;
};

/**
 * Moves the first share of the bill's referral class (转外先行自付, D13) out of the in-scope amount: fen, rounded
 * as the pack says. Always true: a class without a ratio has none.
 */
export function takeFirstShare({ rates, rules, round }: FirstShare, state: State): boolean {
  const rate = rates[state.referral]!;
  if (rate === 0) return true;
  const base = state.money[ELIGIBLE]!;
  const amount = round(base * rate);
  state.crossRegionFirst = amount;
  move(state, rules[state.referral]!, ELIGIBLE, CROSS_REGION_FIRST, base, rate, amount);
  return true;
}

type DeductibleRules = { readonly whole: number; readonly baseEnded: number };

/**
 * Deductible (起付线, D2, D3): per stay, or what is left of the year's. With one yearly counter shared by the
 * levels, the highest level met counts (merged-highest): its figure minus what the year has paid. A
 * referral class
 * with a deductible of its own has it even where the others have none.
 */
export function compileDeductible(
  table: ReadDeductible,
  referral: ReadReferral,
  isOutpatient: boolean,
  rules: DeductibleRules,
  round: Rounder,
): Stage {
  const yearCap = table.yearCap ?? Number.POSITIVE_INFINITY;
  const own = table.basis === 'none' ? null : table.amount;
  const grids = referral.rules.map((rule) => rule.ownDeductible ?? own);
  const line: DeductibleLine = {
    grids,
    factors: table.factors,
    floor: table.floor,
    waive: table.waive,
    yearCap,
    isAnnual: table.basis === 'annual',
    isOutpatient,
    whole: rules.whole,
    baseEnded: rules.baseEnded,
    round,
  };
  return { kind: KIND.deductible, data: line };
}

export type DeductibleLine = DeductibleRules & {
  /** By referral class; null where there is no deductible. */
  readonly grids: readonly (Grid | null)[];
  readonly factors: readonly number[];
  readonly floor: number;
  readonly waive: readonly Waiver[];
  readonly yearCap: number;
  readonly isAnnual: boolean;
  readonly isOutpatient: boolean;
  readonly round: Rounder;
};

/**
 * Moves the deductible (起付线, D2, D3) out of the in-scope amount, fen: the table's figure for level and
 * referral class, lowered for later admissions (not under the floor), by what the year has paid and by
 * waivers, and never more than the amount itself. False when the figure is not provided.
 */
export function applyDeductible(line: DeductibleLine, state: State): boolean {
  const { factors, waive } = line;
  const { accumulators } = state;
  const grid = line.grids[state.referral]!;
  if (grid === null) return true;
  let due = grid.values[gridIndex(grid, state)]!;
  if (due === NOT_PROVIDED) {
    state.missing = '起付线';
    return false;
  }
  if (factors.length > 0) {
    const factor = factors[Math.min(accumulators.admissions, factors.length - 1)]!;
    due = Math.max(Math.min(line.floor, due), line.round(due * factor));
  }
  const paid = line.isOutpatient ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid;
  if (line.isAnnual) due = Math.max(0, due - paid);
  due = Math.min(due, Math.max(0, line.yearCap - paid));
  for (let index = 0; index < waive.length; index++) {
    if (isWaived(waive[index]!, state)) due = 0;
  }
  const base = state.money[ELIGIBLE]!;
  const applied = Math.min(base, due);
  state.deductible = applied;
  move(state, base < due ? line.baseEnded : line.whole, ELIGIBLE, DEDUCTIBLE, base, -1, applied);
  return true;
}

function isWaived({ fromOrdinal, ages, aid }: Waiver, state: State): boolean {
  if (state.accumulators.admissions + 1 < fromOrdinal) return false;
  if (ages !== null && !ages[state.age]) return false;
  return aid === null || aid[state.aid] === true;
}
