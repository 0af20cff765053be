import { formatQuantity, type Quantity } from '@zhijie/kernel';
import { Drawer, Tabs } from 'antd';
import { Link } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Empty, Loading, Problem } from '../../ui/state.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { type Approval, Decide, LIST } from './decide.tsx';

const NAMES = ['level', 'approval'] as const;
type Level = '1' | '2';

const text = (id: string, title: string, of: (row: Approval) => string): Column<Approval> => ({
  id,
  title,
  cell: of,
  csv: of,
});
const columnsOf = (level: Level): readonly Column<Approval>[] => [
  {
    ...text('id', '申请编号', ({ approvalId }) => approvalId),
    isFixed: true,
    cell: ({ approvalId }) => <Link to={`?level=${level}&approval=${approvalId}`}>{approvalId}</Link>,
  },
  text('provider', '医疗机构', ({ providerId }) => providerId),
  text('person', '人员编号', ({ personId }) => personId),
  text('item', '项目编码', ({ itemCode }) => itemCode),
  text('diagnosis', '诊断', ({ diagnosisCode }) => diagnosisCode),
  text('quantity', '数量', ({ quantity }) => formatQuantity(quantity as Quantity)),
  text('reason', '申请理由', ({ reason }) => reason),
  text('since', '申请时间', ({ submittedAt }) => momentText(submittedAt)),
];

/** Items that need approval before they are used: two persons decide, one after the other. */
export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const level: Level = query.level === '2' ? '2' : '1';
  const pages = useReadPages(LIST, { query: { level, limit: '100' } }, ({ approvals }) => approvals);
  const chosen = pages.rows.find(({ approvalId }) => approvalId === query.approval);
  const close = (): void => change({ approval: undefined });
  return (
    <>
      <h1>事前审批</h1>
      <p className="lead">使用前须审批的药品、项目和手术：初审和复审是两个人，没有批准的由个人负担。</p>
      <Tabs
        activeKey={level}
        onChange={(next) => change({ level: next === '1' ? undefined : next, approval: undefined })}
        items={[
          { key: '1', label: '待初审' },
          { key: '2', label: '待复审' },
        ]}
      />
      {pages.error !== null ? (
        <Problem error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <Loading what="事前审批" />
      ) : pages.rows.length === 0 ? (
        <Empty text={level === '1' ? '没有待初审的申请。' : '没有待复审的申请。'} />
      ) : (
        <DataTable
          name={level === '1' ? '事前审批-初审' : '事前审批-复审'}
          caption={level === '1' ? '待初审的申请' : '待复审的申请'}
          columns={columnsOf(level)}
          rows={pages.rows}
          keyOf={({ approvalId }) => approvalId}
          onReload={() => void pages.refetch()}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
        />
      )}
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
