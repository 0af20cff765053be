import type { Pair, WhatIfReport } from './result.ts';
import { type Measure, type Table, tablesOf, type Unit } from './tables.ts';
import {
  cautions,
  changeText,
  cliffCounts,
  cliffText,
  columnMoney,
  countText,
  headline,
  moneyText,
  movedText,
  partText,
  percentText,
  pointsText,
  signedMoney,
} from './words.ts';

/** A full-width character takes two places of a terminal. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + (/[⺀-￿]/.test(one) ? 2 : 1), 0);
const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(width - widthOf(text), 0));
const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(width - widthOf(text), 0)) + text;

type Format = (value: number) => string;

/** How a column writes its figures: all its amounts in one unit. */
function formatOf(column: readonly Measure[]): (unit: Unit) => Format {
  const amounts = column.flatMap(({ unit, value }) =>
    unit !== 'fen' ? [] : typeof value === 'number' ? [value] : [value.before, value.after],
  );
  const formats = { count: countText, rate: percentText, fen: columnMoney(amounts) };
  return (unit) => formats[unit];
}

function differenceText(unit: Unit, value: Pair, format: Format): string {
  const change = value.after - value.before;
  if (change === 0) return '不变';
  if (unit === 'rate') return pointsText(value);
  return `${change > 0 ? '+' : ''}${format(change)}`;
}

type Grid = { readonly header: readonly string[]; readonly lines: readonly (readonly string[])[] };

/**
 * Columns of a table whose rows all have the same measures: before and after side by side, or, where there
 * is little room, the change alone.
 */
export function gridOf({ rows }: Table, isShort = false): Grid {
  const measures = rows[0]?.measures ?? [];
  const formats = measures.map((_, column) => formatOf(rows.map((row) => row.measures[column]!)));
  const header = measures.flatMap(({ name, value }) =>
    typeof value === 'number' ? [name] : isShort ? [`${name}的变化`] : [`${name} 现行`, '试算', '变化'],
  );
  const lines = rows.map(({ label, measures: own }) => [
    label,
    ...own.flatMap(({ unit, value }, column) => {
      const format = formats[column]!(unit);
      if (typeof value === 'number') return [format(value)];
      const change = differenceText(unit, value, format);
      return isShort ? [change] : [format(value.before), format(value.after), change];
    }),
  ]);
  return { header: ['', ...header], lines };
}

function tableLines(table: Table): string[] {
  const { header, lines } = gridOf(table, table.id.startsWith('visits-'));
  const widths = header.map((text, column) =>
    Math.max(widthOf(text), ...lines.map((line) => widthOf(line[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    ['', ...cells.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widths[column]!))]
      .join('  ')
      .trimEnd();
  return [`■ ${table.title}`, line(header), ...lines.map(line), ''];
}

/** Not every row of the distributions: the page and the CSV have them. */
const SHOWN = [
  'payers',
  'changes',
  'visits-income',
  'visits-group',
  'visits-level',
  'persons-income',
  'caps',
  'refusals',
];

/** The report for a terminal, in Chinese. */
export function linesOf(report: WhatIfReport): string[] {
  const { provenance, result } = report;
  const { cliffs, visitChange, meanShare, fund } = result;
  const { winners, losers, count } = result.personChange;
  const said = [
    ...cliffs.added.map((cliff) => `  + ${cliffText(cliff)}`),
    ...cliffs.removed.map((cliff) => `  - ${cliffText(cliff)}`),
    ...cliffs.moved.map((cliff) => `  > ${movedText(cliff)}`),
  ];
  return [
    provenance.overlay.title,
    `  ${headline(result)}`,
    `  ${countText(result.persons)} 人 ${countText(result.visits)} 人次`,
    `  基金支付 ${moneyText(fund.before)} → ${moneyText(fund.after)}（${signedMoney(fund.after - fund.before)}）`,
    `  个人负担占总费用 ${percentText(meanShare.before)} → ${percentText(meanShare.after)}（${pointsText(meanShare)}）`,
    `  每人次平均${changeText(visitChange.mean)}，中位${changeText(visitChange.median)}`,
    `  受益的人占 ${partText(winners, count)}，受损的占 ${partText(losers, count)}`,
    '',
    ...tablesOf(result)
      .filter(({ id }) => SHOWN.includes(id))
      .flatMap(tableLines),
    `■ 断崖（多一分费用，个人负担突变）：${cliffCounts(cliffs)}`,
    ...said,
    '',
    ...cautions(report).map((text) => `  注：${text}`),
    '',
    `政策包 ${provenance.pack.packId} ${provenance.pack.hash}`,
    `试算 ${provenance.overlay.overlayId} ${provenance.overlay.hash}`,
    `合并 ${provenance.hash}`,
    `政策日期 ${provenance.on}；种子 ${provenance.seed}；${countText(provenance.size)} 人次`,
    `引擎 ${provenance.engine}；人群 ${provenance.population}`,
    `结果 ${provenance.resultHash}`,
    `重算：${provenance.command}`,
  ];
}
