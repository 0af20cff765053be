import type { Place } from '../findings.ts';
import type {
  AccountEntry,
  DeductibleEntry,
  PoolCapEntry,
  PoolRatesEntry,
  ReferralEntry,
  ReferralRuleData,
  RoundingData,
  SecondaryEntry,
  TableEntry,
  TableName,
} from '../pack/schema.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import { ages, DIMENSIONS, type Insurance, OLDEST } from './dimensions.ts';
import { type Grid, type GridProblem, readGrid } from './grid.ts';

/** One dated entry, parsed: texts are integers, tables are dense. */
export type ReadTable =
  | { readonly kind: 'state'; readonly state: 'absent' | 'not-provided' }
  | ReadDeductible
  | ReadPoolRates
  | ReadPoolCap
  | ReadReferral
  | ReadSecondary
  | ReadAccount;

export type ReadDeductible = {
  readonly kind: 'deductible';
  readonly basis: DeductibleEntry['basis'];
  readonly amount: Grid | null;
  /** By ordinal of the admission, 1/10 000; the last stands for all later ones. Empty: always whole. */
  readonly factors: readonly number[];
  readonly floor: number;
  readonly waive: readonly Waiver[];
  readonly yearCap: number | null;
};
/** The deductible is waived for whoever meets every stated condition. */
export type Waiver = {
  readonly fromOrdinal: number;
  readonly ages: readonly boolean[] | null;
  readonly aid: readonly boolean[] | null;
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
};
export type ReferralRule = {
  readonly state: 'applies' | 'refused' | 'not-provided';
  readonly minusPoints: number | null;
  readonly factor: number | null;
  readonly firstSelfPay: number | null;
  readonly ownRates: GridSource | null;
  readonly ownDeductible: Grid | null;
  readonly cite: string | null;
};
/** Read with the bands of the pool table, which the referral table does not know. */
export type GridSource = { readonly data: NonNullable<ReferralRuleData['ownRates']>; readonly place: Place };
export type ReadReferral = {
  readonly kind: 'referral';
  readonly filing: ReferralEntry['filing'];
  readonly rules: readonly ReferralRule[];
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
  readonly rounding: RoundingData | null;
};
export type ReadAccount = {
  readonly kind: 'account';
  readonly pays: AccountEntry['pays'];
  readonly paysCheckUp: boolean;
};

export type ReadContext = {
  readonly insurance: Insurance;
  readonly place: Place;
  readonly problems: GridProblem[];
};

/** Parses one entry whose shape is known to be right. Problems are collected, not thrown. */
export function readEntry(table: TableName, entry: TableEntry, context: ReadContext): ReadTable {
  if ('state' in entry) return { kind: 'state', state: entry.state };
  if (table === 'referral') return readReferral(entry as ReferralEntry, context);
  if (table === 'deductible') return readDeductible(entry as DeductibleEntry, context);
  if (table === 'poolRates') return readPoolRates(entry as PoolRatesEntry, context);
  if (table === 'poolCap') return readPoolCap(entry as PoolCapEntry, context);
  if (table === 'account') {
    const account = entry as AccountEntry;
    return { kind: 'account', pays: account.pays, paysCheckUp: account.checkUp === 'allowed' };
  }
  return readSecondary(entry as SecondaryEntry, context);
}

function report(context: ReadContext, at: Place, code: string, message: string, fix: string): void {
  context.problems.push({ place: [...context.place, ...at], code, message, fix });
}

function money(text: string, context: ReadContext, at: Place): number {
  const value = parseMoney(text);
  if (value === undefined) report(context, at, 'bad-value', `“${text}”不是金额`, '写作 800元、15万元');
  return value ?? 0;
}

function percent(text: string, context: ReadContext, at: Place): number {
  const value = parsePercent(text);
  if (value === undefined) report(context, at, 'bad-value', `“${text}”不是比例`, '写作 85.5%');
  return value ?? 0;
}

function gridAt(
  context: ReadContext,
  field: string,
  data: SecondaryEntry['rate'],
  kind: 'percent' | 'money' | 'limit',
  bands = 1,
): Grid {
  return readGrid(data, { ...context, place: [...context.place, field], kind, bands });
}

function readDeductible(entry: DeductibleEntry, context: ReadContext): ReadDeductible {
  if (entry.basis !== 'none' && entry.amount === undefined) {
    report(context, [], 'missing-cell', '起付线没有金额 amount', '补上 amount，或写 basis: none');
  }
  return {
    kind: 'deductible',
    basis: entry.basis,
    amount: entry.amount === undefined ? null : gridAt(context, 'amount', entry.amount, 'money'),
    factors: (entry.repeat?.factors ?? []).map((f, i) => percent(f, context, ['repeat', 'factors', i])),
    floor: entry.repeat?.floor === undefined ? 0 : money(entry.repeat.floor, context, ['repeat', 'floor']),
    waive: (entry.waive ?? []).map((waiver, i) => readWaiver(waiver, context, ['waive', i])),
    yearCap: entry.yearCap === undefined ? null : money(entry.yearCap, context, ['yearCap']),
  };
}

function readWaiver(
  data: NonNullable<DeductibleEntry['waive']>[number],
  context: ReadContext,
  at: Place,
): Waiver {
  const byAge = data.ages === undefined ? null : Array.from({ length: OLDEST + 1 }, () => false);
  for (const [i, text] of (data.ages ?? []).entries()) {
    const range = ages(text);
    if (!range) {
      report(context, [...at, 'ages', i], 'unknown-dimension-value', `“${text}”不是年龄段`, '写作 0-6、70+');
    }
    for (const age of range ?? []) byAge![age] = true;
  }
  const unknown = (data.aid ?? []).find((word) => !(DIMENSIONS.aid as readonly string[]).includes(word));
  if (unknown) {
    report(
      context,
      [...at, 'aid'],
      'unknown-dimension-value',
      `没有救助类别“${unknown}”`,
      DIMENSIONS.aid.join('、'),
    );
  }
  return {
    fromOrdinal: data.fromOrdinal === undefined ? 1 : Number(data.fromOrdinal),
    ages: byAge,
    aid: data.aid === undefined ? null : DIMENSIONS.aid.map((word) => data.aid!.includes(word)),
  };
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
  };
}

const EXCLUSIVE = ['minusPoints', 'factor', 'ownRates'] as const;

function readReferral(entry: ReferralEntry, context: ReadContext): ReadReferral {
  const rules = DIMENSIONS.referral.map((word): ReferralRule => {
    const row = entry.rows[word];
    const at = ['rows', word];
    const plain = {
      minusPoints: null,
      factor: null,
      firstSelfPay: null,
      ownRates: null,
      ownDeductible: null,
      cite: null,
    };
    if (typeof row === 'string') return { ...plain, state: row === 'none' ? 'applies' : row };
    const given = EXCLUSIVE.filter((name) => row[name] !== undefined);
    if (given.length > 1) {
      report(context, at, 'referral-algebra', `${given.join('、')}只能用一种`, '保留文件规定的那一种');
    }
    const optional = (text: string | undefined, name: string) =>
      text === undefined ? null : percent(text, context, [...at, name]);
    const place = [...context.place, ...at];
    return {
      state: 'applies',
      minusPoints: optional(row.minusPoints, 'minusPoints'),
      factor: optional(row.factor, 'factor'),
      firstSelfPay: optional(row.firstSelfPay, 'firstSelfPay'),
      ownRates: row.ownRates === undefined ? null : { data: row.ownRates, place: [...place, 'ownRates'] },
      ownDeductible:
        row.ownDeductible === undefined
          ? null
          : gridAt({ ...context, place }, 'ownDeductible', row.ownDeductible, 'money'),
      cite: row.cite ?? null,
    };
  });
  checkFiling(entry, rules, context);
  return { kind: 'referral', filing: entry.filing, rules };
}

/** The filing rule and the row of visits without filing must say the same. */
function checkFiling(entry: ReferralEntry, rules: readonly ReferralRule[], context: ReadContext): void {
  const expected = { required: 'refused', 'not-provided': 'not-provided' } as const;
  const state = rules[5]!.state;
  const wanted = entry.filing in expected ? expected[entry.filing as keyof typeof expected] : 'applies';
  if (state === wanted) return;
  report(
    context,
    ['filing'],
    'filing-row',
    `filing: ${entry.filing} 与 unfiled 行不一致`,
    'required ↔ refused；not-provided ↔ not-provided；reduced、not-needed ↔ 具体待遇或 none',
  );
}

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
    rounding: entry.rounding ?? null,
  };
}
