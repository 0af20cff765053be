import type { Adjudication, Plan } from '@zhijie/engine';
import { type Benefit, LABELS } from '@zhijie/kernel';
import type { PlanPair } from './policies.ts';

/** One limit of one benefit, under either policy. */
export type Cap = { readonly benefit: Benefit; readonly stage: string; readonly label: string };

export type CapTable = {
  readonly caps: readonly Cap[];
  /** The limits that a bill met, one bit each in the order of `caps`. */
  hits(plan: Plan, adjudication: Adjudication): number;
};

/** At most as many limits as bits. */
const MOST = 31;

/** Every limit of either policy. The same stage and text on both sides is the same limit. */
export function capTable(pairs: readonly PlanPair[]): CapTable {
  const caps: Cap[] = [];
  const bitsOf = new Map<Plan, Int32Array>();
  const claim = (benefit: Benefit, plan: Plan | null): void => {
    if (plan === null || bitsOf.has(plan)) return;
    const bits = new Int32Array(plan.program.rules.length);
    for (const [index, rule] of plan.program.rules.entries()) {
      if (rule.bound !== 'cap') continue;
      const label = `${LABELS.benefit[benefit]}：${rule.text}`;
      let at = caps.findIndex((cap) => cap.stage === rule.stage && cap.label === label);
      if (at < 0 && caps.length < MOST) at = caps.push({ benefit, stage: rule.stage, label }) - 1;
      bits[index] = at < 0 ? 0 : 1 << at;
    }
    bitsOf.set(plan, bits);
  };
  for (const { benefit, before, after } of pairs) {
    claim(benefit, before);
    claim(benefit, after);
  }
  return {
    caps,
    hits(plan, adjudication) {
      const bits = bitsOf.get(plan);
      if (bits === undefined) return 0;
      const { trace } = adjudication;
      let met = 0;
      for (let index = 0; index < trace.length; index++) met |= bits[trace[index]!.rule]!;
      return met;
    },
  };
}
