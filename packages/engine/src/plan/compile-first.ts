import { AT } from '../buckets.ts';
import type { Rounder } from './bands.ts';
import { type Grid, gridIndex, NOT_PROVIDED } from './grid.ts';
import { move, type StageRun } from './program.ts';
import type { ReadDeductible, ReadReferral } from './read-entry.ts';

/** Cross-region first share (转外先行自付, D13): a ratio of the in-scope amount, before whatever follows. */
export function compileFirstShare(
  referral: ReadReferral,
  rules: readonly number[],
  round: Rounder,
): StageRun {
  const rates = referral.rules.map((rule) => rule.firstSelfPay ?? 0);
  return (state) => {
    const rate = rates[state.referral]!;
    if (rate === 0) return true;
    const base = state.money[AT.eligible]!;
    const rule = rules[state.referral]!;
    const amount = round(base * rate);
    state.crossRegionFirst = amount;
    move(state, rule, AT.eligible, AT.crossRegionFirst, base, rate, amount);
    return true;
  };
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
): StageRun {
  const own = referral.rules.map((rule) => rule.ownDeductible);
  const { amount, factors, floor, waive, basis } = table;
  const yearCap = table.yearCap ?? Number.POSITIVE_INFINITY;
  return (state) => {
    const grid: Grid | null = own[state.referral] ?? (basis === 'none' ? null : amount);
    if (grid === null) return true;
    let due = grid.values[gridIndex(grid, state)]!;
    if (due === NOT_PROVIDED) {
      state.missing = '起付线';
      return false;
    }
    if (factors.length > 0) {
      const factor = factors[Math.min(state.accumulators.admissions, factors.length - 1)]!;
      due = Math.max(Math.min(floor, due), round(due * factor));
    }
    const { accumulators } = state;
    const paid = isOutpatient ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid;
    if (basis === 'annual') due = Math.max(0, due - paid);
    due = Math.min(due, Math.max(0, yearCap - paid));
    for (const waiver of waive) {
      if (state.accumulators.admissions + 1 < waiver.fromOrdinal) continue;
      if (waiver.ages && !waiver.ages[state.age]) continue;
      if (waiver.aid && !waiver.aid[state.aid]) continue;
      due = 0;
    }
    const base = state.money[AT.eligible]!;
    const applied = Math.min(base, due);
    state.deductible = applied;
    move(state, base < due ? rules.baseEnded : rules.whole, AT.eligible, AT.deductible, base, -1, applied);
    return true;
  };
}
