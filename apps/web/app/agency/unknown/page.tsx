import { areaNameOf } from '@zhijie/kernel';
import { Button } from 'antd';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';

const LIST = 'GET /api/agency/unknown-outcomes';
type Outcome = AnswerOf<typeof LIST>['outcomes'][number];

const COLUMNS: readonly Column<Outcome>[] = [
  {
    id: 'id',
    title: '结算编号',
    isFixed: true,
    cell: ({ settlementId }) => settlementId,
    csv: ({ settlementId }) => settlementId,
  },
  {
    id: 'kind',
    title: '业务',
    cell: ({ kind }) => (kind === 'settlement' ? '结算' : <Status tone="stop">撤销</Status>),
    csv: ({ kind }) => (kind === 'settlement' ? '结算' : '撤销'),
  },
  textColumn('name', '医疗机构', ({ name }) => name),
  {
    id: 'area',
    title: '参保地',
    cell: ({ insuredArea }) => areaNameOf(insuredArea),
    csv: ({ insuredArea }) => insuredArea,
  },
  moneyColumn('total', '总费用', ({ total }) => total),
  textColumn('since', '从何时起', ({ requestedAt }) => momentText(requestedAt)),
  textColumn('attempts', '已询问（次）', ({ attempts }) => attempts),
];

/** Settlements and reversals whose outcome is not known yet: the system asks by itself, here is how long. */
export function Component() {
  const read = useRead(LIST, {}, { everySeconds: 30 });
  const ask = useChange('POST /api/agency/unknown-outcomes/ask', {
    changes: [LIST, 'GET /api/agency/queues'],
    isKeyed: false,
  });
  return (
    <>
      <h1>结果未知</h1>
      <p className="lead">
        没有等到参保地答复的结算和撤销。系统会一直询问到有结果：参保地没有收到的自动撤回，不会重复记账。
      </p>
      <div className="actions no-print">
        <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate({ body: {} })}>
          现在再问一次
        </Button>
        {ask.data === undefined ? null : <span role="status">已询问 {ask.data.asked} 笔。</span>}
        {ask.error === null ? null : <Problem error={ask.error} />}
      </div>
      <Loaded
        of={read}
        what="结果未知的结算"
        emptyText={({ outcomes }) => (outcomes.length === 0 ? '没有结果未知的结算。' : null)}
      >
        {({ outcomes }) => (
          <DataTable
            name="结果未知"
            caption="结果未知的结算和撤销"
            columns={COLUMNS}
            rows={outcomes}
            keyOf={({ id }) => id}
            onReload={() => void read.refetch()}
          />
        )}
      </Loaded>
    </>
  );
}
