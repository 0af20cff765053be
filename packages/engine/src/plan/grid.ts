import type { Place } from '../findings.ts';
import type { GridData } from '../pack/schema.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import {
  DIMENSION_LABELS,
  DIMENSION_NAMES,
  DIMENSIONS,
  type Dimension,
  type Insurance,
  indicesOfKey,
  isUnstated,
  LAST_ORDINAL,
  RARE_DIMENSIONS,
  requiredIndices,
  sizeOf,
} from './dimensions.ts';

/** A cell that the area has not provided: refused by name when somebody's bill needs it, never zero. */
export const NOT_PROVIDED = -1;
/** The cell `none` of a limit. */
export const NO_LIMIT = 8_999_999_999_999_999;

/** Where one bill stands in every dimension. */
export type Coordinates = {
  level: number;
  group: number;
  referral: number;
  aid: number;
  civilServant: number;
  age: number;
  ordinal: number;
  tier: number;
  cause: number;
  familyDoctor: number;
  selected: number;
  rank: number;
  months: number;
  disease: number;
  village: number;
};

export const coordinatesOfNobody = (): Coordinates => ({
  level: 0,
  group: 0,
  referral: 0,
  aid: 0,
  civilServant: 0,
  age: 0,
  ordinal: 0,
  tier: 0,
  cause: 0,
  familyDoctor: 0,
  selected: 0,
  rank: 0,
  months: 0,
  disease: 0,
  village: 0,
});

/** A dense table: `values[index × bands + band]`; a dimension that the table ignores has stride 0. */
export type Grid = {
  readonly by: readonly Dimension[];
  readonly bands: number;
  readonly values: Float64Array;
  readonly level: number;
  readonly group: number;
  readonly referral: number;
  readonly aid: number;
  readonly civilServant: number;
  readonly age: number;
  readonly ordinal: number;
  readonly tier: number;
  readonly cause: number;
  readonly familyDoctor: number;
  readonly selected: number;
  readonly rank: number;
  readonly months: number;
  readonly disease: number;
  readonly village: number;
  /** It depends on something that few tables ask about (`RARE_DIMENSIONS`). */
  readonly isRare: boolean;
};

export function gridIndex(grid: Grid, at: Coordinates): number {
  if (grid.by.length === 0) return 0;
  const index =
    at.level * grid.level +
    at.group * grid.group +
    at.referral * grid.referral +
    at.aid * grid.aid +
    at.civilServant * grid.civilServant +
    at.age * grid.age +
    at.ordinal * grid.ordinal;
  return grid.isRare ? index + rareIndex(grid, at) : index;
}

function rareIndex(grid: Grid, at: Coordinates): number {
  return (
    at.tier * grid.tier +
    at.cause * grid.cause +
    at.familyDoctor * grid.familyDoctor +
    at.selected * grid.selected +
    at.rank * grid.rank +
    at.months * grid.months +
    at.disease * grid.disease +
    at.village * grid.village
  );
}

/** What is not provided, in words, with what the table asks about and the bill does not state. */
export function missingText(what: string, grid: Grid, at: Coordinates): string {
  const unstated = grid.by.filter((dimension) => isUnstated(dimension, at[dimension]));
  if (unstated.length === 0) return what;
  return `${what}（取决于${unstated.map((dimension) => DIMENSION_LABELS[dimension]).join('、')}，账单没有写明）`;
}

export type GridKind = 'percent' | 'money' | 'limit';
export type GridProblem = { place: Place; code: string; message: string; fix: string };

/** An empty table over the given dimensions, all cells not provided. */
export function emptyGrid(by: readonly Dimension[], bands: number): Grid {
  const strides: Record<Dimension, number> = coordinatesOfNobody();
  let size = bands;
  for (const dimension of by) {
    strides[dimension] = size;
    size *= sizeOf(dimension);
  }
  const isRare = by.some((dimension) => (RARE_DIMENSIONS as readonly Dimension[]).includes(dimension));
  return { by, bands, values: new Float64Array(size).fill(NOT_PROVIDED), ...strides, isRare };
}

/**
 * Reads a table of a pack into a dense one. Every problem is collected; the grid is usable if there
 * is none.
 */
export function readGrid(
  data: GridData,
  options: { kind: GridKind; bands?: number; insurance: Insurance; place: Place; problems: GridProblem[] },
): Grid {
  const bands = options.bands ?? 1;
  if (typeof data === 'string' || Array.isArray(data)) {
    const grid = emptyGrid([], bands);
    writeLeaf(grid, 0, data, options.place, options);
    return grid;
  }
  const by = checkedDimensions(data.by, options);
  const grid = emptyGrid(by, bands);
  if (by.length === data.by.length) fill(grid, 0, 0, data.rows, [...options.place, 'rows'], options);
  return grid;
}

type ReadOptions = Parameters<typeof readGrid>[1];

function checkedDimensions(names: readonly string[], options: ReadOptions): Dimension[] {
  const known = names.filter((name) => (DIMENSION_NAMES as readonly string[]).includes(name));
  if (known.length < names.length || new Set(names).size < names.length) {
    options.problems.push({
      place: [...options.place, 'by'],
      code: 'unknown-dimension',
      message: `by: [${names.join(', ')}] 含有不认识或重复的维度`,
      fix: `可用的维度：${DIMENSION_NAMES.join('、')}，每个至多一次`,
    });
    return [];
  }
  return known as Dimension[];
}

function fill(
  grid: Grid,
  depth: number,
  offset: number,
  node: unknown,
  place: Place,
  options: ReadOptions,
): void {
  const dimension = grid.by[depth];
  if (dimension === undefined) {
    writeLeaf(grid, offset, node, place, options);
    return;
  }
  if (dimension === 'ordinal') {
    fillOrdinals(grid, depth, offset, node, place, options);
    return;
  }
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    options.problems.push({
      place,
      code: 'missing-cell',
      message: `此处应按${DIMENSION_LABELS[dimension]}分行`,
      fix: `写成 { ${exampleKeys(dimension, options.insurance)} }，或用 all`,
    });
    return;
  }
  const written = new Set<number>();
  for (const [key, child] of Object.entries(node)) {
    const isRest = key === OTHERS && (dimension === 'cause' || dimension === 'disease');
    const indices = isRest
      ? unnamed(Object.keys(node), dimension, options.insurance)
      : indicesOfKey(key, dimension, options.insurance);
    if (!indices) {
      options.problems.push({
        place: [...place, key],
        code: 'unknown-dimension-value',
        message: `${DIMENSION_LABELS[dimension]}没有“${key}”这个值`,
        fix: `可用的值：${exampleKeys(dimension, options.insurance)}`,
      });
      continue;
    }
    for (const index of indices) {
      if (written.has(index)) options.problems.push(overlap([...place, key], dimension, index));
      written.add(index);
      fill(grid, depth + 1, offset + index * grid[dimension], child, [...place, key], options);
    }
  }
  const missing = requiredIndices(dimension, options.insurance).filter((index) => !written.has(index));
  if (missing.length > 0) options.problems.push(gap(place, dimension, missing));
}

/** The row of all causes of care, or of all diseases, that no other row names. */
const OTHERS = 'others';

function unnamed(keys: readonly string[], dimension: Dimension, insurance: Insurance): number[] {
  const named = new Set(keys.flatMap((key) => indicesOfKey(key, dimension, insurance) ?? []));
  return requiredIndices(dimension, insurance).filter((index) => !named.has(index));
}

/** A list by ordinal of the admission; the last one stands for all later ones. */
function fillOrdinals(
  grid: Grid,
  depth: number,
  offset: number,
  node: unknown,
  place: Place,
  options: ReadOptions,
): void {
  if (!Array.isArray(node) || node.length === 0 || node.length > LAST_ORDINAL) {
    options.problems.push({
      place,
      code: 'missing-cell',
      message: '此处应按年内住院次数列出金额，如 [600元, 460元, 320元]',
      fix: '末项适用于以后各次',
    });
    return;
  }
  for (let ordinal = 0; ordinal < LAST_ORDINAL; ordinal++) {
    const at = Math.min(ordinal, node.length - 1);
    fill(grid, depth + 1, offset + ordinal * grid.ordinal, node[at], [...place, at], options);
  }
}

function writeLeaf(grid: Grid, offset: number, node: unknown, place: Place, options: ReadOptions): void {
  if (node === 'not-provided') return;
  const cells = Array.isArray(node) ? node : [node];
  if (cells.length !== grid.bands) {
    options.problems.push({
      place,
      code: 'rates-per-band',
      message: `有 ${grid.bands} 段，却写了 ${cells.length} 个值`,
      fix: '每段一个值，按段从低到高',
    });
    return;
  }
  cells.forEach((cell, band) => {
    const value = readCell(cell, options.kind);
    if (value !== undefined) grid.values[offset + band] = value;
    else if (options.kind === 'percent' && /^\d+(\.\d{1,2})?%$/.test(String(cell))) {
      options.problems.push({
        place: Array.isArray(node) ? [...place, band] : place,
        code: 'out-of-range',
        message: `比例 ${String(cell)} 超过 100%`,
        fix: '更正比例；比例在 0% 至 100% 之间',
      });
    } else {
      options.problems.push({
        place: Array.isArray(node) ? [...place, band] : place,
        code: 'bad-value',
        message: `“${String(cell)}”不是${KIND_LABELS[options.kind]}`,
        fix: '金额写作 800元、15万元，比例写作 85.5%，未提供写作 not-provided',
      });
    }
  });
}

const KIND_LABELS: Readonly<Record<GridKind, string>> = {
  percent: '比例',
  money: '金额',
  limit: '限额（或 none）',
};

function readCell(cell: unknown, kind: GridKind): number | undefined {
  if (typeof cell !== 'string') return undefined;
  if (cell === 'not-provided') return NOT_PROVIDED;
  if (kind === 'percent') return parsePercent(cell);
  if (kind === 'limit' && cell === 'none') return NO_LIMIT;
  return parseMoney(cell);
}

function labelOf(dimension: Dimension, index: number): string {
  if (dimension === 'age' || dimension === 'ordinal' || dimension === 'months') return String(index);
  return DIMENSIONS[dimension][index]!;
}

function exampleKeys(dimension: Dimension, insurance: Insurance): string {
  if (dimension === 'age') return '0-17、18-69、70+';
  if (dimension === 'months') return '0-5、6-11、12+';
  return requiredIndices(dimension, insurance)
    .map((index) => labelOf(dimension, index))
    .join('、');
}

function overlap(place: Place, dimension: Dimension, index: number): GridProblem {
  const value = labelOf(dimension, index);
  return {
    place,
    code: 'overlap',
    message: `${DIMENSION_LABELS[dimension]} ${value} 出现两次`,
    fix: '同一个值只能有一行',
  };
}

function gap(place: Place, dimension: Dimension, missing: readonly number[]): GridProblem {
  const shown = missing.slice(0, 6).map((index) => labelOf(dimension, index));
  return {
    place,
    code: 'missing-cell',
    message: `缺少${DIMENSION_LABELS[dimension]} ${shown.join('、')}${missing.length > 6 ? ' 等' : ''} 的行`,
    fix: '补上该行；文件没有提供的写 not-provided，不要写 0',
  };
}
