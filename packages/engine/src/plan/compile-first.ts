import { ADMISSION_UNITS, OUTPATIENT_DEDUCTIBLE_AT } from '../accumulators.ts';
import { AT } from '../buckets.ts';
import type { Rounder } from './bands.ts';
import { LAST_ORDINAL } from './dimensions.ts';
import { type Grid, gridIndex, missingText, NOT_PROVIDED } from './grid.ts';
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
  rules: readonly DeductibleRules[],
  round: Rounder,
): Stage {
  const own = table.basis === 'none' ? null : table.amount;
  const line: DeductibleLine = {
    grids: referral.rules.map((rule) => rule.ownDeductible ?? own),
    factors: table.factors,
    floor: table.floor,
    waive: table.waive,
    yearCap: table.yearCap ?? Number.POSITIVE_INFINITY,
    isAnnual: table.basis === 'annual' || table.basis === 'annual-by-level',
    isOutpatient,
    special: isSpecial(table) ? table : null,
    transfer: table.transfer,
    newYear: table.newYear,
    whole: rules.map(({ whole }) => whole),
    baseEnded: rules.map(({ baseEnded }) => baseEnded),
    round,
  };
  return { kind: KIND.deductible, data: line };
}

/** It needs more than the figure, the ordinal of the stay and what the year has paid. */
function isSpecial(table: ReadDeductible): boolean {
  return (
    table.minus !== null ||
    table.countsSameLevel ||
    table.rechargeDays > 0 ||
    table.sparesEssentialDrugs ||
    table.basis === 'annual-by-level'
  );
}

export type DeductibleLine = {
  /** By referral class: the rule when the figure was charged whole, and when the bill was smaller. */
  readonly whole: readonly number[];
  readonly baseEnded: readonly number[];
  /** By referral class; null where there is no deductible. */
  readonly grids: readonly (Grid | null)[];
  readonly factors: readonly number[];
  readonly floor: number;
  readonly waive: readonly Waiver[];
  readonly yearCap: number;
  readonly isAnnual: boolean;
  readonly isOutpatient: boolean;
  /** What few places have (D3–D7); null: nothing of it. */
  readonly special: ReadDeductible | null;
  readonly transfer: ReadDeductible['transfer'];
  readonly newYear: ReadDeductible['newYear'];
  readonly round: Rounder;
};

/**
 * Moves the deductible (起付线, D2, D3) out of the in-scope amount, fen: the table's figure for level and
 * referral class, lowered for later admissions (not under the floor), by what the year has paid and by
 * waivers, and never more than the amount itself. False when the figure is not provided.
 */
export function applyDeductible(line: DeductibleLine, state: State): boolean {
  const { factors, special } = line;
  const { accumulators } = state;
  const grid = line.grids[state.referral]!;
  if (grid === null) return true;
  if (special !== null || state.facts.continuedFrom !== undefined) return applySpecially(line, grid, state);
  if (isWaived(line.waive, accumulators.admissions + 1, state)) return true;
  let due = grid.values[gridIndex(grid, state)]!;
  if (due === NOT_PROVIDED) return missing(state, grid);
  if (factors.length > 0) due = reduced(line, due, accumulators.admissions);
  const paid = line.isOutpatient ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid;
  if (line.isAnnual) due = Math.max(0, due - paid);
  due = Math.min(due, Math.max(0, line.yearCap - paid));
  charge(line, state, due, state.money[ELIGIBLE]!);
  return true;
}

/** `bearing`: the part of the in-scope amount that bears a deductible. */
function charge(line: DeductibleLine, state: State, due: number, bearing: number): void {
  const applied = Math.min(bearing, due);
  state.deductible = applied;
  const rules = bearing < due ? line.baseEnded : line.whole;
  const rule = rules[state.referral]!;
  move(state, rule, ELIGIBLE, DEDUCTIBLE, state.money[ELIGIBLE]!, -1, applied);
}

/** By share of the figure for later admissions, not under the floor. */
function reduced({ factors, floor, round }: DeductibleLine, figure: number, before: number): number {
  const factor = factors[Math.min(before, factors.length - 1)]!;
  return Math.max(Math.min(floor, figure), round(figure * factor));
}

/**
 * The deductible where it depends on more: on admissions of the same level, on steps of fen (D3), on the
 * days of the stay (D7), on where the stay began (D5, D6), or does not bear on all of the bill (D4).
 */
function applySpecially(line: DeductibleLine, grid: Grid, state: State): boolean {
  const continued = continuation(line, state);
  if (continued < 0) return false;
  const before = admissionsBefore(line, state);
  if (isWaived(line.waive, before + 1, state)) return true;
  const { ordinal } = state;
  state.ordinal = Math.min(before, LAST_ORDINAL - 1);
  const minus = line.special?.minus ?? null;
  let due = grid.values[gridIndex(grid, state)]!;
  const step = minus === null ? 0 : minus.values[gridIndex(minus, state)]!;
  state.ordinal = ordinal;
  if (due === NOT_PROVIDED || (step === NOT_PROVIDED && before > 0)) return missing(state, grid);
  if (line.factors.length > 0) due = reduced(line, due, before);
  if (step > 0) due = Math.max(Math.min(line.floor, due), due - step * before);
  due = Math.max(0, due * periods(line, state) - continued);
  const { accumulators } = state;
  const total = line.isOutpatient ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid;
  const isByLevel = line.special?.basis === 'annual-by-level';
  const paid = isByLevel ? accumulators[OUTPATIENT_DEDUCTIBLE_AT[state.level]!] : total;
  if (line.isAnnual) due = Math.max(0, due - paid);
  due = Math.min(due, Math.max(0, line.yearCap - total));
  const eligible = state.money[ELIGIBLE]!;
  const spared = line.special?.sparesEssentialDrugs ? (state.facts.essentialDrugs ?? 0) : 0;
  charge(line, state, due, Math.max(0, eligible - spared));
  return true;
}

/** What the stay has paid before it came here, fen; −1 when the pack does not say what follows from it. */
function continuation(line: DeductibleLine, state: State): number {
  const from = state.facts.continuedFrom;
  if (from === undefined) return 0;
  const rule = from.reason === 'transfer' ? line.transfer : line.newYear;
  if (rule === null) {
    state.missing = from.reason === 'transfer' ? '转院的起付线' : '跨年住院的起付线';
    return -1;
  }
  if (rule === 'whole' || rule === 'charged-again') return 0;
  state.isContinued = true;
  return from.deductiblePaid;
}

/** Admissions of the year before this stay; the part of it spent in another hospital is not one. */
function admissionsBefore(line: DeductibleLine, state: State): number {
  const { admissions, admissionsByLevel } = state.accumulators;
  if (line.special?.countsSameLevel) {
    return Math.floor(admissionsByLevel / ADMISSION_UNITS[state.level]!) % 100;
  }
  const isTransferred = state.isContinued && state.facts.continuedFrom?.reason === 'transfer';
  return isTransferred ? Math.max(0, admissions - 1) : admissions;
}

function periods(line: DeductibleLine, state: State): number {
  const days = state.facts.daysInStay ?? 0;
  const every = line.special?.rechargeDays ?? 0;
  return every === 0 || days <= every ? 1 : Math.ceil(days / every);
}

function missing(state: State, grid: Grid): false {
  state.missing = missingText('起付线', grid, state);
  return false;
}

function isWaived(waive: readonly Waiver[], ordinal: number, state: State): boolean {
  for (let index = 0; index < waive.length; index++) {
    if (meets(waive[index]!, ordinal, state)) return true;
  }
  return false;
}

function meets(waiver: Waiver, ordinal: number, state: State): boolean {
  if (ordinal < waiver.fromOrdinal) return false;
  if (waiver.ages !== null && !waiver.ages[state.age]) return false;
  if (waiver.aid !== null && !waiver.aid[state.aid]) return false;
  if (waiver.needsFamilyDoctor && state.familyDoctor === 0) return false;
  return waiver.causes === null || waiver.causes[state.cause] === true;
}
