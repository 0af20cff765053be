import { AID_CATEGORIES, type FeeParts, type Fen, PROVIDER_LEVELS, REFERRAL_CLASSES } from '@zhijie/kernel';
import fc from 'fast-check';
import { emptyAccumulators } from '../accumulators.ts';
import type { AdjudicationInput } from '../adjudicate.ts';
import type { Plan } from '../plan/plan.ts';
import { thresholdsOf } from './oracle.ts';

/** Amounts around everything the policy mentions, and any others up to two million yuan. */
function amounts(thresholds: readonly number[]): fc.Arbitrary<number> {
  const near = fc.tuple(fc.constantFrom(0, ...thresholds), fc.integer({ min: -2, max: 2 }));
  return fc.oneof(
    near.map(([at, by]) => Math.max(0, at + by)),
    fc.integer({ min: 0, max: 10_000_00 }),
    fc.integer({ min: 0, max: 2_000_000_00 }),
  );
}

/** A bill and a history that the plan may meet. */
export function bills(plan: Plan): fc.Arbitrary<AdjudicationInput> {
  const amount = amounts(thresholdsOf(plan.policy).map(Number));
  const groups =
    plan.insuranceType === 'employee' ? (['active', 'retired'] as const) : (['adult', 'minor'] as const);
  return fc
    .record({
      referral: fc.constantFrom(...REFERRAL_CLASSES),
      level: fc.constantFrom(...PROVIDER_LEVELS),
      group: fc.constantFrom(...groups),
      age: fc.integer({ min: 0, max: 105 }),
      aidCategory: fc.oneof(
        { arbitrary: fc.constant('none' as const), weight: 3 },
        fc.constantFrom(...AID_CATEGORIES),
      ),
      civilServant: fc.boolean(),
      eligible: amount,
      outside: fc.tuple(fc.nat(50_000), fc.nat(50_000), fc.nat(50_000)),
      history: fc.tuple(fc.nat(5), amount, amount, amount, amount, amount),
      balance: fc.oneof(fc.constant(0), fc.nat(500_000)),
      useAccount: fc.boolean(),
    })
    .map((one) => {
      const [excluded, overLimit, selfPaidFirst] = one.outside;
      return {
        referral: one.referral,
        level: one.level,
        group: one.group,
        age: one.age,
        aidCategory: one.aidCategory,
        civilServant: one.civilServant,
        fees: fees(one.eligible, excluded, overLimit, selfPaidFirst),
        accumulators: history(one.history),
        accountBalance: one.balance as Fen,
        useAccount: one.useAccount,
      };
    });
}

export function fees(eligible: number, excluded = 0, overLimit = 0, selfPaidFirst = 0): FeeParts {
  return {
    total: eligible + excluded + overLimit + selfPaidFirst,
    excluded,
    overLimit,
    selfPaidFirst,
    eligible,
  } as FeeParts;
}

/** A history that can be: nothing paid without being eligible, deductible inside the eligible amount. */
function history([admissions, eligible, paid, base, deductible, other]: readonly number[]) {
  const inScope = admissions === 0 ? 0 : eligible!;
  return {
    ...emptyAccumulators(2026),
    admissions: admissions!,
    eligible: inScope as Fen,
    deductiblePaid: Math.min(deductible!, inScope) as Fen,
    poolPaid: Math.min(paid!, inScope) as Fen,
    outpatientEligible: other as Fen,
    outpatientDeductiblePaid: Math.min(deductible!, other!) as Fen,
    outpatientPaid: Math.min(paid!, other!) as Fen,
    criticalBase: Math.min(base!, inScope) as Fen,
    criticalPaid: Math.floor(Math.min(base!, inScope) / 3) as Fen,
    largePaid: Math.floor(Math.min(base!, inScope) / 3) as Fen,
  };
}
