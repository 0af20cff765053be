import { type Accumulators, addAccumulators, COUNTERS, emptyAccumulators } from '@zhijie/engine';
import { describe, expect, test } from 'vitest';
import { divergingBars, escapeHtml, pairedBars, ticksOf, winnersAndLosers } from './charts.ts';
import { progressOn } from './progress.ts';
import { changeStatistics, dividedRound, shareOf } from './statistics.ts';
import { changeText, columnMoney, countText, moneyText, percentText, signedMoney } from './words.ts';
import { addInPlace, clear } from './year.ts';

describe('statistics are whole numbers, the same on every machine', () => {
  test.each([
    [7, 2, 4],
    [-7, 2, -4],
    [5, 3, 2],
    [-5, 3, -2],
    [1, 3, 0],
    [0, 5, 0],
    [5, 0, 0],
  ])('%i divided by %i is %i, half away from zero', (amount, by, expected) => {
    expect(dividedRound(amount, by)).toBe(expected);
  });

  test('a share of a sum beyond 2^53 / 10 000 is still right', () => {
    expect(shareOf(5_000_000_000_000_000, 8_000_000_000_000_000)).toBe(6250);
    expect(shareOf(1, 3)).toBe(3333);
    expect(shareOf(0, 0)).toBe(0);
  });

  test('winners pay less; mean, median and percentiles by nearest rank', () => {
    const { percentiles, ...rest } = changeStatistics(Int32Array.of(5, 0, -10, -30, 0, 20, -20, 0));
    expect(rest).toEqual({
      count: 8,
      winners: 3,
      losers: 2,
      unchanged: 3,
      sum: -35,
      mean: -4,
      median: 0,
      meanGain: 20,
      medianGain: 20,
      meanLoss: 13,
      medianLoss: 5,
      largestGain: 30,
      largestLoss: 20,
    });
    const at = (rank: number) => percentiles.find((one) => one.rank === rank)?.change;
    expect([at(1), at(25), at(50), at(75), at(99)]).toEqual([-30, -20, 0, 0, 20]);
  });

  test('of nothing, everything is nothing', () => {
    const { percentiles, ...rest } = changeStatistics(new Int32Array(0));
    expect([...Object.values(rest), ...percentiles.map(({ change }) => change)].every((n) => n === 0)).toBe(
      true,
    );
  });
});

describe('a year’s counters', () => {
  test('adding in place is adding, whatever counters the engine has; clearing leaves nothing', () => {
    const counted = (step: number): Accumulators => {
      const values = COUNTERS.map((counter, index) => [counter, (index + 1) * step]);
      return { ...emptyAccumulators(2026), ...Object.fromEntries(values) };
    };
    const own = { ...counted(7) };
    addInPlace(own, counted(1000));
    expect(own).toEqual(addAccumulators(counted(7), counted(1000)));
    clear(own);
    expect(own).toEqual(emptyAccumulators(2026));
  });
});

describe('figures in words', () => {
  test.each([
    [moneyText(12_345), '¥123.45'],
    [moneyText(-9_999_999), '-¥99,999.99'],
    [moneyText(10_000_000), '10.00 万元'],
    [moneyText(-192_343_594), '-192.34 万元'],
    [moneyText(123_456_789_012), '12.35 亿元'],
    [signedMoney(100), '+¥1.00'],
    [signedMoney(0), '不变'],
    [countText(1_234_567), '1,234,567'],
    [percentText(-5), '-0.05%'],
    [changeText(-100), '少付 ¥1.00'],
    [changeText(100), '多付 ¥1.00'],
    [changeText(0), '不变'],
    [columnMoney([100, 192_343_594])(185_000), '0.19 万元'],
  ])('%s', (said, expected) => expect(said).toBe(expected));
});

describe('charts', () => {
  const about = { title: '甲<乙', description: '说明', axis: '轴' };
  const plain = String;

  test('texts cannot close their element', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
    expect(
      divergingBars(about, [{ label: '</svg>', value: 1 }], plain, { less: 'a', more: 'b' }),
    ).not.toContain('</svg><');
  });

  test('ticks are round, few and within the range', () => {
    expect(ticksOf(0, 1479, 5)).toEqual([0, 500, 1000]);
    expect(ticksOf(0, 0, 5)).toEqual([0]);
    for (const high of [1, 7, 19, 333, 10_000]) {
      const ticks = ticksOf(0, high, 5);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((tick) => tick <= high)).toBe(true);
    }
  });

  test.each([
    ['only more', [{ label: '甲', value: 5 }]],
    ['only less', [{ label: '甲', value: -5 }]],
    ['nothing', [{ label: '甲', value: 0 }]],
    [
      'both',
      [
        { label: '甲', value: 5 },
        { label: '很长的一个标签很长的一个标签', value: -5 },
      ],
    ],
  ])('every mark lies inside the drawing: %s', (_, rows) => {
    const drawings = [
      divergingBars(about, rows, plain, { less: 'a', more: 'b' }),
      pairedBars(
        about,
        rows.map(({ label, value }) => ({ label, before: Math.max(value, 0), after: 2 })),
        plain,
      ),
      winnersAndLosers(
        about,
        rows.map(({ label, value }) => ({ label, winners: Math.max(value, 0), losers: Math.max(-value, 0) })),
        plain,
      ),
    ];
    for (const drawing of drawings) {
      const places = [...drawing.matchAll(/ x="(-?[\d.]+)"/g)].map(([, x]) => Number(x));
      expect(places.length).toBeGreaterThan(0);
      expect(places.every((x) => x >= 0 && x <= 560)).toBe(true);
      expect(drawing).not.toMatch(/NaN|Infinity|="-/);
    }
  });
});

describe('progress', () => {
  const shown = (isTTY: boolean): string[] => {
    const written: string[] = [];
    const report = progressOn({ isTTY, write: (text) => written.push(text) }, 1000);
    for (let done = 1; done <= 1000; done++) report(done);
    return written;
  };

  test('a line for every tenth where nobody watches', () => {
    expect(shown(false)).toHaveLength(11);
    expect(shown(false).at(-1)).toBe('试算 100%（1,000 / 1,000 人次）\n');
  });

  test('one line written over on a terminal, and taken away at the end', () => {
    const written = shown(true);
    expect(written.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});
