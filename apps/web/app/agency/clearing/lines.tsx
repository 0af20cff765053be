/** Who owes whom: one line a province and insurance; each figure opens to the bills behind it. */
import { Button, Drawer } from 'antd';
import { useReadPages } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { INSURANCE, type Line, PARTS, type Part, type ProvinceMonth, provinceName } from './words.ts';

const ITEM_PATH = 'GET /api/agency/clearing/{month}/items';

const NAMES = ['counterparty', 'insuranceType', 'part'] as const;
type Asked = { readonly counterparty?: string; readonly insuranceType?: string; readonly part?: string };

function Items({ month, asked, line }: { month: string; asked: Asked; line: Line }) {
  const pages = useReadPages(ITEM_PATH, { path: { month }, query: asked }, ({ items }) => items);
  type Item = (typeof pages.rows)[number];
  const columns: readonly Column<Item>[] = [
    { id: 'item', title: '编号', cell: ({ itemId }) => itemId, csv: ({ itemId }) => itemId, isFixed: true },
    textColumn('bill', '结算编号', ({ settlementId }) => settlementId),
    textColumn('day', '日期', ({ decidedAt }) => dayText(decidedAt)),
    moneyColumn('amount', '金额', ({ amount }) => amount),
  ];
  const part = line.parts[asked.part as Part];
  return (
    <Loaded of={pages} what="明细" emptyText={() => (pages.rows.length === 0 ? '没有明细。' : null)}>
      {() => (
        <DataTable
          name={`清算明细-${month}`}
          caption="数字背后的每一笔"
          columns={columns}
          rows={pages.rows}
          keyOf={({ itemId }) => itemId}
          totals={{ amount: <Money fen={part.amount} isStrong /> }}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
          exportRows={pages.readAll}
        />
      )}
    </Loaded>
  );
}

type Props = { readonly view: ProvinceMonth; readonly province: string };

export function Lines({ view, province }: Props) {
  const { query, change } = useUrlQuery(NAMES);
  if (view.lines.length === 0) return <Empty text="该月没有跨省往来。" />;
  const otherOf = ({ careProvince, insuredProvince }: Line): string =>
    careProvince === province ? insuredProvince : careProvince;
  const isPayable = ({ insuredProvince }: Line): boolean => insuredProvince === province;
  const columns: readonly Column<Line>[] = [
    {
      id: 'other',
      title: '对方省',
      isFixed: true,
      cell: (line) => `${isPayable(line) ? '应付' : '应收'} ${provinceName(otherOf(line))}`,
      csv: (line) => provinceName(otherOf(line)),
    },
    textColumn('insurance', '险种', ({ insuranceType }) => INSURANCE[insuranceType]),
    ...(Object.keys(PARTS) as Part[]).map(
      (part): Column<Line> => ({
        ...moneyColumn<Line>(part, PARTS[part], ({ parts }) => parts[part].amount),
        cell: (line) =>
          line.parts[part].count === 0 ? (
            '—'
          ) : (
            <Button
              type="link"
              onClick={() => change({ counterparty: otherOf(line), insuranceType: line.insuranceType, part })}
            >
              {line.parts[part].count.toLocaleString('en-US')} 笔 <Money fen={line.parts[part].amount} />
            </Button>
          ),
      }),
    ),
    {
      ...moneyColumn<Line>('amount', '合计', ({ amount }) => amount),
      cell: ({ amount }) => <Money fen={amount} isStrong />,
    },
  ];
  const open = view.lines.find(
    (line) => otherOf(line) === query.counterparty && line.insuranceType === query.insuranceType,
  );
  const close = (): void => change({ counterparty: undefined, insuranceType: undefined, part: undefined });
  const part = query.part === undefined ? '' : PARTS[query.part as Part];
  const title = `${part} · ${provinceName(query.counterparty ?? '')}`;
  return (
    <>
      <DataTable
        name="清算往来"
        caption="与各省往来"
        columns={columns}
        rows={view.lines}
        keyOf={({ careProvince, insuredProvince, insuranceType }) =>
          `${careProvince}-${insuredProvince}-${insuranceType}`
        }
        totals={{
          amount: <Money fen={view.lines.reduce((sum, { amount }) => sum + amount, 0)} isStrong />,
        }}
      />
      <Drawer open={open !== undefined && query.part !== undefined} onClose={close} title={title} size={760}>
        {open === undefined ? null : <Items month={view.period} asked={query} line={open} />}
      </Drawer>
    </>
  );
}
