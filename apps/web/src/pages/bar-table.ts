/** A table whose rows are bars too: who cannot see the chart reads the same figures, and so does a file. */
import { type CsvCell, csvLines } from '../csv.ts';
import { type Html, html } from '../html.ts';
import { stretchBar } from './bill-bars.ts';
import { tableFrame } from './parts.ts';

/** Null: hidden, because it is small or would give away one that is. */
export type Count = number | null;
export type BarRow = { readonly name: string; readonly href?: string; readonly counts: readonly Count[] };
export type BarTable = {
  readonly title: string;
  /** What the rows are. */
  readonly of: string;
  /** One name for each count; the first is drawn. */
  readonly columns: readonly string[];
  readonly rows: readonly BarRow[];
  /** The sums, where they may be shown. */
  readonly foot?: BarRow;
  readonly csv: string;
};

const HIDDEN = '隐去';
const figure = (count: Count): string => (count === null ? HIDDEN : count.toLocaleString('en-US'));

const cells = ({ counts }: BarRow): Html[] =>
  counts.map((count) =>
    count === null
      ? html`<td><span class="sub">${HIDDEN}</span></td>`
      : html`<td class="number">${figure(count)}</td>`,
  );

const label = ({ name, href }: BarRow): Html =>
  href === undefined ? html`${name}` : html`<a href="${href}">${name}</a>`;

function row(one: BarRow, largest: number): Html {
  const [first] = one.counts;
  const bar = first === null || first === undefined ? null : stretchBar({ start: 0, end: first }, largest);
  return html`<tr><th scope="row">${label(one)}${bar}</th>${cells(one)}</tr>`;
}

export function barTable({ title, of, columns, rows, foot, csv }: BarTable): Html {
  const largest = Math.max(1, ...rows.map(({ counts }) => counts[0] ?? 0));
  const sums =
    foot === undefined ? null : html`<tfoot><tr><th scope="row">${foot.name}</th>${cells(foot)}</tr></tfoot>`;
  const table = html`<table class="amounts bars"><caption>${title}</caption><thead><tr><th
    scope="col">${of}</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map((one) => row(one, largest))}</tbody>${sums}</table>`;
  return html`${tableFrame(title, table)}
    <p class="onward"><a href="${csv}" download>下载“${title}”（CSV）</a></p>`;
}

/** The same table as a file. */
export const barTableCsv = ({ of, columns, rows, foot }: Omit<BarTable, 'title' | 'csv'>): string =>
  csvLines([
    [of, ...columns],
    ...[...rows, ...(foot === undefined ? [] : [foot])].map(({ name, counts }): CsvCell[] => [
      name,
      ...counts.map((count) => count ?? HIDDEN),
    ]),
  ]);
