import { describe, expect, it } from 'vitest';
import { missedRatios, targetCell } from './targets.ts';

const rung = (id: string, ratio: number | null, perSecond = 1, p99: number | null = null) => ({
  id,
  ratio,
  perSecond,
  p50: null,
  p99,
});

describe('targets of the bench', () => {
  it.each([
    ['E4', 0.25, '≥ 25 % ✓', []],
    ['E4', 0.2499, '≥ 25 % ✗', ['E4']],
    ['P3', 0.6, '≥ 60 % ✓', []],
    ['P3', 0.59, '≥ 60 % ✗', ['P3']],
    ['P3', null, '≥ 60 %', []],
    ['E2', 0.4, '≥ 40 % ✓', []],
    ['E2', 0.39, '≥ 40 % ✗', ['E2']],
    ['P3r', 0.1, '–', []],
  ])('%s at %d shows %s', (id, ratio, cell, missed) => {
    expect(targetCell(rung(id, ratio))).toBe(cell);
    expect(missedRatios([rung(id, ratio)])).toEqual(missed);
  });

  it.each([
    [150, 299.9, '✓'],
    [149, 299.9, '✗'],
    [150, 300, '✗'],
  ])('P6 at %d/s and p99 %d ms is reported as %s and fails nothing', (perSecond, p99, mark) => {
    const measured = rung('P6', 0.1, perSecond, p99);
    expect(targetCell(measured)).toBe(`≥ 150/s，p99 < 300 ms，参考 ${mark}`);
    expect(missedRatios([measured])).toEqual([]);
  });

  it.each([
    [299, '< 300 MB ✓', []],
    [300, '< 300 MB ✗', ['E6']],
  ])('E6 holding %d MB shows %s', (megabytes, cell, missed) => {
    const measured = { ...rung('E6', null), megabytes };
    expect(targetCell(measured)).toBe(cell);
    expect(missedRatios([measured])).toEqual(missed);
  });

  it.each([
    [1999, '✓'],
    [2000, '✗'],
  ])('E5 at %d ms is reported as %s and fails nothing', (p50, mark) => {
    const measured = { ...rung('E5', null), p50 };
    expect(targetCell(measured)).toBe(`< 2 s，参考 ${mark}`);
    expect(missedRatios([measured])).toEqual([]);
  });
});
