import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CountTable, LEAST_SHOWN, type OpenTable, openTableOf } from './suppress.ts';

/** Nine values from the smallest to the largest. */
const NINE = 8;

const tableOf = (...cells: number[][]): CountTable => ({
  rows: cells.map((_, n) => `行${n}`),
  columns: cells[0]!.map((_, n) => `列${n}`),
  cells,
});
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

type Line = { readonly cells: readonly number[]; readonly total: number | null };

/** Every sum of a table over its counts, written one after the other. */
function linesOf({ cells, rowTotals, columnTotals, total }: OpenTable): Line[] {
  const width = columnTotals.length;
  const all = cells.flat().map((_, n) => n);
  return [
    ...rowTotals.map((one, y) => ({ cells: all.slice(y * width, (y + 1) * width), total: one })),
    ...columnTotals.map((one, x) => ({ cells: all.filter((n) => n % width === x), total: one })),
    { cells: all, total },
  ];
}

/**
 * What somebody outside does, by trying: is there a table with everything that was published, the hidden
 * counts at least 1, in which this line (or count) is `wanted`? No arithmetic of the code under test.
 */
function isPossible(open: OpenTable, asked: Line, wanted: number): boolean {
  const known = open.cells.flat();
  const lines = [...linesOf(open), { cells: asked.cells, total: wanted }].filter(
    (line): line is Line & { total: number } => line.total !== null,
  );
  const values = [...known];
  const largest = Math.max(...lines.map(({ total }) => total), ...known.map((n) => n ?? 0)) + 20;
  const isOpen = ({ cells, total }: Line & { total: number }): boolean => {
    const hidden = cells.filter((n) => values[n] === null).length;
    const filled = sum(cells.map((n) => values[n] ?? 0));
    return hidden === 0 ? filled === total : filled + hidden <= total;
  };
  const fill = (from: number): boolean => {
    if (!lines.every(isOpen)) return false;
    const next = values.indexOf(null, from);
    if (next === -1) return true;
    const bounds = lines.filter(({ cells }) => cells.includes(next));
    const rest = bounds.map(({ cells, total }) => {
      const others = cells.filter((n) => values[n] === null).length - 1;
      return { most: total - sum(cells.map((n) => values[n] ?? 0)) - others, isLast: others === 0 };
    });
    const most = Math.min(largest, ...rest.map((one) => one.most));
    const least = Math.max(1, ...rest.filter(({ isLast }) => isLast).map((one) => one.most));
    for (let value = least; value <= most; value += 1) {
      values[next] = value;
      if (fill(next + 1)) return true;
    }
    values[next] = null;
    return false;
  };
  return fill(0);
}

/** Every published count and sum is at least ten or none at all, and the truth. */
function expectTrue(table: CountTable, open: OpenTable): void {
  const truth = table.cells.flat();
  for (const { cells, total } of [
    ...linesOf(open),
    ...open.cells.flat().map((value, n) => ({ cells: [n], total: value })),
  ]) {
    const value = sum(cells.map((n) => truth[n]!));
    if (value > 0 && value < LEAST_SHOWN) expect(total).toBeNull();
    else if (total !== null) expect(total).toBe(value);
  }
}

/** For each count or sum below ten: how many values it may still have, counted from what it is. */
function spans(table: CountTable, open: OpenTable): number[] {
  const truth = table.cells.flat();
  const asked = [...linesOf(open), ...truth.map((_, n) => ({ cells: [n], total: null }))];
  return asked.flatMap((line) => {
    const value = sum(line.cells.map((n) => truth[n]!));
    if (value === 0 || value >= LEAST_SHOWN) return [];
    let [low, high] = [value, value];
    while (low > 1 && high - low < NINE && isPossible(open, line, low - 1)) low -= 1;
    while (high - low < NINE && isPossible(open, line, high + 1)) high += 1;
    return [high - low];
  });
}

test('a count below ten is hidden, and one beside it, so that its row and its column do not give it away', () => {
  const open = openTableOf(tableOf([3, 40, 25], [60, 12, 30], [15, 70, 90]));
  expect(open.total).toBe(345);
  expect(open.rowTotals).toEqual([68, 102, 175]);
  expect(open.columnTotals).toEqual([78, 122, 145]);
  expect(open.cells).toEqual([
    [null, null, 25],
    [null, null, 30],
    [15, 70, 90],
  ]);
});

test('nothing is hidden where nothing is small; nobody is shown as nobody', () => {
  const table = tableOf([10, 0], [0, 99]);
  expect(openTableOf(table)).toMatchObject({ cells: table.cells, rowTotals: [10, 99], total: 109 });
});

test('two of one each do not stand behind their sum', () => {
  const open = openTableOf(tableOf([1, 1, 50]));
  expect(open.cells[0]).toEqual([null, null, null]);
});

test('a table of one row: its counts are its column sums, both hidden', () => {
  const open = openTableOf(tableOf([4, 120]));
  expect([open.cells, open.columnTotals]).toEqual([[[null, null]], [null, null]]);
});

const count = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 30 }) },
);
const counts = fc
  .record({ height: fc.integer({ min: 1, max: 3 }), width: fc.integer({ min: 1, max: 3 }) })
  .chain(({ height, width }) => {
    const row = fc.array(count, { minLength: width, maxLength: width });
    return fc.array(row, { minLength: height, maxLength: height });
  });

test('property: whatever is subtracted from whatever, a count below ten keeps nine values', () => {
  fc.assert(
    fc.property(counts, (cells) => {
      const table = tableOf(...cells);
      const open = openTableOf(table);
      expectTrue(table, open);
      for (const span of spans(table, open)) expect(span).toBeGreaterThanOrEqual(NINE);
    }),
    { numRuns: 80, seed: 20260301 },
  );
});
