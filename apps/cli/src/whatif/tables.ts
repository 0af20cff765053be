/** The report as tables: the text, the CSV and the page show the same ones. */
import { ASSUMED_INCOME, INCOME_GROUPS } from '@zhijie/population';
import type { DimensionRow, Pair, PersonRow, WhatIfResult } from './result.ts';
import { type ChangeStatistics, shareOf } from './statistics.ts';
import { SHARE_BUCKETS } from './tally.ts';

/** How a number is meant: fen, a count, or 1/10 000. */
export type Unit = 'fen' | 'count' | 'rate';
export type Measure = {
  readonly name: string;
  readonly unit: Unit;
  /** One figure where before and after do not apply. */
  readonly value: number | Pair;
};
export type TableRow = { readonly label: string; readonly measures: readonly Measure[] };
export type Table = { readonly id: string; readonly title: string; readonly rows: readonly TableRow[] };

const fen = (name: string, value: number | Pair): Measure => ({ name, unit: 'fen', value });
const count = (name: string, value: number | Pair): Measure => ({ name, unit: 'count', value });
const rate = (name: string, value: number | Pair): Measure => ({ name, unit: 'rate', value });

export function tablesOf(result: WhatIfResult): Table[] {
  return [
    summaryTable(result),
    payerTable(result),
    changeTable(result),
    ...result.dimensions.map(({ name, label, rows }) => ({
      id: `visits-${name}`,
      title: `按${label}：人次`,
      rows: rows.map(visitRow),
    })),
    ...result.personDimensions.map(({ name, label, rows }) => ({
      id: `persons-${name}`,
      title: `按${label}：人（全年）`,
      rows: rows.map(personRow),
    })),
    sharesTable(result),
    capsTable(result),
    refusalTable(result),
  ].filter(({ rows }) => rows.length > 0);
}

function summaryTable(result: WhatIfResult): Table {
  const { visits, persons, settled, onlyBefore, onlyAfter, neither, fees, fund, borne, meanShare } = result;
  return {
    id: 'summary',
    title: '合计',
    rows: [
      { label: '就诊', measures: [count('人次', visits)] },
      { label: '人', measures: [count('人', persons)] },
      { label: '两方都能直接结算', measures: [count('人次', settled)] },
      { label: '只有现行能直接结算', measures: [count('人次', onlyBefore)] },
      { label: '只有试算能直接结算', measures: [count('人次', onlyAfter)] },
      { label: '两方都不能直接结算', measures: [count('人次', neither)] },
      { label: '总费用', measures: [fen('金额', fees)] },
      { label: '基金支付', measures: [fen('金额', fund)] },
      { label: '个人负担', measures: [fen('金额', borne)] },
      { label: '个人负担占总费用', measures: [rate('比例', meanShare)] },
    ],
  };
}

function payerTable({ payers }: WhatIfResult): Table {
  const rows = payers.map(({ label, before, after }) => ({
    label,
    measures: [fen('金额', { before, after })],
  }));
  return { id: 'payers', title: '各方支付', rows };
}

function changeTable({ visitChange, personChange }: WhatIfResult): Table {
  const both = (name: string, pick: (one: ChangeStatistics) => number, as: typeof fen): TableRow => ({
    label: name,
    measures: [as('每人次', pick(visitChange)), as('每人全年', pick(personChange))],
  });
  return {
    id: 'changes',
    title: '个人负担的变化（负数为少付）',
    rows: [
      both('受益', (one) => one.winners, count),
      both('受损', (one) => one.losers, count),
      both('不变', (one) => one.unchanged, count),
      both('平均', (one) => one.mean, fen),
      both('中位', (one) => one.median, fen),
      ...visitChange.percentiles.map(({ rank }, index) =>
        both(`第 ${rank} 百分位`, (one) => one.percentiles[index]!.change, fen),
      ),
      both('受益者平均少付', (one) => one.meanGain, fen),
      both('受益者少付的中位', (one) => one.medianGain, fen),
      both('受损者平均多付', (one) => one.meanLoss, fen),
      both('受损者多付的中位', (one) => one.medianLoss, fen),
      both('少付最多', (one) => one.largestGain, fen),
      both('多付最多', (one) => one.largestLoss, fen),
    ],
  };
}

function visitRow(row: DimensionRow): TableRow {
  return {
    label: row.label,
    measures: [
      count('人次', row.visits),
      fen('基金支付', row.fund),
      fen('个人负担', row.borne),
      rate('个人负担占总费用', {
        before: shareOf(row.borne.before, row.fees),
        after: shareOf(row.borne.after, row.fees),
      }),
      count('受益人次', row.winners),
      count('受损人次', row.losers),
      fen('平均变化', row.meanChange),
    ],
  };
}

function personRow({ label, value, persons, winners, losers, catastrophic }: PersonRow): TableRow {
  const income = (INCOME_GROUPS as readonly string[]).indexOf(value);
  return {
    label,
    measures: [
      count('人', persons),
      count('受益', winners),
      count('受损', losers),
      ...(income < 0 ? [] : [fen('假定年收入', ASSUMED_INCOME[income]!)]),
      rate('灾难性支出发生率', {
        before: shareOf(catastrophic.before, persons),
        after: shareOf(catastrophic.after, persons),
      }),
    ],
  };
}

function sharesTable({ shares, settled }: WhatIfResult): Table {
  const points = 100 / SHARE_BUCKETS;
  return {
    id: 'shares',
    title: '个人负担占总费用的比例：人次分布',
    rows: shares.map(({ before, after }, index) => ({
      label: `${index * points}%–${(index + 1) * points}%`,
      measures: [
        count('人次', { before, after }),
        rate('占比', { before: shareOf(before, settled), after: shareOf(after, settled) }),
      ],
    })),
  };
}

function capsTable({ caps, persons }: WhatIfResult): Table {
  return {
    id: 'caps',
    title: '达到最高支付限额的人',
    rows: caps.map(({ label, before, after }) => ({
      label,
      measures: [
        count('人', { before, after }),
        rate('占全部人', { before: shareOf(before, persons), after: shareOf(after, persons) }),
      ],
    })),
  };
}

function refusalTable({ refusals }: WhatIfResult): Table {
  return {
    id: 'refusals',
    title: '不能直接结算的原因',
    rows: refusals.map(({ reason, before, after }) => ({
      label: reason,
      measures: [count('人次', { before, after })],
    })),
  };
}
