import { type Cliff, cliffsOf, namedAmounts } from '../lint/cliffs.ts';
import { personsOf, personText } from '../lint/persons.ts';
import { gridOf, probeOf } from '../lint/segments.ts';
import type { Plan } from '../plan/plan.ts';

/** One cliff of a plan with everybody who meets it, in words; amounts in fen, shares in 1/10 000. */
export type PlanCliff = Pick<Cliff, 'kind' | 'amount' | 'by' | 'before' | 'after'> & {
  readonly persons: readonly string[];
};

/** A drop below one yuan is rounding. */
const LEAST_DROP = 100;

/** The cliffs of a plan for one of every kind of person, each told once, by amount. */
export function planCliffs(plan: Plan): PlanCliff[] {
  const grid = gridOf(plan, namedAmounts(plan.policy));
  const found = new Map<string, PlanCliff & { persons: string[] }>();
  for (const who of personsOf(plan)) {
    for (const { kind, amount, by, before, after } of cliffsOf(probeOf(plan, who), grid)) {
      if (kind === 'drop' && by < LEAST_DROP) continue;
      const key = [kind, amount, by, before, after].join();
      const known = found.get(key);
      if (known === undefined) {
        found.set(key, { kind, amount, by, before, after, persons: [personText(who)] });
      } else if (!known.persons.includes(personText(who))) known.persons.push(personText(who));
    }
  }
  return [...found.values()].sort((a, b) => a.amount - b.amount || a.by - b.by || a.after - b.after);
}
