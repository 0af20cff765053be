/** What is published for everybody of a month; small counts are hidden before they come here. */
import { type Html, html } from '../html.ts';
import { money } from '../money.ts';
import type { OpenMonthView, OpenTableView } from '../open/port.ts';
import type { Page } from '../site.ts';
import { type BarRow, type BarTable, barTable } from './bar-table.ts';
import { emptyPart, facts } from './parts.ts';

/** Everything shown of a month, by the name of its file. */
export const STATISTICS = ['months', 'care', 'insured', 'flows', 'identified'] as const;
export type StatisticsName = (typeof STATISTICS)[number];

export type StatisticsView = {
  /** The latest first. */
  readonly months: readonly OpenMonthView[];
  readonly shown: OpenMonthView;
};

/** The largest first; what is hidden behind them, what is nothing last. */
const weight = ({ counts: [first] }: BarRow): number => (first === null ? 0.5 : (first ?? 0));
const largestFirst = (rows: readonly BarRow[]): BarRow[] =>
  rows.toSorted((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));

const totals = (names: readonly string[], counts: readonly (number | null)[]): BarRow[] =>
  largestFirst(names.map((name, at) => ({ name, counts: [counts[at] ?? null] })));

/** Pairs with something between them; a pair that is hidden says so. */
const pairs = ({ rows, columns, cells }: OpenTableView): BarRow[] =>
  largestFirst(
    rows.flatMap((from, y) =>
      columns.flatMap((to, x) => {
        const count = cells[y]![x]!;
        return count === 0 ? [] : [{ name: `${from} → ${to}`, counts: [count] }];
      }),
    ),
  );

const DIRECT = '直接结算笔数';

function tableOf({ months, shown }: StatisticsView, name: StatisticsName): Omit<BarTable, 'csv'> {
  const { flows, identified } = shown;
  const sum = (total: number | null): BarRow => ({ name: '合计', counts: [total] });
  switch (name) {
    case 'months':
      return {
        title: '各月跨省直接结算',
        of: '月份',
        columns: [DIRECT],
        rows: months.map((one) => ({ name: one.month, counts: [one.flows.total] })),
      };
    case 'care':
      return {
        title: '按就医地',
        of: '就医地',
        columns: [DIRECT],
        rows: totals(flows.columns, flows.columnTotals),
        foot: sum(flows.total),
      };
    case 'insured':
      return {
        title: '按参保地',
        of: '参保地',
        columns: [DIRECT],
        rows: totals(flows.rows, flows.rowTotals),
        foot: sum(flows.total),
      };
    case 'flows':
      return {
        title: '从参保地到就医地',
        of: '参保地 → 就医地',
        columns: [DIRECT],
        rows: pairs(flows),
        foot: sum(flows.total),
      };
    case 'identified':
      return {
        title: '凭什么结算',
        of: '就医地',
        columns: ['全部结算', ...identified.columns],
        rows: largestFirst(
          identified.rows.map((name, y) => ({
            name,
            counts: [identified.rowTotals[y] ?? null, ...identified.cells[y]!],
          })),
        ),
        foot: { name: '合计', counts: [identified.total, ...identified.columnTotals] },
      };
  }
}

/** One table of a month, with the address of its file. */
export const statisticsTable = (view: StatisticsView, name: StatisticsName): BarTable => ({
  ...tableOf(view, name),
  csv: `/statistics/${view.shown.month}/${name}.csv`,
});

const monthLinks = ({ months, shown }: StatisticsView): Html =>
  html`<nav aria-label="选月份"><ul class="nav chips">${months.map(
    ({ month }) =>
      html`<li><a href="/statistics?month=${month}"${
        month === shown.month ? html` aria-current="true"` : null
      }>${month}</a></li>`,
  )}</ul></nav>`;

const RULE = html`<details class="card"><summary>哪些数不公布</summary>
  <p>少于 10 的数写“隐去”。为了不能用合计减出来，另有一些数也一并隐去：无论怎样相减，每个隐去的小数都至少还有九种可能。写 0 的就是没有。</p>
  <p>每月 10 日公布上一个月，公布以后不再改动，所以也不能用两次公布的数相减。这里没有任何个人、医院和病种。</p></details>`;

export function statisticsPage(view: StatisticsView | null): Page {
  const title = '公开统计';
  const lead = html`<h1>${title}</h1><p class="lead">跨省异地就医直接结算，按月、按省。谁都能看，不用登录。</p>`;
  if (view === null)
    return {
      title,
      body: html`${lead}${emptyPart('还没有可以公布的月份。每月 10 日公布上一个月。')}${RULE}`,
    };
  const { shown } = view;
  const claimed = shown.claimed === null ? '隐去' : money(shown.claimed);
  const total = shown.flows.total === null ? '隐去' : `${shown.flows.total.toLocaleString('en-US')} 笔`;
  const part = (name: StatisticsName): Html => barTable(statisticsTable(view, name));
  const body = html`${lead}${monthLinks(view)}
    <section aria-labelledby="month"><h2 id="month">${shown.month}</h2>
    ${facts(['直接结算', total], ['基金应付', claimed], ['公布于', shown.publishedOn])}${RULE}</section>
    <section aria-labelledby="where"><h2 id="where">到哪里看病</h2>${part('care')}</section>
    <section aria-labelledby="from"><h2 id="from">从哪里来</h2>${part('insured')}${part('flows')}</section>
    <section aria-labelledby="how"><h2 id="how">凭什么结算</h2>
    <p class="hint">省内和跨省的全部结算，只含已报送的省。</p>${part('identified')}</section>
    <section aria-labelledby="trend"><h2 id="trend">各月</h2>${part('months')}</section>`;
  return { title, body };
}

/** For a process without the national node. */
export const statisticsElsewhere = (): Page => ({
  title: '公开统计',
  body: html`<h1>公开统计</h1>${emptyPart('统计由国家平台公布，这个站点没有。各地政策和医院在这里都能看。')}`,
});
