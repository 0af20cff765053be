/** What each institution is owed, what it is made of, and how it is paid. */
import { useRead } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { AGREEMENTS, PAYABLES, type Payable, termsText } from './words.ts';

const PARTS = [
  ['undeclared', '未申报'],
  ['due', '现应付'],
  ['underWay', '银行办理中'],
  ['paidAhead', '已先付'],
  ['carriedOver', '扣款结转'],
] as const;

const marksOf = ({ openReviews, isStopped }: Payable): string =>
  [openReviews === 0 ? '' : `待复核明细 ${openReviews} 笔`, isStopped ? '即时结算已暂停' : '']
    .filter(Boolean)
    .join('，') || '—';

const COLUMNS: readonly Column<Payable>[] = [
  { id: 'name', title: '定点机构', isFixed: true, cell: ({ name }) => name, csv: ({ name }) => name },
  { id: 'id', title: '机构编号', cell: ({ providerId }) => providerId, csv: ({ providerId }) => providerId },
  {
    id: 'agreement',
    title: '协议',
    cell: ({ agreement }) => <Status tone={AGREEMENTS[agreement][0]}>{AGREEMENTS[agreement][1]}</Status>,
    csv: ({ agreement }) => AGREEMENTS[agreement][1],
  },
  ...PARTS.map(([part, title]) => moneyColumn<Payable>(part, title, ({ parts }) => parts[part], true)),
  {
    ...moneyColumn<Payable>('balance', '应付余额', ({ balance }) => balance, true),
    cell: ({ balance }) => <Money fen={balance} isBalance isStrong />,
  },
  moneyColumn('lent', '在机构的预付金', ({ lent }) => lent, true),
  { id: 'terms', title: '结算方式', cell: termsText, csv: termsText },
  { id: 'marks', title: '提示', cell: marksOf, csv: marksOf },
];

export function Payables({ area }: { area: string }) {
  const read = useRead(PAYABLES, { query: { area } });
  const sum = (rows: readonly Payable[], fenOf: (row: Payable) => number) => (
    <Money fen={rows.reduce((all, row) => all + fenOf(row), 0)} isBalance isStrong />
  );
  return (
    <Loaded
      of={read}
      what="应付一览"
      emptyText={({ payables }) => (payables.length === 0 ? '该统筹区没有定点机构。' : null)}
    >
      {({ payables }) => (
        <DataTable
          name={`应付一览-${area}`}
          caption="应付定点机构"
          columns={COLUMNS}
          rows={payables}
          keyOf={({ providerId }) => providerId}
          totals={{
            ...Object.fromEntries(PARTS.map(([part]) => [part, sum(payables, ({ parts }) => parts[part])])),
            balance: sum(payables, ({ balance }) => balance),
            lent: sum(payables, ({ lent }) => lent),
          }}
          onReload={() => void read.refetch()}
        />
      )}
    </Loaded>
  );
}
