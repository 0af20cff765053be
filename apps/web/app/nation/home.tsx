import { PROVINCE_NAMES } from '@zhijie/kernel';
import { Input } from 'antd';
import type { AnswerOf } from '../api/call.ts';
import { useRead } from '../api/use.ts';
import { Field } from '../ui/field.tsx';
import { Money } from '../ui/money.tsx';
import { latestMonths } from '../ui/months.ts';
import { useSession } from '../ui/session.tsx';
import { Empty, Loaded } from '../ui/state.tsx';
import { type Column, DataTable, moneyColumn } from '../ui/table.tsx';
import { useUrlQuery } from '../ui/url-query.ts';

type Month = Extract<AnswerOf<'GET /api/agency/clearing/{month}'>, { readonly matrix: unknown }>;
type Position = Month['positions'][number];

const NAMES = ['month'] as const;
const COLUMNS: readonly Column<Position>[] = [
  {
    id: 'province',
    title: '省份',
    isFixed: true,
    cell: ({ province }) => PROVINCE_NAMES[province] ?? province,
    csv: ({ province }) => PROVINCE_NAMES[province] ?? province,
  },
  moneyColumn('receivable', '应收', ({ receivable }) => receivable),
  moneyColumn('payable', '应付', ({ payable }) => payable),
  moneyColumn('net', '净额（应收减应付）', ({ net }) => net, true),
  moneyColumn('outstandingReceivable', '未收到', ({ outstandingReceivable }) => outstandingReceivable),
  moneyColumn('outstandingPayable', '未付出', ({ outstandingPayable }) => outstandingPayable),
];
const MONEY = ['receivable', 'payable', 'net', 'outstandingReceivable', 'outstandingPayable'] as const;

function Positions({ view }: { view: Month }) {
  const sum = (name: (typeof MONEY)[number]): number =>
    view.positions.reduce((total, position) => total + position[name], 0);
  return (
    <DataTable
      name={`全国清算-${view.period}`}
      caption="各省应收应付"
      columns={COLUMNS}
      rows={view.positions}
      keyOf={({ province }) => province}
      totals={Object.fromEntries(
        MONEY.map((name) => [name, <Money key={name} fen={sum(name)} isStrong isBalance={name === 'net'} />]),
      )}
    />
  );
}

export function Component() {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const month = query.month ?? latestMonths(session.now, 1)[0]!;
  const read = useRead('GET /api/agency/clearing/{month}', { path: { month } });
  return (
    <>
      <h1>全国清算</h1>
      <p className="lead">各省净额合计为零；毛额和净额是同一笔钱的两种看法。</p>
      <Field label="业务月份" isInline>
        {(id) => (
          <Input
            id={id}
            type="month"
            value={month}
            onChange={({ target }) => change({ month: target.value })}
          />
        )}
      </Field>
      {read.error?.kind === 'missing' ? (
        <Empty text={`${month} 的清算还没有生成。`} hint="每月 21 日生成上月清算。" />
      ) : (
        <Loaded of={read} what="清算">
          {(view) => ('matrix' in view ? <Positions view={view} /> : <Empty text="没有全国矩阵。" />)}
        </Loaded>
      )}
    </>
  );
}
