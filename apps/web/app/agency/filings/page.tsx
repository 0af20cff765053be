import { AREA_NAMES, LABELS } from '@zhijie/kernel';
import { Tabs } from 'antd';
import { useState } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Due } from '../../ui/due.tsx';
import { Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Decide } from './decide.tsx';
import { ImportFilings } from './import.tsx';

const READ = 'GET /api/agency/filings';
export type Waiting = AnswerOf<typeof READ>['filings'][number];

const NAMES = ['which', 'work'] as const;

const COLUMNS: readonly Column<Waiting>[] = [
  {
    id: 'id',
    title: '备案编号',
    isFixed: true,
    cell: ({ filing }) => filing.filingId,
    csv: ({ filing }) => filing.filingId,
  },
  textColumn('name', '姓名', ({ maskedName }) => maskedName),
  textColumn('number', '证件号', ({ maskedCertificate }) => maskedCertificate),
  textColumn('category', '备案类型', ({ filing }) => LABELS.filingCategory[filing.category]),
  {
    id: 'destination',
    title: '就医地',
    cell: ({ filing }) => filing.careAreas.map((area) => AREA_NAMES[area] ?? area).join('、'),
    csv: ({ filing }) => filing.careAreas.join(' '),
  },
  textColumn('startsOn', '开始日期', ({ filing }) => filing.startsOn),
  textColumn('submittedAt', '提交时间', ({ submittedAt }) => momentText(submittedAt)),
  {
    id: 'due',
    title: '期限',
    cell: ({ dueOn }) => <Due on={dueOn} isDone={false} />,
    csv: ({ dueOn }) => dueOn,
  },
  { id: 'reason', title: '退回理由', cell: ({ reason }) => reason ?? '—', csv: ({ reason }) => reason },
];

function Queue({ which }: { which: 'waiting' | 'returned' }) {
  const pages = useReadPages(READ, { query: { which, limit: '100' } }, ({ filings }) => filings);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const none = which === 'waiting' ? '没有待审核的备案。' : '没有已退回的备案。';
  const selected = pages.rows.filter(({ filing }) => chosen.includes(filing.filingId));
  return (
    <Loaded of={pages} what="备案" emptyText={() => (pages.rows.length === 0 ? none : null)}>
      {() => (
        <DataTable
          name={which === 'waiting' ? '待审核备案' : '已退回备案'}
          caption={which === 'waiting' ? '待审核的备案' : '已退回待补充的备案'}
          columns={COLUMNS}
          rows={pages.rows}
          keyOf={({ filing }) => filing.filingId}
          onReload={() => void pages.refetch()}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
          selection={{ keys: chosen, onChange: setChosen }}
          actions={<Decide selected={selected} onDone={() => setChosen([])} />}
          exportRows={pages.readAll}
        />
      )}
    </Loaded>
  );
}

export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const which = query.which === 'returned' ? 'returned' : 'waiting';
  return (
    <>
      <h1>备案审核</h1>
      <p className="lead">申请或补齐材料后 2 个工作日内审核；材料齐全、符合规则的自动生效，不在这里。</p>
      <ImportFilings workId={query.work} onStarted={(work) => change({ work })} />
      <Tabs
        activeKey={which}
        onChange={(next) => change({ which: next === 'waiting' ? undefined : next })}
        items={[
          { key: 'waiting', label: '待审核' },
          { key: 'returned', label: '已退回待补充' },
        ]}
      />
      <Queue key={which} which={which} />
    </>
  );
}
