import { calendarDate, type FeeParts, type Fen, fen, type Rate, type SettlementParts } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyAccumulators } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import type { Plan } from '../plan/plan.ts';
import { bills, fees } from '../testing/arbitrary.ts';
import { libraryOf } from '../testing/policy-files.ts';
import { emptyProductAccumulators } from './accumulators.ts';
import { burdenOf } from './burden.ts';
import type { FamilyAccount } from './late-payers.ts';
import type { LateRule } from './product.ts';
import { describeOneStopRefusal, type OneStopInput, settleAll } from './settle-all.ts';
import { holder, repositoryProducts } from './testing/holders.ts';

const products = repositoryProducts();
const policies = libraryOf('990100-example', '370600-yantai');
const on = calendarDate('2026-03-02');

function planOf(area: string, insuranceType: 'employee' | 'resident'): Plan {
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const plan = policies.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

const RESIDENT = planOf('990100', 'resident');
const late = products.lateRuleFor('990100', on)!;
const demo = (() => {
  const found = products.productOf('demo-a-2026');
  if (!found.ok) throw new Error('no product');
  return found.value;
})();
const held = { product: demo, facts: holder(demo), accumulators: emptyProductAccumulators(demo.id) };

function bill(feeParts: FeeParts, more: Partial<AdjudicationInput> = {}): AdjudicationInput {
  return {
    referral: 'long-term',
    level: 'level3',
    group: 'adult',
    age: 60,
    aidCategory: 'none',
    civilServant: false,
    fees: feeParts,
    accumulators: emptyAccumulators(2026),
    accountBalance: fen(0),
    useAccount: false,
    ...more,
  };
}

function settled(input: Partial<OneStopInput> & Pick<OneStopInput, 'public'>) {
  const result = settleAll({
    insuredArea: '990100',
    products: [held],
    late,
    accountBalance: fen(0),
    family: [],
    ...input,
  });
  if (!result.ok) throw new Error(describeOneStopRefusal(result.refusal));
  return result.value;
}

/** Journey 7's public figures as a slip gives them. */
const SLIP: SettlementParts = {
  feeTotal: fen(7_612_388),
  feeExcluded: fen(1_300_000),
  feeOverLimit: fen(0),
  feeSelfPaidFirst: fen(0),
  feeEligible: fen(6_312_388),
  deductibleApplied: fen(0),
  poolRate: 0 as Rate,
  paidByPooledFund: fen(4_130_000),
  paidByCivilServantFund: fen(0),
  paidByEnterpriseSupplement: fen(0),
  paidByCriticalIllness: fen(320_000),
  paidByLargeAmount: fen(0),
  paidByMedicalAssistance: fen(0),
  paidByOtherFunds: fen(0),
  paidByFunds: fen(4_450_000),
  borneByPerson: fen(3_162_388),
  paidByPersonalAccount: fen(0),
  paidByFamilyAccount: fen(0),
  paidInCash: fen(3_162_388),
  paidByHospital: fen(0),
};
const slip = { kind: 'slip', parts: SLIP, plan: RESIDENT } as const;

describe('journey 7: three payers', () => {
  test('insurer 6,899.10, patient 24,724.78, together with the funds 76,123.88', () => {
    const { payers, parts, burden } = settled({ public: slip });
    expect(burden.rest.coinsurance).toBe(1_862_388);
    expect(payers).toEqual({
      total: 7_612_388,
      funds: 4_450_000,
      hospital: 0,
      commercial: 689_910,
      personalAccount: 0,
      familyAccount: 0,
      cash: 2_472_478,
    });
    // K-08: no public amount knows of the insurer.
    expect(parts).toEqual(SLIP);
  });

  test('K-07 a product that is refused blocks nobody: its leg has the reason and pays nothing', () => {
    const other = { ...held, facts: { ...held.facts, insuredArea: '370600' } };
    const { commercial, payers } = settled({ public: slip, products: [other] });
    expect(commercial[0]!.outcome).toBeNull();
    expect(commercial[0]!.refusal?.text).toContain('370600 不在其中');
    expect(payers).toMatchObject({ funds: 4_450_000, commercial: 0, cash: 3_162_388 });
  });
});

describe('K-01 the order of the later payers', () => {
  // 30,000.00 long-term: 1,500.00 deductible and 8,575.00 shared stay in scope, 4,000.00 outside; see journey 4.
  const calculated = { kind: 'calculated', plan: RESIDENT, bill: bill(fees(5_000_000, 300_000)) } as const;
  // (50,000 − 1,500) × 65 % = 31,525.00; person in scope 18,475.00; 大病 (18,475 − 14,000) × 60 % = 2,685.00
  // in-scope rest 15,790.00 → insurer (15,790 − 10,000) × 80 % = 4,632.00
  const child: FamilyAccount = { relation: 'child', balance: fen(500_000), insuredArea: '990101' };

  test('funds, then the insurer, the own account, the relatives’ account, cash', () => {
    const { payers } = settled({ public: calculated, accountBalance: fen(200_000), family: [child] });
    expect(payers).toEqual({
      total: 5_300_000,
      funds: 3_421_000,
      hospital: 0,
      commercial: 463_200,
      personalAccount: 200_000,
      familyAccount: 500_000,
      cash: 715_800,
    });
  });

  test('D28 the accounts of the public parts contain the relatives’; what is excluded stays cash', () => {
    const rich = { ...child, balance: fen(9_000_000) };
    const { parts, payers, family } = settled({
      public: calculated,
      accountBalance: fen(200_000),
      family: [rich],
    });
    expect(payers.cash).toBe(300_000);
    expect(family[0]!.clause?.article).toBe('第三十二条');
    expect(parts.paidByPersonalAccount).toBe(parts.paidByFamilyAccount + 200_000);
    expect(parts.paidInCash).toBe(300_000 + 463_200);
  });

  test('the order is data: with the account first, the insurer pays only what is left', () => {
    const accountFirst: LateRule = { ...late, order: ['account', 'commercial'] };
    const { payers } = settled({ public: calculated, accountBalance: fen(200_000), late: accountFirst });
    // (15,790 − 2,000 − 10,000) × 80 % = 3,032.00
    expect(payers).toMatchObject({ personalAccount: 200_000, commercial: 303_200 });
  });

  test.each([
    ['another province', { ...child, insuredArea: '370600' }, late, '同一省'],
    [
      'a relation that the place does not list',
      { ...child, relation: 'sibling' as const },
      national(),
      '不含兄弟姐妹',
    ],
    ['no rule of the place', child, { ...late, family: 'not-provided' as const }, '未提供家庭共济'],
  ])('D28 a relative’s account is refused by name: %s', (_, account, rule, reason) => {
    const { family, payers } = settled({ public: calculated, family: [account], late: rule });
    expect(family[0]!.refused).toContain(reason);
    expect(payers.familyAccount).toBe(0);
  });

  test('two products pay one after the other and never the same fen', () => {
    const second = {
      ...held,
      product: { ...demo, id: 'second' },
      accumulators: emptyProductAccumulators('second'),
    };
    const { commercial, payers } = settled({ public: slip, products: [held, second] });
    // 18,623.88 − 6,899.10 = 11,724.78; (11,724.78 − 10,000) × 80 % = 1,379.82
    expect(commercial.map((leg) => leg.outcome?.paid)).toEqual([689_910, 137_982]);
    expect(payers.cash).toBe(2_472_478 - 137_982);
  });
});

function national(): LateRule {
  return products.lateRuleFor('410100', on)!;
}

describe('refusals of the whole bill', () => {
  test('F-14 the public refusal is the answer', () => {
    const unfiled = {
      kind: 'calculated',
      plan: RESIDENT,
      bill: bill(fees(100), { referral: 'unfiled' }),
    } as const;
    const result = settleAll({
      insuredArea: '990100',
      public: unfiled,
      products: [],
      late,
      accountBalance: fen(0),
      family: [],
    });
    expect(result.ok ? null : result.refusal.code).toBe('filing-required');
  });

  test('a slip whose funds paid more than is in scope does not say what is left', () => {
    const parts = { ...SLIP, feeExcluded: fen(4_000_000), feeEligible: fen(3_612_388) };
    const result = settleAll({
      insuredArea: '990100',
      public: { kind: 'slip', parts, plan: null },
      products: [],
      late,
      accountBalance: fen(0),
      family: [],
    });
    expect(result.ok ? '' : describeOneStopRefusal(result.refusal)).toContain('超过了政策范围内费用');
  });

  test('a slip does not say which part an account may pay, where the place pays only some', () => {
    const result = settleAll({
      insuredArea: '990100',
      public: slip,
      products: [],
      late,
      accountBalance: fen(1),
      family: [],
    });
    expect(result.ok ? '' : describeOneStopRefusal(result.refusal)).toContain('票据没有分列');
  });
});

describe('without product and family it is the public settlement', () => {
  test.each([
    ['990100 resident', RESIDENT],
    ['990100 employee', planOf('990100', 'employee')],
    ['370600 employee', planOf('370600', 'employee')],
  ] as const)('%s: the same parts as adjudicate with the account', (_, plan) => {
    fc.assert(
      fc.property(bills(plan), (one) => {
        const alone = adjudicate(plan, one);
        const all = settleAll({
          insuredArea: plan.area,
          public: { kind: 'calculated', plan, bill: one },
          products: [],
          late,
          accountBalance: one.useAccount ? one.accountBalance : fen(0),
          family: [],
        });
        if (alone.ok !== all.ok) throw new Error('one is refused');
        if (!alone.ok || !all.ok) return;
        expect(all.value.parts).toEqual(alone.value.parts);
        expect(all.value.delta).toEqual(alone.value.delta);
      }),
      { numRuns: 1_000, seed: 20260301 },
    );
  });

  test('K-07 dropping the commercial leg changes no public amount, in whatever order the later payers come', () => {
    const money = fc.integer({ min: 0, max: 500_000 }).map((amount) => amount as Fen);
    const orders = fc.shuffledSubarray(['commercial', 'account', 'family'] as const);
    fc.assert(
      fc.property(bills(RESIDENT), money, orders, (one, balance, order) => {
        const run = (list: OneStopInput['products']) =>
          settleAll({
            insuredArea: '990100',
            public: { kind: 'calculated', plan: RESIDENT, bill: one },
            products: list,
            late: { ...late, order },
            accountBalance: balance,
            family: [{ relation: 'spouse', balance, insuredArea: null }],
          });
        const [withProduct, without] = [run([held]), run([])];
        if (!withProduct.ok || !without.ok) return;
        const { paidByFunds, borneByPerson } = withProduct.value.parts;
        expect({ paidByFunds, borneByPerson }).toEqual({
          paidByFunds: without.value.parts.paidByFunds,
          borneByPerson: without.value.parts.borneByPerson,
        });
        expect(withProduct.value.payers.cash).toBeLessThanOrEqual(without.value.payers.cash);
      }),
      { numRuns: 1_000, seed: 20260301 },
    );
  });

  test('the burden by bucket is what the trace leaves with the person', () => {
    const result = adjudicate(RESIDENT, bill(fees(2_600_000, 240_000, 0, 160_000)));
    if (!result.ok) throw new Error('refused');
    expect(burdenOf(result.value).rest).toMatchObject({
      deductible: 150_000,
      coinsurance: 857_500,
      excluded: 240_000,
      selfPaidFirst: 160_000,
    });
  });
});
