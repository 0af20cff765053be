import type { Counter } from '../accumulators.ts';
import { AT, bucketIndex, type Fund } from '../buckets.ts';
import type { RoundingData } from '../pack/schema.ts';
import { type Rounder, rounderOf } from './bands.ts';
import { type Grid, gridIndex, missingText, NO_LIMIT, NOT_PROVIDED } from './grid.ts';
import { ask, drain, KIND, move, type Stage, type State } from './program.ts';
import type { LimitBonus, ReadAccount, ReadSecondary } from './read-entry.ts';

/** Taken out of `AT`, because constants of this file are folded into the code and fields are not. */
const {
  excluded: EXCLUDED,
  overCap: OVER_CAP,
  pool: POOL,
  critical: CRITICAL,
  large: LARGE,
  account: ACCOUNT,
  cash: CASH,
} = AT;

type Counted = NonNullable<ReadSecondary['counts']>[number];

export type Concern = 'everyone' | 'civil-servants' | 'aid';

/** The counter of what a fund has paid this year, for its cap; a fund without one is capped per stay. */
const PAID_COUNTER: Readonly<Partial<Record<Fund, Counter>>> = {
  critical: 'criticalPaid',
  large: 'largePaid',
  civilServant: 'civilServantPaid',
  aid: 'aidPaid',
};

function isConcerned(concern: Concern, state: State): boolean {
  if (concern === 'everyone') return true;
  return concern === 'aid' ? state.aid > 0 : state.civilServant > 0;
}

/** A layer whose table is not provided: refused by name as soon as somebody's bill would need it. */
export function compileMissing(concern: Concern, buckets: readonly number[], what: string): Stage {
  return { kind: KIND.gap, data: { concern, buckets, what } };
}

/** A table that is not provided; `buckets` null when it is the account's. */
export type Gap = {
  readonly concern: Concern;
  readonly buckets: readonly number[] | null;
  readonly what: string;
};

/**
 * A table that its source does not give (`not-provided`, `policies/README.md`): false, naming it, when the
 * bill has fen that this layer would pay or an account that might; true when nobody would notice.
 */
export function meetGap({ concern, buckets, what }: Gap, state: State): boolean {
  if (!isConcerned(concern, state)) return true;
  const needed = buckets === null ? state.accountBalance : sumOf(buckets, state.money);
  return needed === 0 || missing(state, what);
}

type SecondaryOptions = {
  readonly table: ReadSecondary;
  readonly payer: Fund;
  readonly concern: Concern;
  readonly label: string;
  readonly rounding: RoundingData;
  /** Its yearly base is not that of the critical-illness layer. */
  readonly hasOwnBase: boolean;
  readonly isOutpatient: boolean;
  /** By band, twice: the band ended, the base ended; then one for the cap. */
  readonly rules: readonly number[];
  /** Place in `program.funds`. */
  readonly fundIndex: number;
};

export type Layer = {
  readonly table: ReadSecondary;
  /** What the fund has paid this year; null when its cap is per stay. */
  readonly paid: Counter | null;
  readonly concern: Concern;
  readonly label: string;
  readonly rules: readonly number[];
  readonly capRule: number;
  readonly fundIndex: number;
  readonly buckets: readonly number[];
  readonly to: number;
  readonly bounds: Float64Array;
  readonly round: Rounder;
  readonly perStage: boolean;
  readonly isYearly: boolean;
  readonly hasOwnBase: boolean;
  readonly isOutpatient: boolean;
};

/**
 * A later layer (大病、大额、公务员、救助, D18–D22) over the buckets that its text counts: threshold, bands over
 * the stay or the year (always f(after) − f(before)), cap on what it pays.
 */
export function compileSecondary(options: SecondaryOptions): Stage {
  const { table, payer, rounding } = options;
  const layer: Layer = {
    table,
    paid: PAID_COUNTER[payer] ?? null,
    concern: options.concern,
    label: options.label,
    rules: options.rules,
    capRule: options.rules.at(-1)!,
    fundIndex: options.fundIndex,
    buckets: table.base.map(bucketIndex),
    to: bucketIndex(payer),
    bounds: Float64Array.of(...table.upTo, Number.POSITIVE_INFINITY),
    round: rounderOf(rounding),
    perStage: rounding.at === 'stage',
    isYearly: table.over === 'year',
    hasOwnBase: options.hasOwnBase,
    isOutpatient: options.isOutpatient,
  };
  return { kind: KIND.layer, data: layer };
}

/**
 * Pays one later layer (大病、大额、公务员、救助, D18–D22): the person's fen in the buckets that its text counts,
 * above the threshold, band by band and up to the cap. Nothing for who is not concerned or whose referral
 * class is excluded. False when a figure is not provided.
 */
export function payLayer(layer: Layer, state: State): boolean {
  const { table } = layer;
  if (!isConcerned(layer.concern, state) || table.excludes[state.referral]) return true;
  const base = sumOf(layer.buckets, state.money);
  if (base === 0) return true;
  const threshold = table.threshold.values[gridIndex(table.threshold, state)]!;
  if (threshold === NOT_PROVIDED) return missing(state, layer.label, table.threshold);
  let earlier = 0;
  if (layer.isYearly) earlier = layer.hasOwnBase ? countLarge(state, base) : countCritical(state, base);
  const end = earlier + base;
  const low = Math.max(earlier, threshold);
  if (low >= end) return true;
  ask(state, layer.fundIndex, end - low);
  const room = roomOf(layer, state);
  if (room < 0) return missing(state, layer.label, table.limit);
  const from = table.isAbsolute ? 0 : threshold;
  return payLayerBands(layer, state, low, end, room, from);
}

/** Adds to the year's counted burden; what it was before. */
function countCritical(state: State, base: number): number {
  state.secondBase += base;
  return state.accumulators.criticalBase;
}

function countLarge(state: State, base: number): number {
  state.largeBase += base;
  return state.accumulators.largeBase;
}

/** What is left under the layer's limit; −1 when it is not provided. Asked only above the threshold. */
function roomOf(layer: Layer, state: State): number {
  const { limit: grid, bonus, counts } = layer.table;
  let limit = grid.values[gridIndex(grid, state)]!;
  if (limit === NOT_PROVIDED) return -1;
  if (bonus !== null && limit !== NO_LIMIT) limit += bonusOf(bonus, limit, state);
  if (counts === null) return Math.max(0, limit - (layer.paid === null ? 0 : state.accumulators[layer.paid]));
  let used = 0;
  for (const counter of counts) {
    used += state.accumulators[counter] + paidNow(counter, layer.isOutpatient, state.money);
  }
  return Math.max(0, limit - used);
}

/** Years beyond the first so many, and claim-free years, each raise the limit, up to a share of it (D18). */
function bonusOf(bonus: LimitBonus, limit: number, { facts }: State): number {
  const years = Math.max(0, (facts.continuousYears ?? 0) - bonus.afterYears);
  const raised = years * bonus.perYear + (facts.claimFreeYears ?? 0) * bonus.perClaimFreeYear;
  return Math.min(raised, Math.floor((limit * bonus.atMost) / 10_000));
}

/** What the bill itself has been paid so far by what a limit counts. */
function paidNow(counter: Counted, isOutpatient: boolean, money: readonly number[]): number {
  if (counter === 'criticalPaid') return money[CRITICAL]!;
  if (counter === 'largePaid') return money[LARGE]!;
  return (counter === 'outpatientPaid') === isOutpatient ? money[POOL]! : 0;
}

/** Numbers one by one, because an object would be made for every bill. `shift`: where the bands begin. */
function payLayerBands(
  layer: Layer,
  state: State,
  from: number,
  end: number,
  limit: number,
  shift: number,
): boolean {
  const { table, bounds, rules, round, perStage } = layer;
  let low = from;
  let room = limit;
  const index = gridIndex(table.rate, state);
  let product = 0;
  let rounded = 0;
  for (let band = 0; low < end; band++) {
    const bound = bounds[band]! + shift;
    if (bound <= low) continue;
    const rate = table.rate.values[index + band]!;
    if (rate === NOT_PROVIDED) return missing(state, layer.label, table.rate);
    const portion = Math.min(end, bound) - low;
    if (perStage) product += portion * rate;
    const pay = perStage ? round(product) - rounded : round(portion * rate);
    rounded += pay;
    const paid = Math.min(pay, room);
    room -= paid;
    const rule = paid < pay ? layer.capRule : rules[band * 2 + (bound < end ? 0 : 1)]!;
    if (paid > 0) drain(state, rule, layer.buckets, layer.to, portion, rate, paid);
    low += portion;
  }
  return true;
}

function missing(state: State, label: string, grid: Grid | null = null): false {
  state.missing = grid === null ? label : missingText(label, grid, state);
  return false;
}

export type AccountUse = { readonly buckets: readonly number[]; readonly rule: number };

/** Personal account (个人账户, D28): pays the buckets that the pack lists, in their order. */
export function compileAccount(table: ReadAccount, rule: number): Stage {
  return { kind: KIND.account, data: { buckets: table.pays.map(bucketIndex), rule } };
}

/**
 * Pays what the balance allows, fen, from the personal account (个人账户, D28), bucket after bucket in the
 * pack's order. Always true: an empty or unused account pays nothing.
 */
export function payFromAccount({ buckets, rule }: AccountUse, state: State): boolean {
  if (state.accountBalance === 0) return true;
  const amount = Math.min(sumOf(buckets, state.money), state.accountBalance);
  drain(state, rule, buckets, ACCOUNT, amount, -1, amount);
  return true;
}

function sumOf(buckets: readonly number[], money: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < buckets.length; index++) sum += money[buckets[index]!]!;
  return sum;
}

/** One rule per bucket. */
export type Rest = { readonly rules: readonly number[] };

/** What nobody else paid is paid in cash; afterwards every unpaid bucket is empty. */
export function payRest({ rules }: Rest, state: State): boolean {
  const { money } = state;
  for (let bucket = EXCLUDED; bucket <= OVER_CAP; bucket++) {
    const left = money[bucket]!;
    if (left > 0) move(state, rules[bucket]!, bucket, CASH, left, -1, left);
  }
  return true;
}
