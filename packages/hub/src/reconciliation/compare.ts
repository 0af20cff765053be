import { isSameRow, type JudgedTrade, judgeTrades } from '@zhijie/clearing';
import { type RowGroup, type RowReference, sumOfGroups, type TradeRow } from '@zhijie/evidence';
import type { NodeAddress, ReconciliationSide } from '@zhijie/exchange';
import { type CalendarDate, provinceOf } from '@zhijie/kernel';
import {
  type Between,
  type Groups,
  groupsAt,
  ownGroups,
  type PartyDeps,
  rowsAt,
  rowsHere,
  sightAll,
} from './parties.ts';

export type Figures = Pick<RowGroup, 'count' | 'claim' | 'digest'>;

/** A pair of areas with what each party has of it; null: its province did not answer. */
export type ComparedPair = Between & {
  readonly care: Figures | null;
  readonly hub: Figures;
  readonly insured: Figures | null;
};

export type ComparedDay = {
  readonly pairs: readonly ComparedPair[];
  /** Sides that did not answer, as `care 11`. */
  readonly silent: ReadonlySet<string>;
};

const NOTHING: Figures = { count: 0, claim: 0, digest: '0-0' };
const figuresOf = ({ count, claim, digest }: Figures): Figures => ({ count, claim, digest });
const keyOf = ({ careArea, insuredArea }: Between): string => `${careArea} ${insuredArea}`;
export const isSame = (a: Figures, b: Figures): boolean =>
  a.count === b.count && a.claim === b.claim && a.digest === b.digest;

const EVERYWHERE: Between = { careArea: '', insuredArea: '' };
const scopeOfSide = (side: ReconciliationSide, province: string): Between =>
  side === 'care' ? { ...EVERYWHERE, careArea: province } : { ...EVERYWHERE, insuredArea: province };

/**
 * Compares a day's books of all provinces with the hub's: a province whose whole day agrees answers with one
 * digest per side; only then pairs of areas are looked at.
 */
export async function compareDay(
  deps: PartyDeps,
  day: CalendarDate,
  provinces: readonly NodeAddress[],
): Promise<ComparedDay> {
  const hub = await ownGroups(deps, { day, between: EVERYWHERE, by: 'pair' });
  const silent = new Set<string>();
  const pairsOfSide = async (side: ReconciliationSide, province: string): Promise<Groups> => {
    const between = scopeOfSide(side, province);
    const own = hub.filter(
      (pair) => provinceOf(side === 'care' ? pair.careArea : pair.insuredArea) === province,
    );
    const all = await groupsAt(deps, side, { day, between, by: 'all' });
    if (all !== null && isSame(sumOfGroups(all), sumOfGroups(own))) return own;
    const pairs = all === null ? null : await groupsAt(deps, side, { day, between, by: 'pair' });
    if (pairs === null) silent.add(`${side} ${province}`);
    return pairs ?? [];
  };
  const ofSide = async (side: ReconciliationSide): Promise<Map<string, RowGroup>> => {
    const found = await Promise.all(provinces.map((province) => pairsOfSide(side, province)));
    return new Map(found.flat().map((group) => [keyOf(group), group]));
  };
  const [care, insured] = await Promise.all([ofSide('care'), ofSide('insured')]);
  const own = new Map(hub.map((group) => [keyOf(group), group]));
  const keys = [...new Set([...care.keys(), ...own.keys(), ...insured.keys()])].sort();
  const pairs = keys.map((key): ComparedPair => {
    const [careArea, insuredArea] = key.split(' ') as [string, string];
    const at = (side: ReconciliationSide, groups: Map<string, RowGroup>, area: string): Figures | null =>
      silent.has(`${side} ${provinceOf(area)}`) ? null : figuresOf(groups.get(key) ?? NOTHING);
    return {
      careArea,
      insuredArea,
      care: at('care', care, careArea),
      hub: figuresOf(own.get(key) ?? NOTHING),
      insured: at('insured', insured, insuredArea),
    };
  });
  return { pairs, silent };
}

/** Ranges with so many rows are read, larger ones are divided once more. */
const ROWS_AT_ONCE = 200;
/** So many rows of a pair are named at a time; the rest is named when these are closed. */
const NAMED_AT_ONCE = 500;
const RANGES_AT_ONCE = 100;
const DEEPEST_PREFIX = 8;

export type NamedDifferences = {
  readonly judged: readonly JudgedTrade[];
  /** More rows differ than are named. */
  readonly isMore: boolean;
};

const referenceOf = (row: TradeRow): RowReference => ({
  itemId: row.itemId,
  settlementId: row.settlementId,
  kind: row.kind,
  providerId: row.providerId,
  personId: row.personId,
  careArea: row.careArea,
});

/**
 * The rows of a pair that the three do not have alike, found by dividing the range of keys; with rows that
 * differed before. Null when a province is silent meanwhile.
 */
export async function nameDifferences(
  deps: PartyDeps,
  at: { readonly day: CalendarDate; readonly between: Between; readonly isDifferent: boolean },
  before: readonly RowReference[],
): Promise<NamedDifferences | null> {
  const found = at.isDifferent ? await differingRows(deps, at) : { rows: [], isMore: false };
  if (found === null) return null;
  const references = new Map(found.rows.map((row) => [row.itemId, referenceOf(row)]));
  for (const reference of before) references.set(reference.itemId, reference);
  const all = [...references.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
  if (all.length === 0) return { judged: [], isMore: found.isMore };
  const seen = await sightAll(deps, at.between, all);
  return seen === null ? null : { judged: judgeTrades(seen), isMore: found.isMore };
}

type Place = { readonly day: CalendarDate; readonly between: Between };

async function threeGroups(deps: PartyDeps, place: Place, prefix: string): Promise<Groups[] | null> {
  const asked = { ...place, by: 'prefix' as const, prefix };
  const care = await groupsAt(deps, 'care', asked);
  const insured = await groupsAt(deps, 'insured', asked);
  return care === null || insured === null ? null : [care, await ownGroups(deps, asked), insured];
}

/** The ranges in which the three differ, each small enough to be read. */
async function differingRanges(
  deps: PartyDeps,
  place: Place,
): Promise<{ prefixes: string[]; isMore: boolean } | null> {
  const [queue, prefixes]: [string[], string[]] = [[''], []];
  for (let prefix = queue.shift(); prefix !== undefined; prefix = queue.shift()) {
    if (prefixes.length >= RANGES_AT_ONCE) return { prefixes, isMore: true };
    const groups = await threeGroups(deps, place, prefix);
    if (groups === null) return null;
    const maps = groups.map((of) => new Map(of.map((group) => [group.prefix, group])));
    for (const child of [...new Set(maps.flatMap((map) => [...map.keys()]))].sort()) {
      const [first, ...others] = maps.map((map) => map.get(child) ?? NOTHING);
      if (others.every((other) => isSame(first!, other))) continue;
      const rows = Math.max(first!.count, ...others.map(({ count }) => count));
      (rows > ROWS_AT_ONCE && child.length < DEEPEST_PREFIX ? queue : prefixes).push(child);
    }
  }
  return { prefixes: prefixes.slice(0, RANGES_AT_ONCE), isMore: prefixes.length > RANGES_AT_ONCE };
}

async function differingRows(
  deps: PartyDeps,
  place: Place,
): Promise<{ rows: TradeRow[]; isMore: boolean } | null> {
  const ranges = await differingRanges(deps, place);
  if (ranges === null) return null;
  const rows: TradeRow[] = [];
  for (const prefix of ranges.prefixes) {
    if (rows.length >= NAMED_AT_ONCE) return { rows: rows.slice(0, NAMED_AT_ONCE), isMore: true };
    const asked = { ...place, prefixes: [prefix], limit: 2 * ROWS_AT_ONCE };
    const care = await rowsAt(deps, 'care', asked);
    const insured = await rowsAt(deps, 'insured', asked);
    if (care === null || insured === null) return null;
    const parties = [care, await rowsHere(deps, asked), insured];
    const byItem = Map.groupBy(parties.flat(), ({ itemId }) => itemId);
    for (const same of byItem.values()) {
      const [first, ...others] = same;
      const isAlike = same.length === parties.length && others.every((row) => isSameRow(row, first!));
      if (!isAlike) rows.push(first!);
    }
  }
  return { rows: rows.slice(0, NAMED_AT_ONCE), isMore: ranges.isMore || rows.length > NAMED_AT_ONCE };
}
