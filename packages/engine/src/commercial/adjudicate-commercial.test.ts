import { calendarDate, fen, type ReferralClass } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { addProductDelta, emptyProductAccumulators, negateProductDelta } from './accumulators.ts';
import { adjudicateCommercial, type HolderFacts } from './adjudicate-commercial.ts';
import type { CommercialView } from './burden.ts';
import type { Product } from './product.ts';
import { describeCommercialRefusal } from './refusals.ts';
import { holder, repositoryProducts } from './testing/holders.ts';

const library = repositoryProducts();

function productOf(id: string): Product {
  const product = library.productOf(id);
  if (!product.ok) throw new Error(`No product ${id}`);
  return product.value;
}

type Given = {
  readonly inScope?: number;
  readonly excluded?: number;
  readonly overLimit?: number;
  readonly selfPaidFirst?: number;
};

function run(id: string, view: Given, facts: Partial<HolderFacts> = {}) {
  const product = productOf(id);
  const bill = { view: view as CommercialView, facts: holder(product, facts) };
  return adjudicateCommercial(product, bill, emptyProductAccumulators(id));
}

function paid(id: string, view: Given, facts: Partial<HolderFacts> = {}) {
  const result = run(id, view, facts);
  if (!result.ok) throw new Error(describeCommercialRefusal(result.refusal));
  return result.value;
}

function refusal(id: string, view: Given, facts: Partial<HolderFacts> = {}): string {
  const result = run(id, view, facts);
  if (result.ok) throw new Error(`paid ${result.value.paid}`);
  return `${result.refusal.code}: ${describeCommercialRefusal(result.refusal)}`;
}

describe('journey 7: 80 % above 10,000.00 of what is left in scope', () => {
  test('18,623.88 in scope gives 6,899.10, with its clause and its mark', () => {
    const { paid: amount, layers, taken } = paid('demo-a-2026', { inScope: 1_862_388 });
    expect(amount).toBe(689_910);
    expect(taken).toEqual({ inScope: 689_910, selfPaidFirst: 0, overLimit: 0, excluded: 0 });
    expect(layers[0]).toMatchObject({ base: 1_862_388, deductibleUsed: 1_000_000, ratio: 8_000 });
    expect(layers[0]!.text).toBe(
      '医保范围内个人负担：计入 18,623.88 元，年度免赔额 10,000.00 元本次用去 10,000.00 元；' +
        '8,623.88 × 80% = 6,899.10 元〔示例惠〔2025〕1号 第三条〕（虚构）',
    );
  });

  test.each([
    ['a fen below the deductible', 999_999, 0],
    ['at the deductible', 1_000_000, 0],
    ['one fen above: 0.8 fen rounds to one', 1_000_001, 1],
    ['two fen above: 1.6 fen rounds to two', 1_000_002, 2],
    ['up to the cap of 1,000,000.00', 126_000_000, 100_000_000],
    ['above the cap', 126_000_100, 100_000_000],
  ])('K-02 %s', (_, inScope, expected) => {
    expect(paid('demo-a-2026', { inScope }).paid).toBe(expected);
  });

  test('K-02 the deductible is carried across visits of the year; a reversal restores it and the cap', () => {
    const product = productOf('demo-a-2026');
    const visit = (inScope: number, accumulators = emptyProductAccumulators('demo-a-2026')) => {
      const bill = { view: { inScope: fen(inScope) }, facts: holder(product) };
      const result = adjudicateCommercial(product, bill, accumulators);
      if (!result.ok) throw new Error(result.refusal.code);
      return result.value;
    };
    const first = visit(600_000);
    expect(first.paid).toBe(0);
    const used = addProductDelta(emptyProductAccumulators('demo-a-2026'), first.delta);
    const second = visit(600_000, used);
    expect(second.paid).toBe(160_000);
    expect(second.layers[0]).toMatchObject({ deductibleUsed: 400_000, bound: null });
    const after = addProductDelta(used, second.delta);
    expect(addProductDelta(after, negateProductDelta(second.delta))).toEqual(used);
  });
});

describe('D30 ratios by the holder', () => {
  const base = { inScope: 2_500_000, excluded: 0, overLimit: 0, selfPaidFirst: 0 };
  const of2024 = { inScope: 2_500_000, excluded: 0, overLimit: 0 };
  test.each([
    ['Yantai 2024, second year: 10,000.00 × 72 %', 'yantai-2024', of2024, { years: 2 }, 720_000],
    ['Yantai 2024, fifth year: 10,000.00 × 73 %', 'yantai-2024', of2024, { years: 5 }, 730_000],
    [
      'Yantai 2025, healthy and second year: 10 % from 13,000.00 to 15,000.00',
      'yantai-2025',
      { ...base, inScope: 1_500_000 },
      { years: 2 },
      20_000,
    ],
    [
      'Yantai 2025, 乙类 first share counts outside the catalogue',
      'yantai-2025',
      { ...base, inScope: 0, selfPaidFirst: 1_400_000 },
      { years: 2 },
      10_000,
    ],
    [
      'Beijing 2026, healthy',
      'beijing-puhui-2026',
      { inScope: 4_040_400, excluded: 0, overLimit: 0 },
      {},
      800_000,
    ],
    [
      'Beijing 2026, pre-existing',
      'beijing-puhui-2026',
      { inScope: 4_040_400, excluded: 0, overLimit: 0 },
      { health: 'pre-existing' },
      400_000,
    ],
    [
      'Shanghai 新市民版, settled by the basic insurance',
      'huhuibao-2025',
      { excluded: 2_200_000 },
      { version: 'new-citizen', settlement: 'claimed' },
      700_000,
    ],
    [
      'Shanghai 新市民版, not settled, pre-existing',
      'huhuibao-2025',
      { excluded: 2_200_000 },
      { version: 'new-citizen', settlement: 'unsettled', health: 'pre-existing' },
      100_000,
    ],
  ] as const)('%s', (_, id, view, facts, expected) => {
    expect(paid(id, view, facts).paid).toBe(expected);
  });

  test('惠琼保 pays nothing outside the catalogue when the trip was not filed, and cannot say otherwise', () => {
    const view = { inScope: 0, excluded: 5_000_000, overLimit: 0, selfPaidFirst: 0 };
    const unfiled = paid('huiqiongbao-2026', view, { filing: 'unfiled', insuredArea: '460100' });
    expect(unfiled.paid).toBe(0);
    expect(unfiled.layers[0]!.text).toContain('赔付 0.00 元');
    const others: readonly ReferralClass[] = [
      'local',
      'long-term',
      'referral',
      'emergency',
      'other-temporary',
    ];
    for (const filing of others)
      expect(refusal('huiqiongbao-2026', view, { filing })).toContain('“医保外自费”的免赔额');
  });

  test('listed drugs: only fen on the list count, and only for who has the household years', () => {
    const view = { inScope: 0, selfPaidFirst: 0, excluded: 4_000_000, overLimit: 0 };
    const facts = { care: 'outpatient', listed: { 'special-drugs': fen(2_600_000) } } as const;
    expect(paid('yantai-2025', view, { care: 'outpatient' }).paid).toBe(0);
    expect(paid('yantai-2025', view, facts).paid).toBe(700_000);
    expect(paid('yantai-2025', view, { ...facts, health: 'pre-existing' }).paid).toBe(500_000);
    expect(paid('yantai-2025', view, { ...facts, householdYears: 4 }).layers[0]).toMatchObject({
      paid: 0,
      bound: 'not-eligible',
    });
    expect(refusal('yantai-2025', view, { ...facts, householdYears: null })).toContain('户籍满 5 年');
  });

  test('two lists with one deductible: what one uses, the other does not pay again', () => {
    const view = { inScope: 0, selfPaidFirst: 0, excluded: 4_000_000, overLimit: 0 };
    const listed = { 'special-drugs-limited': fen(1_600_000), 'special-drugs': fen(1_000_000) };
    const { layers } = paid('yantai-2025', view, { care: 'outpatient', listed });
    expect(layers.map(({ key, paid: amount }) => [key, amount])).toEqual([
      ['special-drugs-limited', 0],
      ['special-drugs', 700_000],
    ]);
  });

  test('a change inside the year: the entry of the day decides', () => {
    const view = { inScope: 0, selfPaidFirst: 0, excluded: 100, overLimit: 0 };
    const facts = { care: 'outpatient', listed: { 'special-drugs': fen(100) } } as const;
    const before = refusal('beijing-puhui-2026', view, { ...facts, date: calendarDate('2026-08-06') });
    const after = refusal('beijing-puhui-2026', view, { ...facts, date: calendarDate('2026-08-07') });
    expect(before).not.toContain('176 种');
    expect(after).toContain('176 种');
  });
});

describe('refused by name, never taken as zero', () => {
  test.each([
    [
      'a ratio that is not printed',
      'yantai-2024',
      { inScope: 1_500_001, excluded: 0, overLimit: 0 },
      { years: 1 },
      'product-not-provided: 烟台市民健康保（2024 年度）的来源没有给出“住院医保范围内自付”的赔付比例',
    ],
    [
      'a product of which only name and premium are known',
      'xihu-yilian-2025',
      {},
      {},
      'product-not-provided: 西湖益联保（2025 年度）的来源没有给出保障责任（免赔额、比例、限额）（只找到保费和总保额）',
    ],
    ['another place', 'yantai-2024', {}, { insuredArea: '370100' }, '370100 不在其中'],
    ['another year', 'yantai-2024', {}, { date: calendarDate('2025-01-01') }, '2024-01-01 至 2024-12-31'],
    ['no period and no policy', 'huimengbao', {}, { isCovered: false }, '没有给出保障期间'],
    ['no version', 'huhuibao-2025', {}, { version: null }, 'new-citizen（新市民版'],
    ['no public settlement', 'yantai-2024', {}, { settlement: 'unsettled' }, '要求先经基本医保结算'],
  ] as const)('%s', (_, id, view, facts, text) => {
    expect(refusal(id, view, facts)).toContain(text);
  });

  test('a figure that this bill does not need is not asked for', () => {
    const view = { inScope: 1_500_000, excluded: 0, overLimit: 0 };
    expect(paid('yantai-2024', view, { years: 1 }).paid).toBe(0);
  });

  test('an unknown total cap is at least the largest cap of one layer', () => {
    const view = { inScope: 0, excluded: 0, overLimit: 0, selfPaidFirst: 0 };
    const facts = {
      care: 'outpatient',
      listed: { 'special-drugs': fen(90_000_000), 'rare-drugs': fen(1_100_000) },
    };
    const bill = { ...view, excluded: 100_000_000 };
    const message = refusal('yantai-2026', bill, facts as Partial<HolderFacts>);
    expect(message).toContain('没有给出年度总限额');
  });
});

test('K-03 a product that is shown a part it has no contract for is a defect', () => {
  expect(() => run('demo-a-2026', { inScope: 1, excluded: 1 })).toThrow('contracts for');
});
