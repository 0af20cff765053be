import { calendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { createPolicyLibrary } from '../library.ts';
import { createProductLibrary } from './library.ts';
import { commercialFiles, repositoryProducts } from './testing/holders.ts';

const library = repositoryProducts();
const demo = commercialFiles().find(({ path }) => path.endsWith('demo-a-2026.yaml'))!;

function problemsOf(path: string, text: string): string {
  const result = createProductLibrary([{ path, text }]);
  if (result.ok) return '';
  const [first] = result.refusal;
  return `${first!.line} ${first!.code} ${first!.message}`;
}

describe('policies/commercial', () => {
  test('holds the sixteen product-years that were found and two fictional ones', () => {
    const ids = library.products.map(({ id }) => id);
    expect(ids).toHaveLength(18);
    expect(library.products.filter((product) => product.layers === null)).toHaveLength(11);
    expect(library.products.filter(({ isFictional }) => isFictional).map(({ id }) => id)).toEqual([
      'demo-a-2026',
      'demo-b-2026',
    ]);
  });

  test('no real figure is shown as verified; figures from memory are shown as samples', () => {
    for (const product of library.products.filter(({ isFictional }) => !isFictional)) {
      expect(['待核实', '示例数据，未核实']).toContain(product.badge);
      for (const layer of product.layers ?? []) expect(layer.clause.verified).toBeNull();
    }
    const beijing = library.productOf('beijing-puhui-2026');
    expect(beijing.ok && beijing.value.badge).toBe('示例数据，未核实');
  });

  test('is no pack of a place: the policy library leaves it aside', () => {
    expect(createPolicyLibrary(commercialFiles()).ok).toBe(true);
  });

  test('D28 Yantai lets near relatives of the province share; elsewhere the national rule decides', () => {
    const on = calendarDate('2026-03-02');
    const relations = (area: string) => {
      const family = library.lateRuleFor(area, on)?.family;
      return typeof family === 'object' ? family.relations.length : family;
    };
    expect(relations('370600')).toBe(8);
    expect(relations('410100')).toBe(3);
    expect(library.lateRuleFor('410100', calendarDate('2020-01-01'))).toBeNull();
  });

  test('an unknown product is refused by its id', () => {
    const found = library.productOf('nothing');
    expect(found.ok ? null : found.refusal).toEqual({
      code: 'unknown-product',
      detail: { product: 'nothing' },
    });
  });
});

describe('a broken product never loads, and is named with its line', () => {
  const path = 'policies/commercial/demo-a-2026.yaml';
  test.each([
    ['a bare number', 'ratio: 80%', 'ratio: 0.8', /^\d+ yaml 值 0.8 是裸数字/],
    ['a ratio that is none', 'ratio: 80%', 'ratio: 80', /yaml 值 80 是裸数字/],
    ['an amount as ratio', 'ratio: 80%', 'ratio: 80元', /^23 bad-value “80元”不是比例/],
    [
      'a missing cell',
      'ratio: 80%',
      'ratio: { by: [health], rows: { healthy: 80% } }',
      /缺少既往症 pre-existing/,
    ],
    [
      'an overlap',
      'ratio: 80%',
      'ratio: { by: [years], rows: { 1-2: 80%, 2+: 70% } }',
      /连续参保年数 2 出现两次/,
    ],
    ['an unknown dimension', 'ratio: 80%', 'ratio: { by: [level], rows: { all: 80% } }', /unknown-dimension/],
    ['bands without ratios', 'ratio: 80%', 'upTo: [2万元, ~]\n    ratio: 80%', /有 2 段，却写了 1 个值/],
    ['a closed last band', 'ratio: 80%', 'upTo: [2万元]\n    ratio: 80%', /最后一段应开口/],
    ['an unknown source', 'cite: demo-p#', 'cite: demo-q#', /unknown-source 引用了未登记的来源 demo-q/],
    ['a layer that does not exist', 'cap: 100万元', 'cap: 100万元\n    capWith: [other]', /没有责任 other/],
    ['a field misspelt', 'deductible:', 'deductable:', /schema/],
    ['an id unlike its file', 'product: demo-a-2026', 'product: demo-b', /产品编号 demo-b 与文件名不一致/],
    ['an end before the beginning', 'to: 2026-12-31', 'to: 2025-12-31', /早于开始日/],
  ])('%s', (_, what, by, message) => {
    expect(demo.text).toContain(what);
    expect(problemsOf(path, demo.text.replace(what, by))).toMatch(message);
  });
});
