import type { CalendarDate, Fen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyAccumulators } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import type { Plan } from '../plan/plan.ts';
import { bills, fees } from '../testing/arbitrary.ts';
import { libraryOf } from '../testing/policy-files.ts';
import { counterfactuals } from './counterfactuals.ts';
import { roomLeft } from './room-left.ts';
import { explainThreeDepths, threeDepthsText } from './three-depths.ts';

const day = '2026-03-01' as CalendarDate;
const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
const library = libraryOf('990100-example', '990101-example-a1', '370600-yantai', '431100-yongzhou');
const plans = library.allPlans().map(({ plan }) => plan);

function planOf(area: string, insuranceType: 'employee' | 'resident'): Plan {
  const plan = library.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

const RESIDENT = planOf('990100', 'resident');
const EMPLOYEE = planOf('990100', 'employee');

/** 李建国's stay of journeys 4 and 5. */
const stay: AdjudicationInput = {
  referral: 'long-term',
  level: 'level3',
  group: 'adult',
  age: 47,
  aidCategory: 'none',
  civilServant: false,
  fees: fees(2_600_000, 240_000, 0, 160_000),
  accumulators: emptyAccumulators(2026),
  accountBalance: 0 as Fen,
  useAccount: false,
};

function settled(plan: Plan, input: AdjudicationInput) {
  const result = adjudicate(plan, input);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const grown = (input: AdjudicationInput, more: number): AdjudicationInput => ({
  ...input,
  fees: {
    ...input.fees,
    total: (input.fees.total + more) as Fen,
    eligible: (input.fees.eligible + more) as Fen,
  },
});

describe('three depths', () => {
  const depths = explainThreeDepths(RESIDENT, settled(RESIDENT, stay));

  test('journey 4: one sentence with amounts in figures and words', () => {
    expect(depths.sentence).toBe(
      '总费用 30,000.00 元：统筹基金付 15,925.00 元，个人付 14,075.00 元（现金 14,075.00 元），' +
        '个人付的大写为人民币壹万肆仟零柒拾伍元整。',
    );
    expect(depths.inWords.borneByPerson).toBe('人民币壹万肆仟零柒拾伍元整');
  });

  test('journey 4: the waterfall goes from the bill down to nothing', () => {
    expect(depths.bars.map(({ label, amount, to }) => [label, amount, to])).toEqual([
      ['统筹基金付政策范围内费用', 1_592_500, 1_407_500],
      ['个人现金付全自费', 240_000, 1_167_500],
      ['个人现金付乙类先行自付', 160_000, 1_007_500],
      ['个人现金付起付线内', 150_000, 857_500],
      ['个人现金付按比例自付', 857_500, 0],
    ]);
  });

  test('journey 4: every formula has its numbers and clause', () => {
    const pool = depths.formulas[depths.bars[0]!.formula]!;
    expect(pool.formula).toBe('24,500.00 × 65.00% = 15,925.00 元');
    expect(pool.citation).toBe('〔示例规〔2024〕8号 第十条〕');
    expect(pool.effectiveFrom).toBe('2024-01-01');
  });

  test('as Chinese text each depth follows the other', () => {
    const text = threeDepthsText(depths).join('\n');
    expect(text).toContain('统筹基金付政策范围内费用  15,925.00 元  （余 14,075.00 元）');
    expect(text).toContain(
      '统筹基金按比例支付：24,500.00 × 65.00% = 15,925.00 元（没有碰到限额）〔示例规〔2024〕8号 第十条〕',
    );
  });

  test('F-13 a ratio that a filing lowered says by which article', () => {
    const away = settled(RESIDENT, { ...stay, referral: 'referral' });
    const pool = explainThreeDepths(RESIDENT, away).formulas.find((line) => line.to === 'pool')!;
    expect(pool.remark).toBe('异地就医报销比例降低 10 个百分点〔示例规〔2024〕8号 第十二条〕');
  });

  test('a product that a cap cut short is not said to be equal', () => {
    const input = {
      ...stay,
      group: 'active' as const,
      accumulators: { ...emptyAccumulators(2026), poolPaid: 14_000_000 as Fen },
    };
    const cut = explainThreeDepths(EMPLOYEE, settled(EMPLOYEE, input));
    expect(cut.formulas.find((line) => line.to === 'pool' && line.formula.includes('其中'))).toBeDefined();
  });

  test('the bars sum to the bill, for any bill under any plan', () => {
    for (const plan of plans) {
      fc.assert(
        fc.property(bills(plan), (input) => {
          const result = adjudicate(plan, input);
          if (!result.ok) return;
          const { bars, formulas } = explainThreeDepths(plan, result.value);
          let left: number = input.fees.total;
          for (const bar of bars) {
            expect(bar.from).toBe(left);
            left -= bar.amount;
            expect(bar.to).toBe(left);
            expect(formulas[bar.formula]!.amount).toBe(bar.amount);
          }
          expect(left).toBe(0);
        }),
        { numRuns: 40 },
      );
    }
  });
});

describe('counterfactuals', () => {
  const others = counterfactuals(RESIDENT, { ...stay, referral: 'referral' });

  test('journey 5: what another filing would have saved, in one sentence with its clause', () => {
    const found = others.find((one) => one.value === 'long-term')!;
    expect(found.borneByPerson).toBe(1_407_500);
    expect(found.saved).toBe(245_000);
    expect(found.text).toBe(
      '若事先办理异地长期居住备案，个人少付 2,450.00 元：统筹基金支付比例 55.00% → 65.00%' +
        '〔示例规〔2024〕8号 第十条〕〔示例规〔2024〕8号 第十二条〕',
    );
    expect(others.find((one) => one.value === 'other-temporary')).toMatchObject({
      borneByPerson: 1_839_000,
      saved: -186_500,
    });
  });

  test('journey 5: referral first, for one who went on a temporary filing', () => {
    const found = counterfactuals(RESIDENT, { ...stay, referral: 'other-temporary' }).find(
      (one) => one.value === 'referral',
    )!;
    expect(found.text).toContain('若事先办理转诊备案，个人少付 1,865.00 元');
    expect(found.text).toContain('大病保险 585.00 元 → 0.00 元');
  });

  test('F-14 a class that the area refuses has a reason and no amount', () => {
    expect(others.find((one) => one.value === 'unfiled')).toMatchObject({
      borneByPerson: null,
      saved: null,
      reason: '该统筹区要求先办理异地就医备案；未备案不能直接结算，可在出院结算前补办',
    });
  });

  test('one whose own bill is refused still sees what each filing would give', () => {
    const list = counterfactuals(RESIDENT, { ...stay, referral: 'unfiled' });
    expect(list.find((one) => one.value === 'referral')).toMatchObject({
      borneByPerson: 1_652_500,
      saved: null,
      text: '若事先办理转诊备案，个人付 16,525.00 元，基金付 13,475.00 元',
    });
  });

  test('what nobody has checked says 待核实', () => {
    const yantai = planOf('370600', 'employee');
    const list = counterfactuals(yantai, { ...stay, group: 'retired', referral: 'local' });
    const level2 = list.find((one) => one.value === 'level2')!;
    expect(level2.isVerified).toBe(false);
    expect(level2.text).toMatch(/^若在二级医院就医，个人少付 .*（待核实）$/);
  });

  test('what repeats across places without a quoted rule says so, worse than 待核实', () => {
    const yongzhou = planOf('431100', 'employee');
    const bill = { ...stay, group: 'active', referral: 'referral' } as const;
    const local = counterfactuals(yongzhou, bill).find((one) => one.value === 'local')!;
    expect(local).toMatchObject({ isVerified: false, isSample: true });
    expect(local.text).toMatch(/（示例数据，未核实）$/);
    const { bars } = explainThreeDepths(yongzhou, settled(yongzhou, bill));
    const decided = bars.filter(({ pays }) => pays !== 'excluded' && pays !== 'selfPaidFirst');
    expect(new Set(decided.map(({ badge }) => badge))).toEqual(new Set(['示例数据，未核实']));
    expect(roomLeft(yongzhou, bill, settled(yongzhou, bill)).text.join()).toContain('元（示例数据，未核实）');
  });

  test('each equals adjudicating the changed bill directly, for any bill under any plan', () => {
    for (const plan of plans) {
      fc.assert(
        fc.property(bills(plan), (input) => {
          const actual = adjudicate(plan, input);
          for (const one of counterfactuals(plan, input)) {
            // What would go before the changed value is not stated then.
            const { route, provider, ...rest } = input.circumstances ?? {};
            const other = one.changed === 'referral' ? { provider } : { route };
            const kept = Object.entries({ ...rest, ...other }).filter(([, value]) => value !== undefined);
            const circumstances = kept.length === 0 ? {} : { circumstances: Object.fromEntries(kept) };
            const { circumstances: _, ...plain } = input;
            const direct = adjudicate(plan, { ...plain, ...circumstances, [one.changed]: one.value });
            expect(one.borneByPerson).toBe(direct.ok ? direct.value.parts.borneByPerson : null);
            expect(one.reason === null).toBe(direct.ok);
            const both = actual.ok && direct.ok;
            const saved = both ? actual.value.parts.borneByPerson - direct.value.parts.borneByPerson : null;
            expect(one.saved).toBe(saved);
          }
        }),
        { numRuns: 12 },
      );
    }
  });
});

describe('room left', () => {
  test('journey 4: the deductible is met, the pool’s cap and the second layer are ahead', () => {
    const room = roomLeft(RESIDENT, stay, settled(RESIDENT, stay));
    expect(room.deductibleLeft).toBe(0);
    expect(room.funds.find(({ fund }) => fund === 'pool')).toMatchObject({
      paid: 1_592_500,
      left: 18_407_500,
      text: '统筹基金本年度至多还可支付 184,075.00 元',
    });
    const threshold = room.next.find(({ what }) => what === 'threshold')!;
    expect(threshold.text).toMatch(/^政策范围内费用再多 .* 元之后，开始“大病保险支付”$/);
    expect(room.next.find(({ what }) => what === 'cap')!.distance).toBeGreaterThan(threshold.distance);
  });

  test('a bill below the deductible says what is missing', () => {
    const small = { ...stay, fees: fees(100_000) };
    const room = roomLeft(RESIDENT, small, settled(RESIDENT, small));
    expect(room.deductibleLeft).toBe(50_000);
    expect(room.bound).toEqual([
      {
        stage: 'deductible',
        label: '起付线内由个人负担',
        bound: 'base',
        text: '起付线内由个人负担：费用没有超过起付线',
      },
    ]);
  });

  test('bands used up are named, and how far the next is', () => {
    const input = { ...stay, group: 'active' as const };
    const room = roomLeft(EMPLOYEE, input, settled(EMPLOYEE, input));
    expect(room.bound.map(({ label, bound }) => [label, bound])).toEqual([
      ['统筹基金按比例支付（第1段）', 'band'],
      ['统筹基金按比例支付（第2段）', 'base'],
    ]);
    expect(room.next[0]).toMatchObject({ what: 'band', label: '统筹基金按比例支付（第2段）' });
  });

  test('a limit used up before is said', () => {
    const input = { ...stay, accumulators: { ...emptyAccumulators(2026), poolPaid: 20_000_000 as Fen } };
    const room = roomLeft(RESIDENT, input, settled(RESIDENT, input));
    expect(room.funds[0]).toMatchObject({ fund: 'pool', left: 0, text: '统筹基金已到最高支付限额' });
  });

  test('no landmark is passed at its distance, each one fen later; no fund exceeds its room', () => {
    for (const plan of plans) {
      fc.assert(
        fc.property(bills(plan), fc.nat(100_000_000), (input, more) => {
          const result = adjudicate(plan, input);
          if (!result.ok) return;
          const room = roomLeft(plan, input, result.value);
          const first = room.next[0];
          if (first !== undefined) {
            const at = adjudicate(plan, grown(input, first.distance));
            const after = adjudicate(plan, grown(input, first.distance + 1));
            expect(at.ok).toBe(true);
            const shape = (one: typeof at) =>
              one.ok ? new Set(one.value.trace.map((record) => `${record.rule}/${record.to}`)) : 'refused';
            expect(shape(after)).not.toEqual(shape(at));
          }
          const bigger = adjudicate(plan, grown(input, more));
          if (!bigger.ok) return;
          for (const { fund, left, paid } of room.funds) {
            if (fund === 'pool' && left !== null)
              expect(bigger.value.parts.paidByPooledFund).toBeLessThanOrEqual(paid + left);
          }
        }),
        { numRuns: 4 },
      );
    }
  });
});
