import type { Accumulators } from '../accumulators.ts';
import { AT, bucketIndex, type Fund } from '../buckets.ts';
import type { RoundingData } from '../pack/schema.ts';
import { rounderOf } from './bands.ts';
import { gridIndex, NOT_PROVIDED } from './grid.ts';
import { drain, move, type StageRun, type State } from './program.ts';
import type { ReadAccount, ReadSecondary } from './read-entry.ts';

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
export function compileMissing(concern: Concern, buckets: readonly number[], what: string): StageRun {
  return (state) => {
    if (!isConcerned(concern, state)) return true;
    if (buckets.every((bucket) => state.money[bucket] === 0)) return true;
    state.missing = what;
    return false;
  };
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

/**
 * A later layer (大病、大额、公务员、救助, D18–D22) over the buckets that its text counts: threshold, bands over
 * the stay or the year (always f(after) − f(before)), cap on what it pays.
 */
export function compileSecondary(options: SecondaryOptions): StageRun {
  const { table, concern, payer, rules, label, fundIndex } = options;
  const buckets = table.base.map(bucketIndex);
  const bounds = [...table.upTo, Number.POSITIVE_INFINITY];
  const round = rounderOf(options.rounding);
  const perStage = options.rounding.at === 'stage';
  const to = bucketIndex(payer);
  return (state) => {
    if (!isConcerned(concern, state) || table.excludes[state.referral]) return true;
    let base = 0;
    for (const bucket of buckets) base += state.money[bucket]!;
    if (base === 0) return true;
    const threshold = table.threshold.values[gridIndex(table.threshold, state)]!;
    const limit = table.limit.values[gridIndex(table.limit, state)]!;
    if (threshold === NOT_PROVIDED || limit === NOT_PROVIDED) return missing(state, label);
    const earlier = table.over === 'year' ? state.accumulators.criticalBase : 0;
    if (table.over === 'year') state.secondBase += base;
    const end = earlier + base;
    let low = Math.max(earlier, threshold);
    state.asked[fundIndex] = Math.max(0, end - low);
    const shift = table.isAbsolute ? 0 : threshold;
    let room = Math.max(0, limit - paidBefore(payer, state.accumulators));
    const index = gridIndex(table.rate, state);
    let product = 0;
    let rounded = 0;
    for (let band = 0; low < end; band++) {
      const bound = bounds[band]! + shift;
      if (bound <= low) continue;
      const rate = table.rate.values[index + band]!;
      if (rate === NOT_PROVIDED) return missing(state, label);
      const portion = Math.min(end, bound) - low;
      if (perStage) product += portion * rate;
      const pay = perStage ? round(product) - rounded : round(portion * rate);
      rounded += pay;
      const paid = Math.min(pay, room);
      room -= paid;
      const rule = paid < pay ? rules.at(-1)! : rules[band * 2 + (bound < end ? 0 : 1)]!;
      if (paid > 0) drain(state, rule, buckets, to, portion, rate, paid);
      low += portion;
    }
    return true;
  };
}

function missing(state: State, label: string): false {
  state.missing = label;
  return false;
}

/** Personal account (个人账户, D28): pays the buckets that the pack lists, in their order. */
export function compileAccount(table: ReadAccount, rule: number): StageRun {
  const buckets = table.pays.map(bucketIndex);
  return (state) => {
    if (state.accountBalance === 0) return true;
    let payable = 0;
    for (const bucket of buckets) payable += state.money[bucket]!;
    const amount = Math.min(payable, state.accountBalance);
    drain(state, rule, buckets, AT.account, amount, -1, amount);
    return true;
  };
}

/** What nobody else paid is paid in cash; afterwards every unpaid bucket is empty. */
export function compileRest(rules: readonly number[]): StageRun {
  return (state) => {
    for (let bucket = AT.excluded; bucket <= AT.overCap; bucket++) {
      const left = state.money[bucket]!;
      if (left > 0) move(state, rules[bucket]!, bucket, AT.cash, left, -1, left);
    }
    return true;
  };
}
