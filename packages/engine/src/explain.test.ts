import type { CalendarDate, Fen, SettlementParts } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { emptyAccumulators } from './accumulators.ts';
import { type AdjudicationInput, adjudicate } from './adjudicate.ts';
import { explain } from './explain.ts';
import { fees } from './testing/arbitrary.ts';
import { libraryOf } from './testing/policy-files.ts';

const day = '2026-03-01' as CalendarDate;
const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
const library = libraryOf('990100-example', '990101-example-a1', '130100-shijiazhuang');

function settled(area: string, insuranceType: 'employee' | 'resident', over: Partial<AdjudicationInput>) {
  const plan = library.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  const outcome = adjudicate(plan.value, {
    referral: 'long-term',
    level: 'level3',
    group: insuranceType === 'employee' ? 'active' : 'adult',
    age: 58,
    aidCategory: 'none',
    civilServant: false,
    fees: fees(2_600_000, 240_000, 0, 160_000),
    accumulators: emptyAccumulators(2026),
    accountBalance: 0 as Fen,
    useAccount: false,
    ...over,
  });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return { plan: plan.value, result: outcome.value, steps: explain(plan.value, outcome.value) };
}

describe('journey 4: why this number', () => {
  const { result, steps } = settled('990100', 'resident', {});

  test('sentences with figures and clause', () => {
    expect(steps.map((step) => step.text).slice(0, 4)).toEqual([
      '起付线内由个人负担：政策范围内费用 → 起付线内 1500.00 元〔示例规〔2024〕8号 第九条〕',
      '统筹基金按比例支付：政策范围内费用 → 统筹基金 15925.00 元（24500.00 × 65%）〔示例规〔2024〕8号 第十条〕',
      '按比例由个人负担：政策范围内费用 → 按比例自付 8575.00 元（24500.00 × 35%）〔示例规〔2024〕8号 第十条〕',
      '由个人现金支付：全自费 → 个人现金 2400.00 元〔医保发〔2022〕22号 第六条（就医地目录）〕',
    ]);
  });

  test('every step names source, place and the day since when', () => {
    for (const step of steps) {
      expect(step.clause.document.length).toBeGreaterThan(0);
      expect(step.clause.article.length).toBeGreaterThan(0);
      expect(step.clause.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(step.place.length).toBeGreaterThan(0);
    }
  });

  test('the waterfall ends in what the person pays', () => {
    const cash = steps.filter((step) => step.to === 'cash').reduce((sum, step) => sum + step.amount, 0);
    expect(cash).toBe((result.parts satisfies SettlementParts).paidInCash);
  });

  test('the same input gives the same bytes', () => {
    const again = settled('990100', 'resident', {});
    expect(JSON.stringify([again.result, again.steps])).toBe(JSON.stringify([result, steps]));
  });
});

test('F-13 the reduction for a referral is said with its own article', () => {
  const { steps } = settled('990100', 'resident', { referral: 'referral' });
  expect(steps.find((step) => step.to === 'pool')?.text).toContain(
    '报销比例降低 10 个百分点〔示例规〔2024〕8号 第十二条〕',
  );
});

test('F-12 a long-term filing is paid as at home', () => {
  const away = settled('990100', 'resident', { referral: 'long-term' });
  const home = settled('990100', 'resident', { referral: 'local' });
  expect(away.result.parts).toEqual(home.result.parts);
});

test('a cap that was reached is what bound the step', () => {
  const accumulators = { ...emptyAccumulators(2026), poolPaid: 14_999_900 as Fen };
  const { steps } = settled('990100', 'employee', { accumulators });
  expect(steps.filter((step) => step.bound === 'cap').map((step) => step.to)).toContain('overCap');
});

test('what nobody has checked is 待核实 in sentence and clause', () => {
  const { steps, plan } = settled('990101', 'employee', {});
  expect(plan.isVerified).toBe(false);
  expect(steps[0]!.clause.verified).toBeNull();
  expect(steps[0]!.text).toContain('待核实');
});

test('T-02 a pre-settlement changes nothing: a hundred give the same answer', () => {
  const first = JSON.stringify(settled('990100', 'resident', {}).result);
  for (let i = 0; i < 100; i++) expect(JSON.stringify(settled('990100', 'resident', {}).result)).toBe(first);
});

test('P-01 the insured place pays by its own rule: the same fees, other ratios', () => {
  const resident = settled('990100', 'resident', {}).result.parts;
  const employee = settled('990100', 'employee', {}).result.parts;
  expect(employee.feeEligible).toBe(resident.feeEligible);
  expect(employee.paidByPooledFund).not.toBe(resident.paidByPooledFund);
});

test('an employee’s group in a resident plan is refused', () => {
  expect(() => settled('990100', 'resident', { group: 'retired' })).toThrow('group-not-covered');
});

test('D13 a deductible of its own for a filing class cites the text about that class, not the table of deductibles', () => {
  const deductibleOf = (referral: 'local' | 'unfiled') =>
    settled('130100', 'resident', { referral }).steps.find(({ to }) => to === 'deductible')!;
  expect(deductibleOf('local')).toMatchObject({ amount: 100_000, clause: { article: '住院起付线' } });
  expect(deductibleOf('unfiled')).toMatchObject({ amount: 400_000, clause: { article: '跨省异地就医' } });
});
