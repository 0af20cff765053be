import { assert } from '@zhijie/kernel';

/** Counts by two sides, e.g. by where people are insured and where they were treated; one row per name. */
export type CountTable = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly number[])[];
};

/** The same for everybody: null is hidden. What is 0 says so: nobody stands behind it. */
export type OpenTable = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
};

/** Fewer than this many are not published. */
export const LEAST_SHOWN = 10;
/** How far apart the values are that a hidden count may still have: nine of them. */
const LEAST_SPAN = LEAST_SHOWN - 2;

/**
 * One count or sum. Sums are cells of the table too, with the other sign: then every row and every column
 * adds up to zero, and what is hidden can only change along closed ways through hidden cells.
 */
type Cell = { readonly value: number; readonly sign: 1 | -1; isHidden: boolean };
type Grid = { readonly height: number; readonly width: number; readonly cells: Cell[][] };
type At = { readonly row: number; readonly column: number };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function gridOf({ rows, columns, cells }: CountTable): Grid {
  assert(
    cells.length === rows.length && cells.every((row) => row.length === columns.length),
    'A table of counts has a cell for each row and column',
  );
  assert(
    cells.flat().every((count) => Number.isSafeInteger(count) && count >= 0),
    'A count is a whole number',
  );
  const sums = columns.map((_, column) => sum(cells.map((row) => row[column]!)));
  const all = [...cells.map((row) => [...row, sum(row)]), [...sums, sum(sums)]];
  const [height, width] = [all.length, columns.length + 1];
  const cellOf = (value: number, row: number, column: number): Cell => ({
    value,
    sign: (row === height - 1) === (column === width - 1) ? 1 : -1,
    isHidden: value > 0 && value < LEAST_SHOWN,
  });
  return { height, width, cells: all.map((row, y) => row.map((value, x) => cellOf(value, y, x))) };
}

/** Hiding a sum costs more than hiding a count; the sum of everything costs most. Smaller counts go first. */
function priceOf({ height, width }: Grid, { row, column }: At, value: number): number {
  const sums = Number(row === height - 1) + Number(column === width - 1);
  return [1_000, 50_000, 500_000][sums]! + Math.min(value, 999);
}

type Way = { readonly steps: readonly (At & { readonly raises: boolean })[]; readonly room: number };

/** How far hidden counts may move together from what they are, as somebody must reckon who sees the rest. */
class Slack {
  readonly grid: Grid;
  readonly around: At;
  readonly moved = new Map<Cell, number>();
  constructor(grid: Grid, around: At) {
    this.grid = grid;
    this.around = around;
  }

  /** By how much a cell's signed value may go up or down; a hidden count is at least 1. */
  room(cell: Cell, raises: boolean): number {
    const isCountUp = (cell.sign === 1) === raises;
    return isCountUp ? Number.POSITIVE_INFINITY : cell.value + (this.moved.get(cell) ?? 0) - 1;
  }

  /**
   * The cheapest way by which the other cells take up a change of the cell looked at; cells that are shown
   * may be hidden for it where `mayHide`. Dijkstra over rows and columns, rows first.
   */
  way(raises: boolean, mayHide: boolean): Way | null {
    const { grid, around } = this;
    const { height, width } = grid;
    const cost = new Array<number>(height + width).fill(Number.POSITIVE_INFINITY);
    const from = new Array<number>(height + width).fill(-1);
    const isDone = new Array<boolean>(height + width).fill(false);
    cost[around.row] = 0;
    for (;;) {
      const node = cheapest(cost, isDone);
      if (node === -1) return null;
      if (node === height + around.column) break;
      isDone[node] = true;
      const isRow = node < height;
      for (let next = isRow ? height : 0; next < (isRow ? height + width : height); next += 1) {
        const at = isRow ? { row: node, column: next - height } : { row: next, column: node - height };
        const price = this.#price(at, isRow ? !raises : raises, mayHide);
        if (cost[node]! + price >= cost[next]!) continue;
        cost[next] = cost[node]! + price;
        from[next] = node;
      }
    }
    return this.#wayBack(from, raises);
  }

  #price(at: At, raises: boolean, mayHide: boolean): number {
    const { grid, around } = this;
    const cell = grid.cells[at.row]![at.column]!;
    const isItself = at.row === around.row && at.column === around.column;
    if (isItself || cell.value === 0 || this.room(cell, raises) <= 0) return Number.POSITIVE_INFINITY;
    if (cell.isHidden) return 1;
    return mayHide ? priceOf(grid, at, cell.value) : Number.POSITIVE_INFINITY;
  }

  #wayBack(from: readonly number[], raises: boolean): Way {
    const { height, cells } = this.grid;
    const steps: (At & { raises: boolean })[] = [];
    let room = Number.POSITIVE_INFINITY;
    for (let node = height + this.around.column; node !== this.around.row; node = from[node]!) {
      const before = from[node]!;
      const isFromRow = before < height;
      const [row, column] = isFromRow ? [before, node - height] : [node, before - height];
      const step = { row, column, raises: isFromRow ? !raises : raises };
      room = Math.min(room, this.room(cells[row]![column]!, step.raises));
      steps.push(step);
    }
    return { steps, room };
  }

  /** Moves up to `amount` along a way; answers how much. */
  push({ steps, room }: Way, amount: number): number {
    const by = Math.min(room, amount);
    for (const { row, column, raises } of steps) {
      const cell = this.grid.cells[row]![column]!;
      const change = (cell.sign === 1) === raises ? by : -by;
      this.moved.set(cell, (this.moved.get(cell) ?? 0) + change);
    }
    return by;
  }
}

const cheapest = (cost: readonly number[], isDone: readonly boolean[]): number => {
  let best = -1;
  for (const [node, value] of cost.entries()) {
    if (isDone[node] || value === Number.POSITIVE_INFINITY) continue;
    if (best === -1 || value < cost[best]!) best = node;
  }
  return best;
};

/** By how much the count there may be larger or smaller than it is, up to `needed`, hiding more if it may. */
function reachOf(grid: Grid, at: At, change: 1 | -1, needed: number, mayHide: boolean): number {
  const cell = grid.cells[at.row]![at.column]!;
  const raises = cell.sign === change;
  const most = change === -1 ? Math.min(needed, cell.value - 1) : needed;
  const slack = new Slack(grid, at);
  let reached = 0;
  while (reached < most) {
    const way = slack.way(raises, mayHide);
    if (way === null) break;
    for (const { row, column } of way.steps) grid.cells[row]![column]!.isHidden = true;
    reached += slack.push(way, most - reached);
  }
  return reached;
}

/**
 * What may be published of a table with its sums (PIPL 2021-11-01 art. 73(4): not attributable to a person
 * again). Counts below ten are hidden, and beside them as few others as keep everybody from reckoning them:
 * whatever is subtracted from whatever, each count below ten may still be one of at least nine, also for
 * somebody who knows these rules.
 */
export function openTableOf(table: CountTable): OpenTable {
  const grid = gridOf(table);
  const small = grid.cells.flatMap((row, y) =>
    row.flatMap((cell, x) => (cell.isHidden ? [{ row: y, column: x, value: cell.value }] : [])),
  );
  for (const at of small.toSorted((a, b) => b.value - a.value)) {
    const below = reachOf(grid, at, -1, LEAST_SPAN, false);
    if (reachOf(grid, at, 1, LEAST_SPAN - below, false) + below >= LEAST_SPAN) continue;
    const reached = below + reachOf(grid, at, 1, LEAST_SPAN - below, true);
    assert(reached >= LEAST_SPAN, 'Sums can always be hidden');
  }
  const shown = grid.cells.map((row) => row.map(({ value, isHidden }) => (isHidden ? null : value)));
  const { rows, columns } = table;
  const sums = shown.at(-1)!;
  return {
    rows,
    columns,
    cells: shown.slice(0, -1).map((row) => row.slice(0, -1)),
    rowTotals: shown.slice(0, -1).map((row) => row.at(-1)!),
    columnTotals: sums.slice(0, -1),
    total: sums.at(-1)!,
  };
}
