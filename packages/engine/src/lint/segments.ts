import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import type { Plan } from '../plan/plan.ts';

/** What one amount costs the person, fen, and which steps decided it; null when the bill is refused. */
export type Probe = (amount: number) => Point | null;
export type Point = {
  readonly cost: number;
  /** Equal for amounts that the same steps decide: between them the cost is a straight line. */
  readonly shape: string;
  /** Places of the deciding steps in the rules of the plan. */
  readonly rules: readonly number[];
};
export type Located = Point & { readonly amount: number };

/** Amounts from `from` to `to` decided by the same steps. */
export type Segment = { readonly from: Located; readonly to: Located };

/**
 * Cuts the range of the given amounts into pieces that the same steps decide, to the fen: wherever two
 * neighbours differ, the place of the change is found by halving. Refused amounts are left out.
 */
export function segmentsOf(probe: Probe, amounts: readonly number[]): Segment[] {
  const sorted = [...new Set(amounts)].sort((a, b) => a - b);
  const changes: (Located | null)[] = [];
  const at = (amount: number): Located | null => {
    const point = probe(amount);
    return point === null ? null : { ...point, amount };
  };
  const between = (low: Located | null, high: Located | null, from: number, to: number): void => {
    if (low?.shape === high?.shape) return;
    if (to - from === 1) {
      changes.push(low, high);
      return;
    }
    const middle = Math.floor((from + to) / 2);
    const found = at(middle);
    between(low, found, from, middle);
    between(found, high, middle, to);
  };
  let last: number | null = null;
  let point: Located | null = null;
  for (const amount of sorted) {
    const next = at(amount);
    if (last === null) changes.push(next);
    else between(point, next, last, amount);
    last = amount;
    point = next;
  }
  changes.push(point);
  return pairs(changes);
}

function pairs(ends: readonly (Located | null)[]): Segment[] {
  const segments: Segment[] = [];
  for (let index = 0; index + 1 < ends.length; index += 2) {
    const [from, to] = [ends[index], ends[index + 1]];
    if (from && to) segments.push({ from, to });
  }
  return segments;
}

/** The cost of a bill whose in-scope amount varies while everything else stays. */
export function probeOf(plan: Plan, bill: AdjudicationInput): Probe {
  const { excluded, overLimit, selfPaidFirst } = bill.fees;
  const outside = excluded + overLimit + selfPaidFirst;
  return (amount) => {
    const fees = { ...bill.fees, eligible: amount, total: amount + outside } as AdjudicationInput['fees'];
    const outcome = adjudicate(plan, { ...bill, fees });
    if (!outcome.ok) return null;
    const { trace, parts } = outcome.value;
    const rules = trace.map((record) => record.rule);
    return { cost: parts.borneByPerson, rules, shape: rules.join() };
  };
}

const YUAN = 100;
/** Reached by no bill of the benefit; what lies beyond decides nothing. */
const LARGEST = { inpatient: 2_000_000, outpatient: 200_000, chronic: 400_000 } as const;

/** Every amount that the policy names, and a grid that doubles, up to the largest bill of the benefit. */
export function gridOf(plan: Plan, named: readonly number[]): number[] {
  const largest = LARGEST[plan.benefit] * YUAN;
  const amounts = [0, largest];
  for (let amount = 10 * YUAN; amount < largest; amount *= 2) amounts.push(amount);
  return [...amounts, ...named.filter((amount) => amount < largest)];
}
