import { expect, test } from 'vitest';
import { cryptoRungs } from './crypto-rung.ts';
import { targetCell } from './targets.ts';

test('the rungs keep their book: what was signed verifies, what was encrypted comes back', () => {
  const rungs = cryptoRungs(0.04);
  expect(rungs.map(({ id }) => id)).toEqual(['C1', 'C2', 'C3', 'C4']);
  expect(rungs.flatMap(({ breaches }) => breaches)).toEqual([]);
  expect(rungs.every(({ done, perSecond }) => done > 0 && (perSecond ?? 0) > 0)).toBe(true);
});

test('the targets of issue 4 are told beside the figures', () => {
  const cell = (id: string, perSecond: number) =>
    targetCell({ id, perSecond, ratio: null, p50: null, p99: null });
  expect(cell('C1', 500)).toContain('✓');
  expect(cell('C1', 499)).toContain('✗');
  expect(cell('C2', 200)).toContain('✓');
  expect(cell('C2', 199)).toContain('✗');
});
