import { formatQuantity, type Quantity } from '@zhijie/kernel';
import { Drawer, Tabs } from 'antd';
import { Link } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { type Approval, Decide, LIST } from './decide.tsx';

const NAMES = ['level', 'approval'] as const;
const LEVELS = { 1: '待初审', 2: '待复审' } as const;
type Level = '1' | '2';

const columnsOf = (level: Level): readonly Column<Approval>[] => [
  {
    ...textColumn<Approval>('id', '申请编号', ({ approvalId }) => approvalId),
    isFixed: true,
    cell: ({ approvalId }) => <Link to={`?level=${level}&approval=${approvalId}`}>{approvalId}</Link>,
  },
  textColumn('provider', '医疗机构', ({ providerId }) => providerId),
  textColumn('person', '人员编号', ({ personId }) => personId),
  textColumn('item', '项目编码', ({ itemCode }) => itemCode),
  textColumn('diagnosis', '诊断', ({ diagnosisCode }) => diagnosisCode),
  textColumn('quantity', '数量', ({ quantity }) => formatQuantity(quantity as Quantity)),
  textColumn('reason', '申请理由', ({ reason }) => reason),
  textColumn('since', '申请时间', ({ submittedAt }) => momentText(submittedAt)),
];

/** Items that need approval before they are used: two persons decide, one after the other. */
export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const level: Level = query.level === '2' ? '2' : '1';
  const pages = useReadPages(LIST, { query: { level, limit: '100' } }, ({ approvals }) => approvals);
  const word = LEVELS[level];
  const chosen = pages.rows.find(({ approvalId }) => approvalId === query.approval);
  const close = (): void => change({ approval: undefined });
  return (
    <>
      <h1>事前审批</h1>
      <p className="lead">使用前须审批的药品、项目和手术：初审和复审是两个人，没有批准的由个人负担。</p>
      <Tabs
        activeKey={level}
        onChange={(next) => change({ level: next === '1' ? undefined : next, approval: undefined })}
        items={Object.entries(LEVELS).map(([key, label]) => ({ key, label }))}
      />
      <Loaded
        of={pages}
        what="事前审批"
        emptyText={() => (pages.rows.length > 0 ? null : `没有${word}的申请。`)}
      >
        {() => (
          <DataTable
            name={`事前审批-${word.slice(1)}`}
            caption={`${word}的申请`}
            columns={columnsOf(level)}
            rows={pages.rows}
            keyOf={({ approvalId }) => approvalId}
            onReload={() => void pages.refetch()}
            onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
            isLoadingMore={pages.isFetchingNextPage}
            exportRows={pages.readAll}
          />
        )}
      </Loaded>
      <Drawer
        open={chosen !== undefined}
        onClose={close}
        title={`事前审批 ${query.approval ?? ''}`}
        size={800}
        destroyOnHidden
      >
        {chosen === undefined ? null : (
          <Decide key={chosen.approvalId} approval={chosen} level={level} onDone={close} />
        )}
      </Drawer>
    </>
  );
}
