import { AT } from '../buckets.ts';
import type { RoundingData } from '../pack/schema.ts';
import { type Rounder, rounderOf } from './bands.ts';
import { DIMENSION_NAMES, type Dimension, type Insurance, sizeOf } from './dimensions.ts';
import {
  type Coordinates,
  coordinatesOfNobody,
  emptyGrid,
  type Grid,
  type GridProblem,
  gridIndex,
  missingText,
  NO_LIMIT,
  NOT_PROVIDED,
  readGrid,
} from './grid.ts';
import { ask, KIND, move, type Stage, type State } from './program.ts';
import type { ReadPoolCap, ReadPoolRates, ReadReferral, ReferralRule } from './read-entry.ts';

/** Taken out of `AT`, because constants of this file are folded into the code and fields are not. */
const {
  eligible: ELIGIBLE,
  deductible: DEDUCTIBLE,
  coinsurance: COINSURANCE,
  overCap: OVER_CAP,
  pool: POOL,
} = AT;

/**
 * The pool's ratios with the referral algebra of D13 worked in, so that a bill only looks up: minus points
 * (not below zero), a factor (rounded half up to 1/10 000), or ratios of its own.
 */
export function adjustedRates(
  rates: ReadPoolRates,
  referral: ReadReferral,
  insurance: Insurance,
  problems: GridProblem[],
): Grid {
  const bands = rates.upTo.length + 1;
  const own = referral.rules.map((rule) =>
    rule.ownRates === null
      ? null
      : readGrid(rule.ownRates.data, {
          kind: 'percent',
          bands,
          insurance,
          place: rule.ownRates.place,
          problems,
        }),
  );
  const isAdjusted = referral.rules.some((rule) => rule.minusPoints !== null || rule.factor !== null);
  if (!isAdjusted && own.every((grid) => grid === null)) return rates.rate;
  const used = new Set<Dimension>(['referral', ...rates.rate.by, ...own.flatMap((grid) => grid?.by ?? [])]);
  const grid = emptyGrid(
    DIMENSION_NAMES.filter((name) => used.has(name)),
    bands,
  );
  eachCoordinate(grid.by, (at) => {
    const rule = referral.rules[at.referral]!;
    const from = own[at.referral] ?? rates.rate;
    for (let band = 0; band < bands; band++) {
      const base = from.values[gridIndex(from, at) + band]!;
      grid.values[gridIndex(grid, at) + band] = base === NOT_PROVIDED ? base : adjusted(base, rule);
    }
  });
  return grid;
}

function adjusted(rate: number, rule: ReferralRule): number {
  if (rule.minusPoints !== null) return Math.max(0, rate - rule.minusPoints);
  if (rule.factor !== null) return Math.floor((rate * rule.factor + 5000) / 10_000);
  return rate;
}

function eachCoordinate(by: readonly Dimension[], visit: (at: Coordinates) => void): void {
  const at = coordinatesOfNobody();
  const descend = (depth: number): void => {
    const dimension = by[depth];
    if (dimension === undefined) {
      visit(at);
      return;
    }
    for (let index = 0; index < sizeOf(dimension); index++) {
      at[dimension] = index;
      descend(depth + 1);
    }
  };
  descend(0);
}

export type BandRules = {
  /** By referral × band: the fund's share and the person's, when the band ended and when the base did. */
  readonly fund: readonly number[];
  readonly person: readonly number[];
  readonly overCap: number;
};

type PoolOptions = {
  readonly rates: ReadPoolRates;
  readonly grid: Grid;
  readonly cap: ReadPoolCap | null;
  readonly isOutpatient: boolean;
  readonly rounding: RoundingData;
  readonly rules: BandRules;
  /** Place in `program.funds`. */
  readonly fundIndex: number;
};

export type Pool = {
  readonly grid: Grid;
  readonly cap: ReadPoolCap | null;
  readonly capsEligible: boolean;
  readonly isOutpatient: boolean;
  readonly isYearly: boolean;
  readonly isAbsolute: boolean;
  readonly bounds: Float64Array;
  readonly round: Rounder;
  readonly perStage: boolean;
  readonly fund: readonly number[];
  readonly person: readonly number[];
  readonly overCap: number;
  readonly fundIndex: number;
};

/** Pool bands (统筹支付, D8, D9): marginal over the stay or over the year, limited by the cap. */
export function compilePool(options: PoolOptions): Stage {
  const { rates, cap, rounding, rules } = options;
  const pool: Pool = {
    grid: options.grid,
    cap,
    capsEligible: cap?.measure === 'eligible',
    isOutpatient: options.isOutpatient,
    isYearly: rates.over === 'year',
    isAbsolute: rates.isAbsolute,
    bounds: Float64Array.of(...rates.upTo, Number.POSITIVE_INFINITY),
    round: rounderOf(rounding),
    perStage: rounding.at === 'stage',
    fund: rules.fund,
    person: rules.person,
    overCap: rules.overCap,
    fundIndex: options.fundIndex,
  };
  return { kind: KIND.pool, data: pool };
}

/**
 * Pays one bill's in-scope amount out of the pool (统筹支付, D8, D9; T-01): what the cap leaves is paid band by
 * band, the rest is the person's share or above the cap. Amounts in fen, ratios in 1/10 000. False when a
 * figure is not provided; `state.missing` then names it.
 */
export function payPool(pool: Pool, state: State): boolean {
  const { money } = state;
  const { cap, isOutpatient, isAbsolute } = pool;
  let base = money[ELIGIBLE]!;
  const taken = money[DEDUCTIBLE]!;
  let room = NO_LIMIT;
  if (cap !== null) {
    room = capRoom(cap, state, isOutpatient);
    if (room < 0) return false;
    if (pool.capsEligible) {
      const inside = Math.min(base, Math.max(0, room - taken));
      move(state, pool.overCap, ELIGIBLE, OVER_CAP, base, -1, base - inside);
      base = inside;
      room = NO_LIMIT;
    }
  }
  let low = isAbsolute ? taken : 0;
  if (pool.isYearly) low += earlierInYear(state, isOutpatient, isAbsolute);
  ask(state, pool.fundIndex, base);
  return payPoolBands(pool, state, low, base, room);
}

/** Numbers one by one, because an object would be made for every bill. */
function payPoolBands(pool: Pool, state: State, from: number, base: number, limit: number): boolean {
  const { grid, bounds, round, perStage } = pool;
  let low = from;
  let room = limit;
  const end = low + base;
  const index = gridIndex(grid, state);
  const ruleAt = state.referral * bounds.length * 2;
  let product = 0;
  let rounded = 0;
  for (let band = 0; low < end || (band === 0 && base === 0); band++) {
    const bound = bounds[band]!;
    if (bound <= low) continue;
    const rate = grid.values[index + band]!;
    if (rate === NOT_PROVIDED) {
      state.missing = missingText('统筹基金支付比例', grid, state);
      return false;
    }
    state.poolRate = rate;
    const portion = Math.min(end, bound) - low;
    if (perStage) product += portion * rate;
    const pay = perStage ? round(product) - rounded : round(portion * rate);
    rounded += pay;
    const rule = ruleAt + band * 2 + (bound < end ? 0 : 1);
    const paid = Math.min(pay, room);
    room -= paid;
    move(state, pool.fund[rule]!, ELIGIBLE, POOL, portion, rate, paid);
    move(state, pool.overCap, ELIGIBLE, OVER_CAP, pay, -1, pay - paid);
    move(state, pool.person[rule]!, ELIGIBLE, COINSURANCE, portion, 10_000 - rate, portion - pay);
    low += portion;
    if (base === 0) return true;
  }
  return true;
}

/** Where the year's bills ended before this one: with the deductible counted, or without. */
function earlierInYear({ accumulators }: State, isOutpatient: boolean, isAbsolute: boolean): number {
  const eligible = isOutpatient ? accumulators.outpatientEligible : accumulators.eligible;
  if (isAbsolute) return eligible;
  return eligible - (isOutpatient ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid);
}

/** What is left for the bill's disease; −1 when the year has paid for one and nobody says for which. */
function roomOfDisease(limit: number, state: State): number {
  const { diseasePaid: used } = state.facts;
  if (used === undefined && state.accumulators.diseasePaid > 0) {
    state.missing = '该病种本年度已付金额';
    return -1;
  }
  return Math.max(0, limit - (used ?? 0));
}

/** What is left under the yearly cap: of payments, or of in-scope amounts; −1 when it is not provided. */
function capRoom(cap: ReadPoolCap, state: State, isOutpatient: boolean): number {
  const limit = cap.limit.values[gridIndex(cap.limit, state)]!;
  if (limit === NOT_PROVIDED) {
    state.missing = missingText('统筹基金最高支付限额', cap.limit, state);
    return -1;
  }
  if (limit === NO_LIMIT) return NO_LIMIT;
  const { accumulators } = state;
  if (cap.measure === 'eligible') {
    return Math.max(0, limit - (isOutpatient ? accumulators.outpatientEligible : accumulators.eligible));
  }
  if (cap.perDisease?.[state.disease]) return roomOfDisease(limit, state);
  if (cap.apart?.[state.cause]) return Math.max(0, limit - accumulators.apartPaid);
  let used = 0;
  for (const counter of cap.counts) used += accumulators[counter];
  return Math.max(0, limit - used);
}
