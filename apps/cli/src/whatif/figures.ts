import { type Chart, divergingBars, pairedBars, pairedColumns, winnersAndLosers } from './charts.ts';
import type { WhatIfResult } from './result.ts';
import { shareOf } from './statistics.ts';
import { changeText, columnMoney, countText, moneyText, partText, percentText, pointsText } from './words.ts';

export type SmallTable = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};
/** A chart and the table that says the same. */
export type Figure = {
  readonly title: string;
  readonly note: string;
  readonly chart: string;
  readonly hasLegend: boolean;
  readonly table: SmallTable;
};

const described = (title: string, axis: string): Chart => ({
  title,
  axis,
  description: `${title}。数字见旁边的表格。`,
});

/** The charts of the report, in its order. */
export function figuresOf(result: WhatIfResult): Figure[] {
  return [
    payerFigure(result),
    sharesFigure(result),
    rankFigure(result),
    ...groupFigures(result),
    ...personFigures(result),
  ];
}

function payerFigure({ payers }: WhatIfResult): Figure {
  const rows = payers.map(({ label, before, after }) => ({ label, before, after, value: after - before }));
  const money = columnMoney(payers.flatMap(({ before, after }) => [before, after]));
  const changes = columnMoney(rows.map(({ value }) => value));
  const signed = (amount: number) => (amount === 0 ? '不变' : `${amount > 0 ? '+' : ''}${changes(amount)}`);
  const unit = /[万亿]元$/.exec(money(0))?.[0] ?? '元';
  const plain = (amount: number) => money(amount).replace(/ [万亿]元$/, '');
  return {
    title: '各方支付的变化',
    note: '只计两方都能直接结算的人次。总费用不变，各方变化之和为零。',
    chart: divergingBars(
      described('各方支付的变化', '全部人次合计'),
      rows,
      signed,
      {
        less: 'after',
        more: 'contrast',
      },
      { less: '支付减少', more: '支付增加' },
    ),
    hasLegend: false,
    table: {
      header: [`支付方（${unit}）`, '现行', '试算', '变化'],
      rows: rows.map(({ label, before, after, value }) => [
        label,
        plain(before),
        plain(after),
        value === 0 ? '不变' : `${value > 0 ? '+' : ''}${plain(value)}`,
      ]),
    },
  };
}

function sharesFigure({ shares, settled }: WhatIfResult): Figure {
  const columns = shares.map(({ before, after }, index) => ({
    label: `${index * 5}%`,
    before: shareOf(before, settled),
    after: shareOf(after, settled),
  }));
  const about = { ...described('个人负担比例的分布', '占全部人次'), columns: '个人负担占一次总费用的比例' };
  return {
    title: '个人负担比例的分布',
    note: '每一列是个人负担占总费用某五个百分点之内的人次。',
    chart: pairedColumns(about, columns, percentText),
    hasLegend: true,
    table: {
      header: ['个人负担比例', '现行', '试算'],
      rows: columns
        .map(({ before, after }, index) => [
          `${index * 5}%–${index * 5 + 5}%`,
          percentText(before),
          percentText(after),
        ])
        .filter((_, index) => columns[index]!.before + columns[index]!.after > 0),
    },
  };
}

function rankFigure({ personChange }: WhatIfResult): Figure {
  const rows = personChange.percentiles.map(({ rank, change }) => ({
    label: `第 ${rank} 百分位`,
    value: change,
  }));
  return {
    title: '每人全年个人负担的变化',
    note: [
      `按变化从少付到多付排列；平均${changeText(personChange.mean)}，中位${changeText(personChange.median)}；`,
      `少付最多 ${moneyText(personChange.largestGain)}，多付最多 ${moneyText(personChange.largestLoss)}。`,
    ].join(''),
    chart: divergingBars(described('每人全年个人负担的变化', '个人负担'), rows, changeText, {
      less: 'good',
      more: 'bad',
    }),
    hasLegend: false,
    table: {
      header: ['百分位', '变化'],
      rows: rows.map(({ label, value }) => [label, changeText(value)]),
    },
  };
}

function groupFigures({ dimensions }: WhatIfResult): Figure[] {
  return dimensions
    .filter(({ name, rows }) => ['income', 'group', 'level', 'care'].includes(name) && rows.length > 1)
    .map(({ label, rows }) => ({
      title: `按${label}：每人次平均变化`,
      note: '受益、受损是个人负担减少、增加的人次占该行人次的比例。',
      chart: divergingBars(
        described(`按${label}：每人次平均变化`, '个人负担'),
        rows.map((row) => ({ label: row.label, value: row.meanChange })),
        changeText,
        { less: 'good', more: 'bad' },
      ),
      hasLegend: false,
      table: {
        header: [label, '人次', '受益', '受损', '平均变化'],
        rows: rows.map((row) => [
          row.label,
          countText(row.visits),
          partText(row.winners, row.visits),
          partText(row.losers, row.visits),
          changeText(row.meanChange),
        ]),
      },
    }));
}

function personFigures({ personDimensions, caps, persons }: WhatIfResult): Figure[] {
  const income = personDimensions.find(({ name }) => name === 'income');
  const figures: Figure[] = [];
  if (income !== undefined) figures.push(...incomeFigures(income.rows));
  if (caps.length > 0) {
    const rows = caps.map(({ label, before, after }) => ({
      label: label.replace(/（达到最高支付限额）/, '到限额').replace('超过最高支付限额的部分', '统筹封顶线'),
      count: { before, after },
      before: shareOf(before, persons),
      after: shareOf(after, persons),
    }));
    figures.push({
      title: '达到最高支付限额的人',
      note: '全年至少一次达到限额的人占全部人的比例。',
      chart: pairedBars(described('达到最高支付限额的人', '占全部人的比例'), rows, percentText),
      hasLegend: true,
      table: {
        header: ['限额', '现行', '试算'],
        rows: rows.map(({ label, count }) => [
          label,
          `${countText(count.before)} 人`,
          `${countText(count.after)} 人`,
        ]),
      },
    });
  }
  return figures;
}

function incomeFigures(rows: WhatIfResult['personDimensions'][number]['rows']): Figure[] {
  const winners = rows.map((row) => ({
    label: row.label,
    winners: shareOf(row.winners, row.persons),
    losers: shareOf(row.losers, row.persons),
  }));
  const catastrophic = rows.map((row) => ({
    label: row.label,
    before: shareOf(row.catastrophic.before, row.persons),
    after: shareOf(row.catastrophic.after, row.persons),
  }));
  return [
    {
      title: '按收入组：受益和受损的人',
      note: '全年个人负担减少或增加的人占该收入组的比例。',
      chart: winnersAndLosers(described('按收入组：受益和受损的人', '占该组的人'), winners, percentText),
      hasLegend: false,
      table: {
        header: ['收入组', '人', '受益', '受损'],
        rows: rows.map((row) => [
          row.label,
          countText(row.persons),
          `${countText(row.winners)}（${partText(row.winners, row.persons)}）`,
          `${countText(row.losers)}（${partText(row.losers, row.persons)}）`,
        ]),
      },
    },
    {
      title: '按收入组：灾难性支出发生率',
      note: '全年个人负担超过该组假定年收入 40% 的人的比例。收入是假定的，未核实。',
      chart: pairedBars(described('按收入组：灾难性支出发生率', '占该组的人'), catastrophic, percentText),
      hasLegend: true,
      table: {
        header: ['收入组', '现行', '试算', '变化'],
        rows: catastrophic.map((row) => [
          row.label,
          percentText(row.before),
          percentText(row.after),
          row.before === row.after ? '不变' : pointsText(row),
        ]),
      },
    },
  ];
}
