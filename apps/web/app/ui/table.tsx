/** The table of the staff pages: which columns and how dense is remembered, totals of all rows, export. */
import { ColumnHeightOutlined, DownloadOutlined, ReloadOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Table } from 'antd';
import { type Key, type ReactNode, useState } from 'react';
import { NotDone } from '../api/call.ts';
import { type CsvCell, saveCsv } from './csv.ts';
import { Money } from './money.tsx';
import { Problem } from './state.tsx';

export type Column<Row> = {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Of the exported file; ids as text, amounts in yuan. Left out: not exported. */
  readonly csv?: (row: Row) => CsvCell;
  readonly isMoney?: boolean;
  readonly width?: number;
  /** Cannot be hidden. */
  readonly isFixed?: boolean;
};

/** A column that shows what its file says. */
export const textColumn = <Row,>(
  id: string,
  title: string,
  of: (row: Row) => string | number | null,
): Column<Row> => ({ id, title, cell: of, csv: of });

/** A column of amounts in fen; of balances where below zero means owed. */
export const moneyColumn = <Row,>(
  id: string,
  title: string,
  fenOf: (row: Row) => number | null,
  isBalance = false,
): Column<Row> => ({
  id,
  title,
  isMoney: true,
  cell: (row) => {
    const fen = fenOf(row);
    return fen === null ? '—' : <Money fen={fen} isBalance={isBalance} />;
  },
  csv: (row) => ({ fen: fenOf(row) }),
});

type Look = { readonly hidden: readonly string[]; readonly isDense: boolean };
const PLAIN: Look = { hidden: [], isDense: false };

/** Kept in this browser under the table's name. */
function useLook(name: string): [Look, (look: Look) => void] {
  const key = `zhijie-table-${name}`;
  const [look, setLook] = useState<Look>(() => {
    try {
      return { ...PLAIN, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Look>) };
    } catch {
      return PLAIN;
    }
  });
  const keep = (next: Look): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setLook(next);
  };
  return [look, keep];
}

type ToolbarProps<Row> = Pick<DataTableProps<Row>, 'columns' | 'onReload' | 'actions'> & {
  readonly look: Look;
  readonly setLook: (look: Look) => void;
  readonly save: () => Promise<void>;
};

/** Reads what is not at hand, then saves; the table is not drawn anew for it. */
function Export({ save }: { save: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<NotDone | null>(null);
  const start = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await save();
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => void start()} loading={isBusy}>
        导出
      </Button>
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

function Toolbar<Row>(props: ToolbarProps<Row>) {
  const { columns, look, setLook, onReload, save, actions } = props;
  const shown = columns.filter(({ id }) => !look.hidden.includes(id)).map(({ id }) => id);
  const choose = (ids: readonly string[]): void =>
    setLook({
      ...look,
      hidden: columns.filter(({ id, isFixed }) => !isFixed && !ids.includes(id)).map(({ id }) => id),
    });
  const settings = (
    <Checkbox.Group
      className="column-choice"
      value={shown}
      onChange={choose}
      options={columns.map(({ id, title, isFixed = false }) => ({
        value: id,
        label: title,
        disabled: isFixed,
      }))}
    />
  );
  return (
    <div className="toolbar">
      {actions}
      <span className="grow" />
      {onReload === undefined ? null : (
        <Button icon={<ReloadOutlined />} onClick={onReload}>
          刷新
        </Button>
      )}
      <Button
        icon={<ColumnHeightOutlined />}
        aria-pressed={look.isDense}
        onClick={() => setLook({ ...look, isDense: !look.isDense })}
      >
        {look.isDense ? '宽松' : '紧凑'}
      </Button>
      <Popover trigger="click" title="显示的列" content={settings} placement="bottomRight">
        <Button icon={<SettingOutlined />}>列</Button>
      </Popover>
      <Export save={save} />
    </div>
  );
}

export type DataTableProps<Row> = {
  /** Under which the look is kept, and the name of the exported file. */
  readonly name: string;
  /** Read to those who do not see the table. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly onReload?: () => void;
  readonly onRow?: (row: Row) => void;
  /** By column id; of all rows of the query, not only of those that are shown. */
  readonly totals?: Readonly<Record<string, ReactNode>>;
  /** Reads the next page; left out: this was the last. */
  readonly onMore?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly actions?: ReactNode;
  readonly selection?: { readonly keys: readonly string[]; readonly onChange: (keys: string[]) => void };
  /** Every row of the query for the export; left out: the rows at hand. */
  readonly exportRows?: () => Promise<readonly Row[]>;
};

/** More rows than this are shown page by page: the browser draws only those. */
const MOST_ROWS = 200;
const FOLDED = { pageSize: 100, showSizeChanger: false, showTotal: (total: number) => `共 ${total} 条` };

/** A wide table is moved by the arrow keys too: what scrolls can be focused. */
function letScroll(section: HTMLElement | null): void {
  const scrolled = section?.querySelector<HTMLElement>('.ant-table-content');
  if (scrolled) scrolled.tabIndex = 0;
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { name, caption, columns, rows, keyOf, totals, onMore, selection, onRow } = props;
  const [look, setLook] = useLook(name);
  const shown = columns.filter(({ id }) => !look.hidden.includes(id));
  const save = async (): Promise<void> => saveCsv(name, shown, await (props.exportRows?.() ?? rows));
  const offset = selection === undefined ? 0 : 1;
  const footer = (
    <Table.Summary.Row>
      {offset === 0 ? null : <Table.Summary.Cell index={0} />}
      {shown.map(({ id, isMoney }, n) => (
        <Table.Summary.Cell key={id} index={n + offset} className={isMoney ? 'money-cell' : ''}>
          {n === 0 ? <strong>合计</strong> : (totals?.[id] ?? null)}
        </Table.Summary.Cell>
      ))}
    </Table.Summary.Row>
  );
  return (
    <section className="data-table" aria-label={caption} ref={letScroll}>
      <Toolbar {...props} look={look} setLook={setLook} save={save} />
      <Table<Row>
        size={look.isDense ? 'small' : 'middle'}
        pagination={rows.length > MOST_ROWS ? FOLDED : false}
        dataSource={[...rows]}
        rowKey={keyOf}
        scroll={{ x: 'max-content' }}
        columns={shown.map(({ id, title, cell, isMoney = false, width }) => ({
          key: id,
          title,
          ...(width === undefined ? {} : { width }),
          ...(isMoney ? { className: 'money-cell', align: 'right' as const } : {}),
          render: (_value: unknown, row: Row) => cell(row),
        }))}
        {...(selection === undefined
          ? {}
          : {
              rowSelection: {
                selectedRowKeys: [...selection.keys],
                onChange: (keys: Key[]) => selection.onChange(keys.map(String)),
                getCheckboxProps: (row: Row) => ({ 'aria-label': `选择 ${keyOf(row)}` }) as object,
              },
            })}
        {...(onRow === undefined ? {} : { onRow: (row: Row) => ({ onClick: () => onRow(row) }) })}
        {...(totals === undefined ? {} : { summary: () => footer })}
      />
      {onMore === undefined ? null : (
        <div className="toolbar">
          <Button onClick={onMore} loading={props.isLoadingMore ?? false}>
            再显示一页（已显示 {rows.length} 条）
          </Button>
        </div>
      )}
    </section>
  );
}
