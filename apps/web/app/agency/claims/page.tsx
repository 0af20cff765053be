import { AREA_NAMES } from '@zhijie/kernel';
import { Drawer, Tabs } from 'antd';
import { Link } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Due } from '../../ui/due.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { ClaimCase } from './claim.tsx';
import { LIST, SOURCES, STATES, type Summary } from './words.ts';

const NAMES = ['state', 'claim'] as const;
/** In the order of the work; 'all' has no state. */
const QUEUES = [
  ['in-review', '待初审'],
  ['proposed', '待复核'],
  ['approved', '待支付'],
  ['gathering', '收集材料'],
  ['paid', '已支付'],
  ['refused', '不予支付'],
  ['all', '全部'],
] as const;
type Queue = (typeof QUEUES)[number][0];

/** The clock stops when the second person has decided. */
const isDecided = ({ state }: Summary): boolean => state !== 'in-review' && state !== 'proposed';

function columnsOf(queue: Queue): readonly Column<Summary>[] {
  const link = (claimId: string): string =>
    `?${new URLSearchParams({ ...(queue === 'in-review' ? {} : { state: queue }), claim: claimId })}`;
  return [
    {
      id: 'claim',
      title: '报销编号',
      isFixed: true,
      cell: ({ claimId }) => <Link to={link(claimId)}>{claimId}</Link>,
      csv: ({ claimId }) => claimId,
    },
    textColumn('person', '人员编号', ({ personId }) => personId),
    {
      id: 'area',
      title: '参保地',
      cell: ({ insuredArea }) => AREA_NAMES[insuredArea] ?? insuredArea,
      csv: ({ insuredArea }) => insuredArea,
    },
    textColumn('source', '来源', ({ source }) => SOURCES[source]),
    {
      id: 'state',
      title: '状态',
      cell: ({ state }) => <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>,
      csv: ({ state }) => STATES[state][1],
    },
    {
      id: 'received',
      title: '受理日期',
      cell: ({ receivedAt }) => (receivedAt === null ? '—' : dayText(receivedAt)),
      csv: ({ receivedAt }) => (receivedAt === null ? null : dayText(receivedAt)),
    },
    {
      id: 'due',
      title: '办结期限',
      cell: (claim) => (claim.dueOn === null ? '—' : <Due on={claim.dueOn} isDone={isDecided(claim)} />),
      csv: ({ dueOn }) => dueOn,
    },
  ];
}

function ClaimList({ queue }: { queue: Queue }) {
  const asked = queue === 'all' ? {} : { state: queue };
  const pages = useReadPages(LIST, { query: { ...asked, limit: '100' } }, ({ claims }) => claims);
  const word = QUEUES.find(([id]) => id === queue)![1];
  const none = queue === 'all' ? '没有手工报销。' : `没有${word}的手工报销。`;
  return (
    <Loaded of={pages} what="手工报销" emptyText={() => (pages.rows.length === 0 ? none : null)}>
      {() => (
        <DataTable
          name={`手工报销-${word}`}
          caption={`手工报销：${word}`}
          columns={columnsOf(queue)}
          rows={pages.rows}
          keyOf={({ claimId }) => claimId}
          onReload={() => void pages.refetch()}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
          exportRows={pages.readAll}
        />
      )}
    </Loaded>
  );
}

/** Papers of who has already paid: the first opened first, so that nothing is forgotten. */
export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const queue = QUEUES.find(([id]) => id === query.state)?.[0] ?? 'in-review';
  const { claim } = query;
  return (
    <>
      <h1>手工报销</h1>
      <p className="lead">受理后 30 个工作日内办结；初审和复核是两个人，同一张票据只报一次。</p>
      <Tabs
        activeKey={queue}
        onChange={(next) => change({ state: next === 'in-review' ? undefined : next })}
        items={QUEUES.map(([key, label]) => ({ key, label }))}
      />
      <ClaimList key={queue} queue={queue} />
      <Drawer
        open={claim !== undefined}
        onClose={() => change({ claim: undefined })}
        title={`手工报销 ${claim ?? ''}`}
        size={1240}
        destroyOnHidden
      >
        {claim === undefined ? null : <ClaimCase key={claim} claimId={claim} />}
      </Drawer>
    </>
  );
}
