import { REFERRAL_CLASSES, type ReferralClass } from '@zhijie/kernel';
import type { Place } from '../findings.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import type { GridProblem } from '../plan/grid.ts';
import {
  HEALTH_STATES,
  type HealthState,
  type HolderGridData,
  PUBLIC_SETTLEMENTS,
  type PublicSettlement,
} from './schema.ts';

/** Where a holder and a bill stand in the dimensions that a product may distinguish (D30). */
export type HolderCoordinates = {
  readonly health: HealthState;
  /** Years of enrolment without a gap, this one included; 1 is the first. */
  readonly years: number;
  readonly settlement: PublicSettlement;
  readonly filing: ReferralClass;
  /** Null when the product has only one version. */
  readonly version: string | null;
};
export type HolderDimension = keyof HolderCoordinates;

export const HOLDER_DIMENSION_LABELS: Readonly<Record<HolderDimension, string>> = {
  health: '既往症',
  years: '连续参保年数',
  settlement: '医保结算状态',
  filing: '备案类别',
  version: '产品版本',
};

/** A cell that the source does not give: refused by name when a bill needs it, never zero. */
export const UNKNOWN = 'not-provided';
export type HolderCell = number | typeof UNKNOWN;
export type HolderKind = 'percent' | 'money' | 'limit';
/** No limit; above every amount. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** A table over the holder: a value per band in a leaf. */
export type HolderGrid = {
  readonly by: readonly HolderDimension[];
  readonly at: (where: HolderCoordinates) => readonly HolderCell[];
};

export type HolderGridOptions = {
  readonly kind: HolderKind;
  readonly bands: number;
  readonly versions: readonly string[];
  readonly place: Place;
  readonly problems: GridProblem[];
};

/** Enrolment longer than this counts as this. */
export const LONGEST_ENROLMENT = 30;

type Node = readonly HolderCell[] | readonly Branch[];
type Branch = { readonly values: ReadonlySet<string>; readonly node: Node };

/** Reads a table of a product. Every combination has exactly one cell; each problem is collected. */
export function readHolderGrid(data: HolderGridData, options: HolderGridOptions): HolderGrid {
  const isPlain = typeof data === 'string' || Array.isArray(data);
  const by = isPlain ? [] : dimensionsOf(data.by, options);
  const place = isPlain ? options.place : [...options.place, 'rows'];
  const root = readNode(isPlain ? data : data.rows, by, place, options);
  return {
    by,
    at(where) {
      let node = root;
      for (const dimension of by) {
        const value = coordinateOf(where, dimension);
        node = (node as readonly Branch[]).find((branch) => branch.values.has(value))!.node;
      }
      return node as readonly HolderCell[];
    },
  };
}

function coordinateOf(where: HolderCoordinates, dimension: HolderDimension): string {
  if (dimension === 'years') return String(Math.min(Math.max(where.years, 1), LONGEST_ENROLMENT));
  return String(where[dimension]);
}

function dimensionsOf(names: readonly string[], options: HolderGridOptions): HolderDimension[] {
  const known = names.filter((name): name is HolderDimension => name in HOLDER_DIMENSION_LABELS);
  if (known.length === names.length && new Set(names).size === names.length) return known;
  const all = Object.keys(HOLDER_DIMENSION_LABELS).join('、');
  report(
    options,
    [...options.place, 'by'],
    'unknown-dimension',
    `by: [${names.join(', ')}] 含有不认识或重复的维度`,
    {
      fix: `可用的维度：${all}，每个至多一次`,
    },
  );
  return [];
}

function allValues(dimension: HolderDimension, versions: readonly string[]): readonly string[] {
  if (dimension === 'health') return HEALTH_STATES;
  if (dimension === 'settlement') return PUBLIC_SETTLEMENTS;
  if (dimension === 'filing') return REFERRAL_CLASSES;
  if (dimension === 'version') return versions;
  return Array.from({ length: LONGEST_ENROLMENT }, (_, index) => String(index + 1));
}

function readNode(
  data: unknown,
  by: readonly HolderDimension[],
  place: Place,
  options: HolderGridOptions,
): Node {
  const [dimension, ...rest] = by;
  if (dimension === undefined) return readLeaf(data, place, options);
  const label = HOLDER_DIMENSION_LABELS[dimension];
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    report(options, place, 'missing-cell', `此处应按${label}分行`, { fix: '每个值一行，或用 all' });
    return [];
  }
  const all = allValues(dimension, options.versions);
  const seen = new Set<string>();
  const branches = Object.entries(data).map(([key, child]): Branch => {
    const at = [...place, key];
    const values = valuesOfKey(key, dimension, all);
    if (values.length === 0)
      report(options, at, 'unknown-dimension-value', `${label}没有“${key}”这个值`, {
        fix: `可用的值：${dimension === 'years' ? '1、2、3+' : all.join('、')}`,
      });
    for (const value of values) {
      if (seen.has(value))
        report(options, at, 'overlap', `${label} ${value} 出现两次`, { fix: '同一个值只能有一行' });
      seen.add(value);
    }
    return { values: new Set(values), node: readNode(child, rest, at, options) };
  });
  const missing = all.filter((value) => !seen.has(value));
  if (missing.length > 0)
    report(options, place, 'missing-cell', `缺少${label} ${missing.slice(0, 6).join('、')} 的行`, {
      fix: '补上该行；来源没有给出的写 not-provided，不要写 0',
    });
  return branches;
}

/** `a|b`, `all`; years also `1-2` and `3+`. Empty when the key says nothing known. */
function valuesOfKey(key: string, dimension: HolderDimension, all: readonly string[]): readonly string[] {
  if (key === 'all') return all;
  const found: string[] = [];
  for (const part of key.split('|')) {
    const values = dimension === 'years' ? yearsOf(part) : all.filter((value) => value === part);
    if (values.length === 0) return [];
    found.push(...values);
  }
  return found;
}

function yearsOf(part: string): string[] {
  const match = /^([1-9]\d?)(?:\+|-([1-9]\d?))?$/.exec(part);
  if (!match) return [];
  const from = Number(match[1]);
  const to = part.endsWith('+') ? LONGEST_ENROLMENT : Number(match[2] ?? from);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => String(from + index));
}

function readLeaf(data: unknown, place: Place, options: HolderGridOptions): readonly HolderCell[] {
  const { kind, bands } = options;
  if (data === UNKNOWN) return Array.from({ length: bands }, () => UNKNOWN);
  const cells = Array.isArray(data) ? data : [data];
  if (cells.length !== bands) {
    report(options, place, 'rates-per-band', `有 ${bands} 段，却写了 ${cells.length} 个值`, {
      fix: '每段一个值，按段从低到高',
    });
  }
  return cells.map((cell) => {
    const value = readCell(cell, kind);
    if (value !== undefined) return value;
    report(options, place, 'bad-value', `“${String(cell)}”不是${KIND_LABELS[kind]}`, {
      fix: '金额写作 800元、15万元，比例写作 85.5%，来源没有给出写作 not-provided',
    });
    return UNKNOWN;
  });
}

const KIND_LABELS: Readonly<Record<HolderKind, string>> = {
  percent: '比例',
  money: '金额',
  limit: '限额（或 none）',
};

function readCell(cell: unknown, kind: HolderKind): HolderCell | undefined {
  if (typeof cell !== 'string') return undefined;
  if (cell === UNKNOWN) return UNKNOWN;
  if (kind === 'percent') return parsePercent(cell);
  return kind === 'limit' && cell === 'none' ? UNLIMITED : parseMoney(cell);
}

function report(
  options: HolderGridOptions,
  place: Place,
  code: string,
  message: string,
  { fix }: { readonly fix: string },
): void {
  options.problems.push({ place, code, message, fix });
}
