import type { CalendarDate } from '@zhijie/kernel';
import type { PolicyLibrary } from './library.ts';
import type { Plan } from './plan/plan.ts';

/** One plan that another library has otherwise, or not at all. `on` is the first day of its epoch. */
export type PlanChange = {
  readonly packId: string;
  readonly benefit: string;
  readonly on: CalendarDate;
  readonly before: string | null;
  readonly after: string | null;
};

/** The library in force, exchanged as a whole while it is used. */
export type PolicyShelf = {
  /** Always answers from the library in force; plans that it no longer has are still found by their hash. */
  readonly library: PolicyLibrary;
  /** Puts another library in force, for every question asked from now on. Answers what changed. */
  replace(next: PolicyLibrary): PlanChange[];
};

/** Begins with one library. */
export function policyShelf(first: PolicyLibrary): PolicyShelf {
  let current = first;
  const retired = new Map<string, Plan>();
  return {
    library: {
      get files() {
        return current.files;
      },
      get resolved() {
        return current.resolved;
      },
      get chains() {
        return current.chains;
      },
      get packs() {
        return current.packs;
      },
      planFor: (question) => current.planFor(question),
      planByHash: (hash) => current.planByHash(hash) ?? retired.get(hash) ?? null,
      allPlans: () => current.allPlans(),
    },
    replace(next) {
      const changes = planChanges(current, next);
      for (const { plan } of current.allPlans())
        if (next.planByHash(plan.hash) === null) retired.set(plan.hash, plan);
      current = next;
      return changes;
    },
  };
}

/** The plans that differ between two libraries, by pack, benefit and first day. */
export function planChanges(before: PolicyLibrary, after: PolicyLibrary): PlanChange[] {
  const changes = new Map<string, PlanChange>();
  const keyOf = ({ plan, on }: { plan: Plan; on: string }): string => `${plan.packId} ${plan.benefit} ${on}`;
  for (const one of before.allPlans()) {
    const { packId, benefit, hash } = one.plan;
    changes.set(keyOf(one), { packId, benefit, on: one.on, before: hash, after: null });
  }
  for (const one of after.allPlans()) {
    const { packId, benefit, hash } = one.plan;
    const known = changes.get(keyOf(one))?.before ?? null;
    if (known === hash) changes.delete(keyOf(one));
    else changes.set(keyOf(one), { packId, benefit, on: one.on, before: known, after: hash });
  }
  return [...changes.values()];
}
