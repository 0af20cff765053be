import { describe, expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { sha256Hex } from './sha256.ts';
import { parseMoney, parsePercent, percentText, yuanText } from './values.ts';

describe('values with a unit', () => {
  test.each([
    ['800元', 80_000],
    ['15万元', 15_000_000],
    ['1.5万元', 1_500_000],
    ['0.000001万元', 1],
    ['0.05元', 5],
    ['1.005元', undefined],
    ['800', undefined],
    ['1,500元', undefined],
    ['-1元', undefined],
    ['1e3元', undefined],
    ['９元', undefined],
    ['99999999999万元', undefined],
  ])('%s is %s fen', (text, expected) => {
    expect(parseMoney(text)).toBe(expected);
  });

  test.each([
    ['85.5%', 8550],
    ['0%', 0],
    ['100%', 10_000],
    ['100.01%', undefined],
    ['0.855', undefined],
    ['85.555%', undefined],
  ])('%s is %s of 10 000', (text, expected) => {
    expect(parsePercent(text)).toBe(expected);
  });

  test('amounts and ratios are written back', () => {
    expect([
      yuanText(1_592_505),
      yuanText(-7),
      percentText(8550),
      percentText(10_000),
      percentText(5),
    ]).toEqual(['15925.05', '-0.07', '85.5%', '100%', '0.05%']);
  });
});

/** FIPS 180-4 examples and the padding edges. */
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('SHA-256 of "%s"', (text, digest) => {
  expect(sha256Hex(text)).toBe(digest);
});

describe('YAML 1.2 core, strictly', () => {
  const problemsOf = (text: string) =>
    readYaml('x.yaml', text).problems.map((found) => [found.line, found.message]);

  test('dates and words are texts', () => {
    const { source, problems } = readYaml('x.yaml', 'from: 2024-01-01\nanswer: yes\nnothing: ~\n');
    expect(problems).toEqual([]);
    expect(source.data).toEqual({ from: '2024-01-01', answer: 'yes', nothing: null });
  });

  test.each([
    ['a bare number', 'a: 1\nb: 0.85\n', 2],
    ['a bare number as key', '1: x\n', 1],
    ['an anchor and its alias', 'a: &x y\nb: *x\n', 2],
    ['a merge key', 'a: { b: c }\nd: { <<: e }\n', 1],
    ['a duplicate key', 'a: x\na: y\n', 1],
  ])('%s is refused', (_, text, count) => {
    expect(problemsOf(text)).toHaveLength(count);
  });
});
