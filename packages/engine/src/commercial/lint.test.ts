import { describe, expect, test } from 'vitest';
import { checkProducts } from './lint.ts';
import { commercialFiles } from './testing/holders.ts';

function codesOf(path: string, text: string): string[] {
  return checkProducts([{ path: `policies/commercial/${path}`, text }]).findings.map(
    ({ file, line, code }) => `${file.split('/').at(-1)}:${line} ${code}`,
  );
}
const textOf = (name: string): string => commercialFiles().find(({ path }) => path.endsWith(name))!.text;

test('the products of the repository are clean, and none of their real figures is verified', () => {
  const report = checkProducts(commercialFiles());
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ products: 18, expressed: 7, layers: 27 });
  expect(report.numbers.verified).toBe(0);
  expect(report.numbers.unverified).toBeGreaterThan(50);
  expect(report.numbers.sample).toBe(8);
  expect(report.numbers.fictional).toBe(6);
});

describe('a planted doubt is named with file and line', () => {
  test.each([
    ['a ratio that falls with enrolment', 'yantai-2024.yaml', '"3+": 73%', '"3+": 71%', ':15 ratio-falls'],
    [
      'a pre-existing condition paid better',
      'yantai-2025.yaml',
      'healthy: 30%, pre-existing: 20%',
      'healthy: 30%, pre-existing: 40%',
      'pre-existing-better',
    ],
    [
      'a cap above the total',
      'demo-a-2026.yaml',
      'totalCap: 200万元',
      'totalCap: 50万元',
      ':17 cap-above-total',
    ],
    ['a cap shared one way', 'huhuibao-2025.yaml', '    capWith: [special-drugs]\n', '', 'cap-one-way'],
  ])('%s', (_, name, what, by, expected) => {
    const text = textOf(name);
    expect(text).toContain(what);
    expect(codesOf(name, text.replace(what, by)).join()).toContain(expected);
  });

  test('a product that does not load is an error, not a crash', () => {
    const { findings } = checkProducts([{ path: 'commercial/x.yaml', text: 'product: 1' }]);
    expect(findings[0]).toMatchObject({ severity: 'error', file: 'commercial/x.yaml', line: 1 });
  });
});
