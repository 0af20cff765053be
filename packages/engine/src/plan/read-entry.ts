import type { ProviderLevel } from '@zhijie/kernel';
import type { Place } from '../findings.ts';
import { valuesOf } from '../pack/paths.ts';
import type {
  AccountEntry,
  DeductibleEntry,
  LevelsEntry,
  PoolCapEntry,
  PoolRatesEntry,
  ReferralEntry,
  ReferralRuleData,
  RoundingData,
  SecondaryEntry,
  TableEntry,
  TableName,
} from '../pack/schema.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { Grid } from './grid.ts';
import { causesOf, readDeductible } from './read-deductible.ts';
import { gridAt, money, percent, type ReadContext, report } from './read-parts.ts';
import { readReferral } from './read-referral.ts';

/** One dated entry, parsed: texts are integers, tables are dense. */
export type ReadTable =
  | { readonly kind: 'state'; readonly state: 'absent' | 'not-provided' }
  | ReadDeductible
  | ReadPoolRates
  | ReadPoolCap
  | ReadReferral
  | ReadSecondary
  | ReadAccount
  | ReadLevels;

export type ReadDeductible = {
  readonly kind: 'deductible';
  readonly basis: DeductibleEntry['basis'];
  readonly amount: Grid | null;
  /** By ordinal of the admission, 1/10 000; the last stands for all later ones. Empty: always whole. */
  readonly factors: readonly number[];
  /** Fen taken off for each admission before; null: nothing. */
  readonly minus: Grid | null;
  readonly floor: number;
  /** Only admissions of the same level make a stay the second or third. */
  readonly countsSameLevel: boolean;
  readonly transfer: 'difference' | 'whole' | null;
  readonly newYear: 'carried' | 'charged-again' | null;
  /** Days after which it is charged again; 0: never. */
  readonly rechargeDays: number;
  readonly sparesEssentialDrugs: boolean;
  readonly waive: readonly Waiver[];
  readonly yearCap: number | null;
};
/** The deductible of a place that has none. */
export const NO_DEDUCTIBLE: ReadDeductible = {
  kind: 'deductible',
  basis: 'none',
  amount: null,
  factors: [],
  minus: null,
  floor: 0,
  countsSameLevel: false,
  transfer: null,
  newYear: null,
  rechargeDays: 0,
  sparesEssentialDrugs: false,
  waive: [],
  yearCap: null,
};
/** The deductible is waived for whoever meets every stated condition. */
export type Waiver = {
  readonly fromOrdinal: number;
  readonly ages: readonly boolean[] | null;
  readonly aid: readonly boolean[] | null;
  readonly causes: readonly boolean[] | null;
  readonly needsFamilyDoctor: boolean;
};
export type ReadPoolRates = {
  readonly kind: 'poolRates';
  readonly over: 'stay' | 'year';
  readonly isAbsolute: boolean;
  /** Upper bounds, fen; the last band is open and not listed. */
  readonly upTo: readonly number[];
  readonly rate: Grid;
  readonly rounding: RoundingData | null;
};
export type ReadPoolCap = {
  readonly kind: 'poolCap';
  readonly measure: PoolCapEntry['measure'];
  readonly counts: PoolCapEntry['counts'];
  readonly limit: Grid;
  /** By cause: what it is paid counts for such causes alone. Null: no cause is apart. */
  readonly apart: readonly boolean[] | null;
  /** By disease: what it is paid counts for it alone. Null: no disease has a limit of its own. */
  readonly perDisease: readonly boolean[] | null;
};
export type ReferralRule = {
  readonly state: 'applies' | 'refused' | 'not-provided';
  readonly minusPoints: number | null;
  readonly factor: number | null;
  readonly firstSelfPay: number | null;
  readonly ownRates: GridSource | null;
  readonly ownDeductible: Grid | null;
  readonly cite: string | null;
  /** Said of this row alone; null: what the entry says. */
  readonly confidence: string | null;
  readonly isSample: boolean;
};
/** Read with the bands of the pool table, which the referral table does not know. */
export type GridSource = { readonly data: NonNullable<ReferralRuleData['ownRates']>; readonly place: Place };
export type ReadReferral = {
  readonly kind: 'referral';
  readonly filing: ReferralEntry['filing'];
  /** By referral class, then by edge (D14). */
  readonly rules: readonly ReferralRule[];
  /** By area of care, then by class: the class that it is paid as, −1 when that is not provided. */
  readonly exempt: ReadonlyMap<string, readonly number[]>;
};
export type ReadSecondary = {
  readonly kind: 'secondary';
  readonly over: 'stay' | 'year';
  readonly base: SecondaryEntry['base'];
  readonly excludes: readonly boolean[];
  readonly threshold: Grid;
  readonly isAbsolute: boolean;
  readonly upTo: readonly number[];
  readonly rate: Grid;
  readonly limit: Grid;
  /** Null: the layer's own fund. */
  readonly counts: NonNullable<SecondaryEntry['counts']> | null;
  readonly bonus: LimitBonus | null;
  readonly rounding: RoundingData | null;
};
/** What raises a yearly limit (D18), fen; `atMost` in 1/10 000 of the limit. */
export type LimitBonus = {
  readonly afterYears: number;
  readonly perYear: number;
  readonly perClaimFreeYear: number;
  readonly atMost: number;
};
/** A pool's own levels (D1). */
export type ReadLevels = {
  readonly kind: 'levels';
  readonly names: ReadonlyMap<ProviderLevel, string>;
  readonly providers: ReadonlyMap<string, ProviderLevel>;
};
export type ReadAccount = {
  readonly kind: 'account';
  readonly pays: AccountEntry['pays'];
  readonly paysCheckUp: boolean;
};

/** Parses one entry whose shape is known to be right. Problems are collected, not thrown. */
export function readEntry(table: TableName, entry: TableEntry, context: ReadContext): ReadTable {
  checkMarks(entry, context);
  if ('state' in entry) return { kind: 'state', state: entry.state };
  if (table === 'referral') return readReferral(entry as ReferralEntry, context);
  if (table === 'deductible') return readDeductible(entry as DeductibleEntry, context);
  if (table === 'poolRates') return readPoolRates(entry as PoolRatesEntry, context);
  if (table === 'poolCap') return readPoolCap(entry as PoolCapEntry, context);
  if (table === 'account') {
    const account = entry as AccountEntry;
    return { kind: 'account', pays: account.pays, paysCheckUp: account.checkUp === 'allowed' };
  }
  if (table === 'levels') return readLevels(entry as LevelsEntry);
  return readSecondary(entry as SecondaryEntry, context);
}

/** A remark on a row must be on a row that is there. */
function checkMarks(entry: TableEntry, context: ReadContext): void {
  if (entry.marks === undefined) return;
  const paths = valuesOf(entry).map((value) => value.slice(0, value.indexOf(': ')));
  for (const [index, { at }] of entry.marks.entries()) {
    if (paths.some((path) => path === at || path.startsWith(`${at} `))) continue;
    const fix = `写成 pack show 显示的路径，如“${paths[0] ?? ''}”`;
    report(context, ['marks', index, 'at'], 'unknown-row', `本条目没有“${at}”这一行`, fix);
  }
}

function readLevels({ names = {}, providers = {} }: LevelsEntry): ReadLevels {
  const named = Object.entries(names) as [ProviderLevel, string][];
  return { kind: 'levels', names: new Map(named), providers: new Map(Object.entries(providers)) };
}

/** Upper bounds only, the last open (`~`): a gap or an overlap between bands cannot be written. */
function readBounds(upTo: readonly (string | null)[] | undefined, context: ReadContext): number[] {
  if (!upTo) return [];
  if (upTo.at(-1) !== null) {
    report(context, ['upTo'], 'last-band-open', '最后一段没有开口', '在 upTo 末尾加 ~');
  }
  const bounds: number[] = [];
  for (const [i, bound] of upTo.entries()) {
    if (bound === null) {
      if (i < upTo.length - 1) {
        report(context, ['upTo', i], 'last-band-open', '只有最后一段可以开口', '写上该段的上限');
      }
      continue;
    }
    const value = money(bound, context, ['upTo', i]);
    if (value <= (bounds.at(-1) ?? 0)) {
      report(context, ['upTo', i], 'band-order', `上限 ${bound} 没有高于前一段`, '上限须从低到高');
    }
    bounds.push(value);
  }
  return bounds;
}

function checkEdges(edges: string | undefined, upTo: readonly number[], context: ReadContext): void {
  if (upTo.length > 0 && edges === undefined) {
    report(
      context,
      ['upTo'],
      'edges',
      '分段却没有说明分段线从哪里算起（edges）',
      'edges: absolute（从零算起）或 above-deductible / above-threshold（从起付线以上算起）',
    );
  }
}

function readPoolRates(entry: PoolRatesEntry, context: ReadContext): ReadPoolRates {
  const upTo = readBounds(entry.upTo, context);
  checkEdges(entry.edges, upTo, context);
  return {
    kind: 'poolRates',
    over: entry.over,
    isAbsolute: entry.edges === 'absolute',
    upTo,
    rate: gridAt(context, 'rate', entry.rate, 'percent', upTo.length + 1),
    rounding: entry.rounding ?? null,
  };
}

function readPoolCap(entry: PoolCapEntry, context: ReadContext): ReadPoolCap {
  return {
    kind: 'poolCap',
    measure: entry.measure,
    counts: entry.counts,
    limit: gridAt(context, 'limit', entry.limit, 'limit'),
    apart: causesOf(entry.apart),
    perDisease: diseasesOf(entry.perDisease),
  };
}

const diseasesOf = (diseases: PoolCapEntry['perDisease']): readonly boolean[] | null =>
  diseases === undefined ? null : DIMENSIONS.disease.map((one) => (diseases as string[]).includes(one));

function readSecondary(entry: SecondaryEntry, context: ReadContext): ReadSecondary {
  const upTo = readBounds(entry.upTo, context);
  checkEdges(entry.edges, upTo, context);
  const unknown = (entry.excludes ?? []).find((w) => !(DIMENSIONS.referral as readonly string[]).includes(w));
  if (unknown) {
    report(
      context,
      ['excludes'],
      'unknown-dimension-value',
      `没有备案类别“${unknown}”`,
      `可用的值：${DIMENSIONS.referral.join('、')}`,
    );
  }
  return {
    kind: 'secondary',
    over: entry.over,
    base: entry.base,
    excludes: DIMENSIONS.referral.map((word) => (entry.excludes ?? []).includes(word)),
    threshold: gridAt(context, 'threshold', entry.threshold, 'money'),
    isAbsolute: entry.edges === 'absolute',
    upTo,
    rate: gridAt(context, 'rate', entry.rate, 'percent', upTo.length + 1),
    limit: gridAt(context, 'limit', entry.limit, 'limit'),
    counts: entry.counts ?? null,
    bonus: entry.bonus === undefined ? null : readBonus(entry.bonus, context),
    rounding: entry.rounding ?? null,
  };
}

function readBonus(bonus: NonNullable<SecondaryEntry['bonus']>, context: ReadContext): LimitBonus {
  return {
    afterYears: Number(bonus.afterYears),
    perYear: money(bonus.perYear, context, ['bonus', 'perYear']),
    perClaimFreeYear: money(bonus.perClaimFreeYear, context, ['bonus', 'perClaimFreeYear']),
    atMost: percent(bonus.atMost, context, ['bonus', 'atMost']),
  };
}
