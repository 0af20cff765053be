import type { Accumulators } from '../accumulators.ts';
import { AT, bucketIndex, type Fund } from '../buckets.ts';
import type { RoundingData } from '../pack/schema.ts';
import { type Rounder, rounderOf } from './bands.ts';
import { gridIndex, NOT_PROVIDED } from './grid.ts';
import { drain, KIND, move, type Stage, type State } from './program.ts';
import type { ReadAccount, ReadSecondary } from './read-entry.ts';

/** Taken out of `AT`, because constants of this file are folded into the code and fields are not. */
const { excluded: EXCLUDED, overCap: OVER_CAP, account: ACCOUNT, cash: CASH } = AT;

export type Concern = 'everyone' | 'civil-servants' | 'aid';

/** What a fund has paid this year, for its cap; a fund without a counter is capped per stay. */
function paidBefore(payer: Fund, accumulators: Accumulators): number {
  if (payer === 'critical') return accumulators.criticalPaid;
  if (payer === 'large') return accumulators.largePaid;
  if (payer === 'civilServant') return accumulators.civilServantPaid;
  return payer === 'aid' ? accumulators.aidPaid : 0;
}

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
  /** By band, twice: the band ended, the base ended; then one for the cap. */
  readonly rules: readonly number[];
  /** Place in `program.funds`. */
  readonly fundIndex: number;
};

export type Layer = {
  readonly table: ReadSecondary;
  readonly payer: Fund;
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
};

/**
 * A later layer (大病、大额、公务员、救助, D18–D22) over the buckets that its text counts: threshold, bands over
 * the stay or the year (always f(after) − f(before)), cap on what it pays.
 */
export function compileSecondary(options: SecondaryOptions): Stage {
  const { table, payer, rounding } = options;
  const layer: Layer = {
    table,
    payer,
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
  const limit = table.limit.values[gridIndex(table.limit, state)]!;
  if (threshold === NOT_PROVIDED || limit === NOT_PROVIDED) return missing(state, layer.label);
  let earlier = 0;
  if (layer.isYearly) {
    earlier = state.accumulators.criticalBase;
    state.secondBase += base;
  }
  const end = earlier + base;
  const low = Math.max(earlier, threshold);
  state.asked[layer.fundIndex] = Math.max(0, end - low);
  if (low >= end) return true;
  const room = Math.max(0, limit - paidBefore(layer.payer, state.accumulators));
  const from = table.isAbsolute ? 0 : threshold;
  return payLayerBands(layer, state, low, end, room, from);
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
    if (rate === NOT_PROVIDED) return missing(state, layer.label);
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

function missing(state: State, label: string): false {
  state.missing = label;
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
