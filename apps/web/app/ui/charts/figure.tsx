/** A chart with its table and its file: whoever does not see the chart, or wants the figures, has them. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { saveCsv } from '../csv.ts';
import type { Column } from '../table.tsx';
import type { ChartProps } from './chart.tsx';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

/** A chart by itself; its place is kept while the drawing code is loaded. */
export function Drawing(props: ChartProps) {
  const { height } = props;
  return (
    <Suspense fallback={<div className="bone" style={{ height }} role="status" aria-label="正在画图" />}>
      <Chart {...props} />
    </Suspense>
  );
}

/** A long table is moved by the arrow keys too: what scrolls can be focused. */
function letScroll(section: HTMLElement | null): void {
  if (section !== null) section.tabIndex = 0;
}

export function PlainTable<Row>({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  return (
    <section className="figure-table" aria-label={caption} ref={letScroll}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ id, title, isMoney }) => (
              <th key={id} scope="col" className={isMoney ? 'money-cell' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={String(n)}>
              {columns.map(({ id, cell, isMoney }) => (
                <td key={id} className={isMoney ? 'money-cell' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type FigureProps<Row> = Omit<ChartProps, 'height'> & {
  readonly title: string;
  /** What the figures mean: the formula, the source of a target. */
  readonly note?: ReactNode;
  readonly height?: number;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Said instead of the chart when there is nothing to draw. */
  readonly emptyText?: string | null;
};

export function Figure<Row>(props: FigureProps<Row>) {
  const { title, note, columns, rows, emptyText = null, height = 260, option, label, map } = props;
  const [view, setView] = useState<'图' | '表'>('图');
  const drawing = { option, label, height, ...(map === undefined ? {} : { map }) };
  return (
    <section className="figure card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="grow" />
        <Segmented<'图' | '表'>
          size="small"
          aria-label={`${title}：看图或看表`}
          options={['图', '表']}
          value={view}
          onChange={setView}
        />
        <Button
          size="small"
          icon={<DownloadOutlined />}
          aria-label={`导出 ${title} CSV`}
          onClick={() => void saveCsv(title, columns, rows)}
        >
          CSV
        </Button>
      </header>
      {note === undefined ? null : <p className="note">{note}</p>}
      {emptyText !== null ? (
        <p className="figure-empty">{emptyText}</p>
      ) : view === '图' ? (
        <Drawing {...drawing} />
      ) : (
        <PlainTable caption={title} columns={columns} rows={rows} />
      )}
    </section>
  );
}
