import { addFeeParts, type FeeParts, type Fen, PROVIDER_LEVELS, type Rate, share } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addAccumulators,
  COUNTERS,
  emptyAccumulators,
  negateDelta,
  OUTPATIENT_DEDUCTIBLE_AT,
  oneAdmissionAt,
} from './accumulators.ts';
import { type AdjudicationInput, adjudicate } from './adjudicate.ts';
import { AT, BUCKETS } from './buckets.ts';
import { createPolicyLibrary } from './library.ts';
import { rounderOf } from './plan/bands.ts';
import type { Plan } from './plan/plan.ts';
import type { ReferralRule } from './plan/read-entry.ts';
import type { Adjudication } from './settled.ts';
import { bills, fees } from './testing/arbitrary.ts';
import { capsUsed, isBinding, isKept } from './testing/caps.ts';
import { consult } from './testing/oracle.ts';
import { readRepositoryPolicies } from './testing/policy-files.ts';
import { lackingOf, settleableKinds, withEligible } from './testing/settleable.ts';

const loaded = createPolicyLibrary(readRepositoryPolicies());
if (!loaded.ok) throw new Error(JSON.stringify(loaded.refusal[0]));
const epochs = loaded.value.allPlans();
const plans = epochs.map(({ plan }) => plan);
const examples = plans.filter((plan) => plan.area === '990100');
const SEED = 20260301;

/** The ways in which a place changes what it pays elsewhere (dimensions, D13). */
const ALGEBRAS: Readonly<Record<string, (rule: ReferralRule) => boolean>> = {
  'minus points': (rule) => rule.minusPoints !== null,
  factor: (rule) => rule.factor !== null,
  'first self-pay': (rule) => rule.firstSelfPay !== null,
  'own ratios': (rule) => rule.ownRates !== null,
  'own deductible': (rule) => rule.ownDeductible !== null,
};

function usesAlgebra(plan: Plan, uses: (rule: ReferralRule) => boolean): boolean {
  const read = plan.policy.tables.get('referral')?.read;
  return read?.kind === 'referral' && read.rules.some(uses);
}

/** One real plan for each algebra. */
const ofAlgebra = new Map(
  Object.entries(ALGEBRAS).map(([name, uses]) => [
    name,
    plans.find((plan) => !plan.area.startsWith('99') && usesAlgebra(plan, uses)),
  ]),
);

/** As many for every plan, e.g. `ZHIJIE_CASES=100000 npx vitest run packages/engine/src/properties.test.ts`. */
const CASES = Number(process.env.ZHIJIE_CASES ?? 0);
const MANY = 100_000;

/** Many over the plans of 990100 and for one plan of each algebra of D13, 2,000 for each other (guide §10). */
function casesOf(plan: Plan): number {
  if (CASES > 0) return CASES;
  if (plan.area === '990100') return Math.ceil(MANY / examples.length);
  return [...ofAlgebra.values()].includes(plan) ? MANY : 2_000;
}

test.each([...ofAlgebra])('some real plan has the algebra "%s" of D13', (_, plan) => {
  expect(plan).toBeDefined();
});

function done(plan: Plan, input: AdjudicationInput): Adjudication | null {
  const outcome = adjudicate(plan, input);
  return outcome.ok ? outcome.value : null;
}

const PAYERS = [
  ['pool', 'paidByPooledFund'],
  ['civilServant', 'paidByCivilServantFund'],
  ['enterprise', 'paidByEnterpriseSupplement'],
  ['critical', 'paidByCriticalIllness'],
  ['large', 'paidByLargeAmount'],
  ['aid', 'paidByMedicalAssistance'],
  ['other', 'paidByOtherFunds'],
  ['account', 'paidByPersonalAccount'],
  ['cash', 'paidInCash'],
] as const;

/** Everything that must hold of one bill by itself; returns the first breach. Plain code, for speed. */
function breach(plan: Plan, input: AdjudicationInput, outcome: ReturnType<typeof adjudicate>): string | null {
  const oracle = consult(plan.policy, input);
  if (!outcome.ok)
    return 'refused' in oracle && oracle.refused === outcome.refusal.code ? null : 'refusal differs';
  if ('refused' in oracle) return `the oracle refuses: ${oracle.refused}`;
  const { parts, trace, delta } = outcome.value;
  for (const [bucket, name] of PAYERS) {
    if (parts[name] < 0 || !Number.isSafeInteger(parts[name])) return `${name} is ${parts[name]}`;
    if (BigInt(parts[name]) !== (oracle.paid[bucket] ?? 0n)) return `${name} differs from the oracle`;
  }
  if (BigInt(parts.deductibleApplied) !== oracle.deductible) return 'the deductible differs from the oracle';
  if (BigInt(delta.criticalBase) !== oracle.secondBase) return 'the counted burden differs from the oracle';
  const counted = countedDifferently(plan, delta, oracle);
  if (counted !== null) return counted;
  const sums = BUCKETS.map(() => 0);
  for (const record of trace) {
    sums[record.from] = sums[record.from]! - record.amount;
    sums[record.to] = sums[record.to]! + record.amount;
    if (record.amount <= 0) return 'a record moves nothing';
  }
  if (sums[AT.eligible] !== -input.fees.eligible) return 'the trace does not start from the bill';
  for (const [bucket, name] of PAYERS)
    if (sums[AT[bucket]] !== parts[name]) return `the trace does not rebuild ${name}`;
  const after = addAccumulators(addAccumulators(input.accumulators, delta), negateDelta(delta));
  if (COUNTERS.some((counter) => after[counter] !== input.accumulators[counter]))
    return 'a reversal does not restore';
  return null;
}

/** The counters that few places read: admissions by level, the second yearly base, what is paid apart. */
function countedDifferently(
  plan: Plan,
  delta: Adjudication['delta'],
  oracle: Exclude<ReturnType<typeof consult>, { refused: unknown }>,
): string | null {
  const pool = Number(oracle.paid.pool ?? 0n);
  const isStay = plan.benefit === 'inpatient' && oracle.isNewStay;
  if (delta.admissions !== (isStay ? 1 : 0)) return 'the admission differs from the oracle';
  if (delta.admissionsByLevel !== (isStay ? oneAdmissionAt(oracle.level) : 0))
    return 'the level of the admission differs from the oracle';
  if (BigInt(delta.largeBase) !== oracle.largeBase) return 'the large-amount base differs from the oracle';
  if (delta.apartPaid !== (oracle.isApart ? pool : 0)) return 'what is paid apart differs from the oracle';
  if (delta.diseasePaid !== (oracle.isPerDisease ? pool : 0)) return 'what is paid per disease differs';
  if (delta.poolPaid + delta.outpatientPaid + delta.apartPaid + delta.diseasePaid !== pool)
    return 'the pool is not counted once';
  const byLevel = OUTPATIENT_DEDUCTIBLE_AT.map((counter) => delta[counter]);
  const deductible = plan.policy.tables.get('deductible')!.read;
  const isByLevel = deductible.kind === 'deductible' && deductible.basis === 'annual-by-level';
  const expected = PROVIDER_LEVELS.map((one) =>
    isByLevel && one === oracle.level ? delta.outpatientDeductiblePaid : 0,
  );
  return byLevel.join() === expected.join() ? null : 'the deductible by level differs from the oracle';
}

/** Layers after the pool, each of which rounds what it pays. */
const LATER = PAYERS.slice(1, -2).map(([, name]) => name);

/**
 * A bigger bill: the funds pay no less and the person bears no less (1 fen and ≥ 1 yuan). Every band and layer
 * rounds on its own, so where two or more layers pay after the pool, each step may give a fen more. NOT a
 * property of the person's share where medical aid pays behind another layer: the layer's money is taken from
 * parts of the bill that aid does not count, once its yearly threshold is met (990100 employees, chronic).
 */
function falls(plan: Plan, input: AdjudicationInput, small: Adjudication, by: number): string | null {
  const big = done(plan, withEligible(input, input.fees.eligible + by));
  if (big === null) return null;
  compared += 1;
  if (big.parts.paidByFunds < small.parts.paidByFunds) return `funds fall by ${by} fen more`;
  const roundings = LATER.filter((name) => big.parts[name] > 0).length;
  if (roundings >= 2 && big.parts.paidByMedicalAssistance > 0) return null;
  const given = roundings < 2 ? 0 : big.trace.length;
  if (big.parts.borneByPerson + given < small.parts.borneByPerson)
    return `the person pays less for ${by} fen more`;
  return null;
}

/** Pairs of bills that were both settled, so that a bigger one was compared with a smaller one. */
let compared = 0;

/**
 * Plans whose every bill needs a figure that their sources do not give, and the figure: they can only refuse
 * by name. Any other plan must settle.
 */
const CANNOT_SETTLE: Readonly<Record<string, string>> = {
  '120000-resident outpatient 2023-01-01': '统筹基金最高支付限额',
  '310000-resident inpatient 2024-01-01': '大病保险待遇',
  '500000-resident inpatient 2024-01-01': '大病保险待遇',
  '610100-resident inpatient 2020-01-01': '大病保险待遇',
  '610100-resident inpatient 2021-04-13': '大病保险待遇',
};
/** Of the bills drawn for a plan that can settle, so many must be settled; the rest are its refusals. */
const SETTLED_AT_LEAST = 0.8;
/** A bigger bill may need a figure that is not provided where the smaller one did not. */
const COMPARED_AT_LEAST = 0.5;

const named = epochs.map(({ plan, on }) => [`${plan.packId} ${plan.benefit} ${on}`, plan] as const);
/** Many cases on a busy machine; nothing is measured. */
const MOST_TIME = 3_600_000;
const more = fc.oneof(fc.constant(1), fc.integer({ min: 100, max: 500_000 }));

describe.each(named)('%s', (name, plan) => {
  const lacks = CANNOT_SETTLE[name];

  test(
    'agrees with the oracle, conserves, is non-negative, rebuilt by its trace, restored by reversal; grows',
    () => {
      const cases = casesOf(plan);
      let settled = 0;
      compared = 0;
      fc.assert(
        fc.property(bills(plan), more, (input, by) => {
          const outcome = adjudicate(plan, input);
          const found =
            breach(plan, input, outcome) ?? (outcome.ok ? falls(plan, input, outcome.value, by) : null);
          if (found !== null) throw new Error(found);
          if (outcome.ok) settled += 1;
        }),
        { numRuns: cases, seed: SEED },
      );
      if (process.env.ZHIJIE_COUNTS !== undefined)
        process.stdout.write(
          `${name}: ${settled} settled, ${cases - settled} refused, ${compared} compared\n`,
        );
      if (lacks !== undefined) return;
      expect(settled / cases).toBeGreaterThan(SETTLED_AT_LEAST);
      expect(compared / cases).toBeGreaterThan(COMPARED_AT_LEAST);
    },
    MOST_TIME,
  );
});

test.each(named.filter(([name]) => CANNOT_SETTLE[name] !== undefined))(
  '%s can only refuse, and names what it lacks',
  (name, plan) => {
    expect(settleableKinds(plan)).toEqual([]);
    expect(lackingOf(plan)).toContain(CANNOT_SETTLE[name]);
  },
);

describe('over a year of visits', () => {
  const sequences = (plan: Plan) =>
    fc.tuple(fc.boolean(), fc.array(bills(plan), { minLength: 2, maxLength: 6 }));
  const bound = new Set<string>();

  test.each(named)('%s never exceeds a cap: of pool, cause, layer or deductible', (_, plan) => {
    fc.assert(
      fc.property(sequences(plan), ([isNew, visits]) => {
        let accumulators = isNew ? emptyAccumulators(2026) : visits[0]!.accumulators;
        for (const visit of visits) {
          const bill = { ...visit, accumulators };
          const settled = done(plan, bill);
          if (settled === null) continue;
          for (const use of capsUsed(plan, bill, settled)) {
            if (!isKept(use))
              throw new Error(`over the ${use.kind}: ${use.before} + ${use.now} > ${use.limit}`);
            if (isBinding(use)) bound.add(`${plan.hash} ${use.kind}`);
          }
          accumulators = addAccumulators(accumulators, settled.delta);
        }
      }),
      { numRuns: Math.ceil(casesOf(plan) / 20), seed: SEED },
    );
  });

  test('every kind of cap has bound somewhere, so none was kept only because nothing reached it', () => {
    const kinds = new Set([...bound].map((one) => one.slice(one.indexOf(' ') + 1)));
    // With 100,000 cases a plan 'poolCap of poolPaid+outpatientPaid' binds too.
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'civilServant of its fund',
        'criticalIllness of its fund',
        'deductible of the year',
        'largeAmount of its fund',
        'largeAmount of poolPaid+largePaid',
        'medicalAid of its fund',
        'poolCap of causes apart',
        'poolCap of each disease',
        'poolCap of in-scope amounts',
        'poolCap of outpatientPaid',
        'poolCap of poolPaid',
      ]),
    );
    expect(new Set([...bound].map((one) => one.split(' ')[0])).size).toBeGreaterThan(100);
  });

  test('NOT a property: two visits in either order give the same yearly total', () => {
    const plan = examples.find((one) => one.packId === '990100-employee' && one.benefit === 'inpatient')!;
    const base = {
      level: 'level3',
      group: 'active',
      age: 40,
      aidCategory: 'none',
      civilServant: false,
    } as const;
    const rest = { accountBalance: 0 as Fen, useAccount: false };
    const local = { ...base, ...rest, referral: 'local', fees: fees(1_000_000) } as const;
    const away = { ...base, ...rest, referral: 'other-temporary', fees: fees(60_000) } as const;
    const total = (visits: readonly Omit<AdjudicationInput, 'accumulators'>[]) => {
      let accumulators = emptyAccumulators(2026);
      for (const visit of visits) {
        accumulators = addAccumulators(accumulators, done(plan, { ...visit, accumulators })!.delta);
      }
      return accumulators.poolPaid;
    };
    expect(total([local, away])).not.toBe(total([away, local]));
  });
});

test('the order of the lines does not matter, and the same bill gives the same bytes', () => {
  const plan = examples.find((one) => one.packId === '990100-resident' && one.benefit === 'inpatient')!;
  const line = fc.record({
    excluded: fc.nat(1_000_000),
    overLimit: fc.nat(1_000_000),
    selfPaidFirst: fc.nat(1_000_000),
    eligible: fc.nat(3_000_000),
  });
  const bill = fc.array(line, { minLength: 1, maxLength: 12 }).chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      shuffled: fc.shuffledSubarray(lines, { minLength: lines.length }),
      input: bills(plan),
    }),
  );
  const settled = (lines: readonly Omit<FeeParts, 'total'>[], input: AdjudicationInput) => {
    const whole = addFeeParts(
      ...lines.map((one) => fees(one.eligible, one.excluded, one.overLimit, one.selfPaidFirst)),
    );
    const outcome = adjudicate(plan, { ...input, fees: whole });
    return JSON.stringify(
      outcome.ok ? [outcome.value.parts, outcome.value.delta, outcome.value.trace] : outcome,
    );
  };
  fc.assert(
    fc.property(bill, ({ lines, shuffled, input }) => {
      const once = settled(lines as never, input);
      expect(settled(shuffled as never, input)).toBe(once);
      expect(settled(lines as never, input)).toBe(once);
    }),
    { numRuns: 2_000, seed: SEED },
  );
});

test('rounding in place equals share of the kernel for every mode and place', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9e11 }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.constantFrom('half-up', 'half-even', 'down', 'up'),
      fc.constantFrom('fen', 'jiao', 'yuan'),
      (amount, rate, mode, place) => {
        const inline = rounderOf({ mode, place, at: 'band' })(amount * rate);
        expect(inline).toBe(share(amount as Fen, rate as Rate, { mode, place }));
      },
    ),
    { numRuns: 5_000, seed: SEED },
  );
});
