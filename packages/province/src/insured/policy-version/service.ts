import type { Executor } from '@zhijie/database';
import { documentOf, type Plan, type PolicyLibrary, planFromDocument } from '@zhijie/engine';
import type { Instant } from '@zhijie/kernel';
import { insertVersion, readVersions } from './store.ts';

/** Keeps the policies that settle. Remembers which it has kept, so that only a hash's first use writes. */
export type PolicyVersions = {
  /**
   * The plan's document is in the database when this returns, or will be with the caller's transaction.
   * Called before the settlement is committed: a version without a settlement does no harm, a settlement
   * without its version could never be computed again.
   */
  keep(on: { readonly db: Executor; readonly tx: Executor }, plan: Plan, at: Instant): Promise<void>;
};

/** One for each database. */
export function policyVersions(): PolicyVersions {
  const kept = new Set<string>();
  return {
    async keep({ db, tx }, plan, at) {
      if (kept.has(plan.hash)) return;
      await insertVersion(tx, { hash: plan.hash, document: documentOf(plan.policy) }, at);
      // What a transaction writes is kept only if it commits.
      if (tx === db) kept.add(plan.hash);
    },
  };
}

/**
 * The plans of the hashes that settlements recorded: from the packs in force while they have them, else as
 * they were kept. A hash that neither knows is left out.
 */
export async function plansByHash(
  db: Executor,
  policies: PolicyLibrary,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>();
  for (const hash of new Set(hashes)) {
    const plan = policies.planByHash(hash);
    if (plan !== null) plans.set(hash, plan);
  }
  const missing = [...new Set(hashes)].filter((hash) => !plans.has(hash));
  if (missing.length === 0) return plans;
  for (const { hash, document } of await readVersions(db, missing)) {
    const plan = planFromDocument(document);
    if (plan.ok && plan.value.hash === hash) plans.set(hash, plan.value);
  }
  return plans;
}
