import { PROVIDER_LEVELS, REFERRAL_CLASSES } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { emptyAccumulators } from './accumulators.ts';
import { type AdjudicationInput, adjudicate } from './adjudicate.ts';
import { createPolicyLibrary } from './library.ts';
import type { Plan } from './plan/plan.ts';
import { fees } from './testing/arbitrary.ts';
import { consult, thresholdsOf } from './testing/oracle.ts';
import { readRepositoryPolicies } from './testing/policy-files.ts';

const loaded = createPolicyLibrary(readRepositoryPolicies());
if (!loaded.ok) throw new Error(JSON.stringify(loaded.refusal[0]));
const plans = loaded.value.allPlans().map(({ plan }) => plan);

/** Every level and group at home, every referral class at level 3. */
function* billsAt(plan: Plan, eligible: number): Generator<AdjudicationInput> {
  const groups =
    plan.insuranceType === 'employee' ? (['active', 'retired'] as const) : (['adult', 'minor'] as const);
  for (const referral of REFERRAL_CLASSES)
    for (const level of PROVIDER_LEVELS)
      for (const group of groups) {
        const isSampled = referral === 'local' || (level === 'level3' && group === groups[0]);
        if (!isSampled) continue;
        yield {
          referral,
          level,
          group,
          age: group === 'retired' ? 71 : 30,
          aidCategory: 'none',
          civilServant: false,
          fees: fees(eligible, 100, 0, 200),
          accumulators: emptyAccumulators(2026),
          accountBalance: 0 as AdjudicationInput['accountBalance'],
          useAccount: false,
        };
      }
}

/** Every amount that a policy names, also on top of each deductible, at −1, 0 and +1 fen. */
function amountsOf(plan: Plan): number[] {
  const named = thresholdsOf(plan.policy).map(Number);
  const deductible = plan.policy.tables.get('deductible')!;
  const lower = thresholdsOf({ ...plan.policy, tables: new Map([['deductible', deductible]]) }).map(Number);
  const above = lower.flatMap((first) => named.map((amount) => first + amount));
  const all = [...named, ...above].flatMap((amount) => [amount - 1, amount, amount + 1]);
  return [...new Set(all)].filter((amount) => amount >= 0);
}

test.each(plans.map((plan) => [`${plan.packId} ${plan.benefit} ${plan.hash.slice(0, 8)}`, plan] as const))(
  '%s equals the oracle at every threshold −1, 0, +1 fen',
  (_, plan) => {
    const different: string[] = [];
    for (const amount of amountsOf(plan)) {
      for (const bill of billsAt(plan, amount)) {
        const outcome = adjudicate(plan, bill);
        const oracle = consult(plan.policy, bill);
        const same =
          outcome.ok && 'paid' in oracle
            ? BigInt(outcome.value.parts.paidInCash) === oracle.paid.cash &&
              BigInt(outcome.value.parts.paidByPooledFund) === (oracle.paid.pool ?? 0n)
            : !outcome.ok && 'refused' in oracle && outcome.refusal.code === oracle.refused;
        if (!same) different.push(`${amount} fen, ${bill.referral}, ${bill.level}, ${bill.group}`);
      }
    }
    expect(different).toEqual([]);
  },
);
