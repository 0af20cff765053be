import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call, NotDone } from '../../api/call.ts';
import { latestMonths } from '../../ui/months.ts';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Loading, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { CONFIRMATIONS, MONTH_STATES, type ProvinceMonth, positionOf } from './words.ts';

type Row = {
  readonly month: string;
  readonly view: ProvinceMonth | null;
  readonly province: string;
};

const fenOf = (name: 'receivable' | 'payable' | 'net') => (row: Row) =>
  row.view === null ? null : positionOf(row.view, row.province)[name];

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'month',
    title: '业务月份',
    isFixed: true,
    cell: ({ month, view }) => (view === null ? month : <Link to={`/clearing/${month}`}>{month}</Link>),
    csv: ({ month }) => month,
  },
  {
    id: 'state',
    title: '清算',
    cell: ({ view }) => {
      if (view === null) return <Status tone="quiet">未生成</Status>;
      const [tone, word] = MONTH_STATES[view.state];
      return <Status tone={tone}>{word}</Status>;
    },
    csv: ({ view }) => (view === null ? '未生成' : MONTH_STATES[view.state][1]),
  },
  {
    id: 'confirmation',
    title: '本省确认',
    cell: ({ view }) => {
      const state = view?.confirmation?.state;
      if (state === undefined) return '—';
      const [tone, word] = CONFIRMATIONS[state];
      return <Status tone={tone}>{word}</Status>;
    },
    csv: ({ view }) => (view?.confirmation == null ? '' : CONFIRMATIONS[view.confirmation.state][1]),
  },
  moneyColumn('payable', '应付', fenOf('payable')),
  moneyColumn('receivable', '应收', fenOf('receivable')),
  moneyColumn('net', '净额（应收减应付）', fenOf('net'), true),
  {
    id: 'late',
    title: '逾期事项',
    cell: ({ view }) => {
      const late = view?.duties.filter(({ isOverdue }) => isOverdue).length ?? 0;
      return late === 0 ? '无' : <Status tone="stop">{`${late} 项`}</Status>;
    },
    csv: ({ view }) => view?.duties.filter(({ isOverdue }) => isOverdue).length ?? 0,
  },
];

/** A month that was not generated yet is no failure: there is nothing to read. */
async function readMonth(month: string, signal: AbortSignal): Promise<ProvinceMonth | null> {
  try {
    const view = await call('GET /api/agency/clearing/{month}', { path: { month } }, { signal });
    return 'matrix' in view ? null : view;
  } catch (cause) {
    if (cause instanceof NotDone && cause.kind === 'missing') return null;
    throw cause;
  }
}

export function Component() {
  const { session } = useSession();
  const { node } = useAccount();
  const months = latestMonths(session.now, 12);
  const queries = useQueries({
    queries: months.map((month) => ({
      queryKey: ['GET /api/agency/clearing/{month}', 'list', month],
      queryFn: ({ signal }: { signal: AbortSignal }) => readMonth(month, signal),
    })),
  });
  const failed = queries.find(({ error }) => error !== null);
  const reload = (): void => {
    for (const query of queries) void query.refetch();
  };
  const isReading = queries.some(({ isPending }) => isPending);
  return (
    <>
      <h1>跨省清算</h1>
      <p className="lead">每月 21 日生成上月清算；两人办理：提出和复核不能是同一人。</p>
      {failed === undefined ? null : <Problem error={failed.error as NotDone} onRetry={reload} />}
      {isReading ? <Loading what="清算" /> : null}
      {isReading || failed !== undefined ? null : (
        <DataTable
          name="清算月份"
          caption="最近十二个月的清算"
          columns={COLUMNS}
          rows={months.map((month, n) => ({ month, view: queries[n]!.data ?? null, province: node }))}
          keyOf={({ month }) => month}
          onReload={reload}
        />
      )}
    </>
  );
}
