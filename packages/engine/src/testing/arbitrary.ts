import { AID_CATEGORIES, type FeeParts, type Fen, PROVIDER_LEVELS, REFERRAL_CLASSES } from '@zhijie/kernel';
import fc from 'fast-check';
import { emptyAccumulators, oneAdmissionAt } from '../accumulators.ts';
import type { AdjudicationInput } from '../adjudicate.ts';
import {
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  CONTRIBUTION_TIERS,
  EDGE_ROUTES,
  UNINSURED_CAUSES,
  VISIT_CAUSES,
} from '../circumstances.ts';
import type { Plan } from '../plan/plan.ts';
import { thresholdsOf } from './oracle.ts';
import { asSettleable, settleableKinds } from './settleable.ts';

/** Amounts around everything the policy mentions, and any others up to two million yuan. */
function amounts(thresholds: readonly number[]): fc.Arbitrary<number> {
  const near = fc.tuple(fc.constantFrom(0, ...thresholds), fc.integer({ min: -2, max: 2 }));
  return fc.oneof(
    near.map(([at, by]) => Math.max(0, at + by)),
    fc.integer({ min: 0, max: 10_000_00 }),
    fc.integer({ min: 0, max: 2_000_000_00 }),
  );
}

/**
 * Bills that the plan may meet: six of seven by a kind of person and visit that it can settle, with what it
 * asks about stated where it must be; one of seven anything at all, for its refusals.
 */
export function bills(plan: Plan): fc.Arbitrary<AdjudicationInput> {
  const kinds = settleableKinds(plan);
  const anything = anyBills(plan);
  if (kinds.length === 0) return anything;
  const settleable = fc
    .tuple(fc.nat(kinds.length - 1), anything)
    .map(([index, drawn]) => asSettleable(plan, drawn, kinds[index]!));
  return fc.oneof({ arbitrary: settleable, weight: 6 }, { arbitrary: anything, weight: 1 });
}

/** A bill and a history, whoever the person is and whatever is stated. */
function anyBills(plan: Plan): fc.Arbitrary<AdjudicationInput> {
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
      facts: circumstances(plan, amount),
      rare: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), amount, amount, amount),
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
        accumulators: history(one.history, one.rare),
        accountBalance: one.balance as Fen,
        useAccount: one.useAccount,
        ...(one.facts === null ? {} : { circumstances: one.facts }),
      };
    });
}

/** What only some places ask about: nothing at all, or anything that a caller may state. */
function circumstances(plan: Plan, amount: fc.Arbitrary<number>): fc.Arbitrary<Circumstances | null> {
  const levels = plan.policy.tables.get('levels')?.read;
  const providers = levels?.kind === 'levels' ? [...levels.providers.keys()] : [];
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
  const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary, weight: 1 });
  const stated = fc
    .record({
      contributionTier: maybe(fc.constantFrom(...CONTRIBUTION_TIERS)),
      cause: fc.oneof(
        { arbitrary: fc.constantFrom(undefined, ...VISIT_CAUSES), weight: 19 },
        { arbitrary: fc.constantFrom(...UNINSURED_CAUSES), weight: 1 },
      ),
      hasFamilyDoctor: maybe(fc.boolean()),
      isSelectedProvider: maybe(fc.boolean()),
      civilServantRank: maybe(fc.constantFrom(...CIVIL_SERVANT_RANKS)),
      enrolledMonths: maybe(fc.nat(130)),
      continuousYears: maybe(fc.nat(30)),
      claimFreeYears: maybe(fc.nat(30)),
      route: seldom(fc.constantFrom(...EDGE_ROUTES)),
      careArea: maybe(fc.constantFrom('110000', '130100', '310000', '510100', '990199')),
      provider: seldom(fc.constantFrom('H99999900001', ...providers)),
      essentialDrugs: seldom(amount),
      daysInStay: maybe(fc.nat(400)),
      disease: maybe(fc.constantFrom('M01600', 'M01601', 'M03900', 'M00503', 'M99900')),
      diseasePaid: maybe(amount),
      isVillageClinic: seldom(fc.boolean()),
      continuedFrom: seldom(
        fc.record({ reason: fc.constantFrom('transfer', 'new-year'), deductiblePaid: amount }),
      ),
    })
    .map((facts) =>
      Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
    ) as fc.Arbitrary<Circumstances>;
  const place = stated.map(({ careArea, provider, daysInStay }) =>
    Object.fromEntries(
      Object.entries({ careArea, provider, daysInStay }).filter(([, value]) => value !== undefined),
    ),
  );
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: 3 },
    { arbitrary: place, weight: 1 },
    { arbitrary: stated, weight: 2 },
  );
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
function history(
  [admissions, eligible, paid, base, deductible, other]: readonly number[],
  [first, second, third, large, apart, atLevel]: readonly number[],
) {
  const inScope = admissions === 0 ? 0 : eligible!;
  const outpatientDeductible = Math.min(deductible!, other!);
  return {
    ...emptyAccumulators(2026),
    admissions: admissions!,
    eligible: inScope as Fen,
    deductiblePaid: Math.min(deductible!, inScope) as Fen,
    poolPaid: Math.min(paid!, inScope) as Fen,
    outpatientEligible: other as Fen,
    outpatientDeductiblePaid: outpatientDeductible as Fen,
    admissionsByLevel: oneAdmissionAt('level1') * first! + oneAdmissionAt('level3') * second! + third!,
    largeBase: Math.min(large!, inScope) as Fen,
    apartPaid: Math.min(apart!, other!) as Fen,
    diseasePaid: Math.min(apart!, other!) as Fen,
    outpatientDeductibleLevel3: Math.min(atLevel!, outpatientDeductible) as Fen,
    outpatientPaid: Math.min(paid!, other!) as Fen,
    criticalBase: Math.min(base!, inScope) as Fen,
    criticalPaid: Math.floor(Math.min(base!, inScope) / 3) as Fen,
    largePaid: Math.floor(Math.min(base!, inScope) / 3) as Fen,
  };
}
