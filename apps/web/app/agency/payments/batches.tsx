/** Batches of payments: one person proposes, another releases to the bank or sends back. */
import { Button, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { latestMonths } from '../../ui/months.ts';
import { useSession } from '../../ui/session.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { BATCH_KINDS, BATCH_STATES, BATCHES, type Batch, PAYABLES } from './words.ts';

const PROPOSE = 'POST /api/agency/payments/batches';
type Proposed = AnswerOf<typeof PROPOSE>;

function Outcome({ done: { batch, skipped } }: { done: Proposed }) {
  return (
    <section className="state" role="status">
      <p className="state-title">
        已提出 {batch.lineCount} 笔，
        <Money fen={batch.total} />
      </p>
      <p>款项没有变动；下一步：由另一人复核后送银行。</p>
      {skipped.length === 0 ? null : (
        <ul>
          {skipped.map(({ providerId, label }) => (
            <li key={providerId}>
              没有付 {providerId}：{label}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is due of a finished month, or at once by the terms. */
function Propose({ area }: { area: string }) {
  const { session } = useSession();
  const months = latestMonths(session.now, 6);
  const [kind, setKind] = useState<'month-end' | 'instant'>('month-end');
  const [period, setPeriod] = useState(months[0]!);
  const change = useChange(PROPOSE, { changes: [BATCHES, PAYABLES] });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ body: kind === 'instant' ? { area, kind } : { area, kind, period } });
  };
  return (
    <>
      <form className="query-form no-print" aria-label="提出一批付款" onSubmit={send}>
        <Field label="付哪一种">
          {(id) => (
            <Select
              id={id}
              className="field-choice"
              value={kind}
              onChange={setKind}
              options={[
                { value: 'month-end', label: '月度结算：申报的应付' },
                { value: 'instant', label: '即时结算：按约定比例' },
              ]}
            />
          )}
        </Field>
        {kind === 'instant' ? null : (
          <Field label="付到哪个月">
            {(id) => (
              <Select
                id={id}
                className="field-choice"
                value={period}
                onChange={setPeriod}
                options={months.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
        )}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          提出付款
        </Button>
      </form>
      {change.error === null ? null : <Problem error={change.error} />}
      {change.data === undefined ? null : <Outcome done={change.data} />}
    </>
  );
}

const COLUMNS: readonly Column<Batch>[] = [
  {
    id: 'batch',
    title: '批次编号',
    isFixed: true,
    cell: ({ batchId }) => <Link to={`?tab=batches&batch=${encodeURIComponent(batchId)}`}>{batchId}</Link>,
    csv: ({ batchId }) => batchId,
  },
  {
    id: 'kind',
    title: '种类',
    cell: ({ kind }) => BATCH_KINDS[kind],
    csv: ({ kind }) => BATCH_KINDS[kind],
  },
  { id: 'period', title: '业务月份', cell: ({ period }) => period, csv: ({ period }) => period },
  { id: 'lines', title: '笔数', cell: ({ lineCount }) => lineCount, csv: ({ lineCount }) => lineCount },
  moneyColumn('total', '金额', ({ total }) => total),
  {
    id: 'state',
    title: '状态',
    cell: ({ state }) => <Status tone={BATCH_STATES[state][0]}>{BATCH_STATES[state][1]}</Status>,
    csv: ({ state }) => BATCH_STATES[state][1],
  },
  { id: 'maker', title: '提出', cell: ({ madeBy }) => madeBy, csv: ({ madeBy }) => madeBy },
  {
    id: 'made',
    title: '提出时间',
    cell: ({ madeAt }) => momentText(madeAt),
    csv: ({ madeAt }) => momentText(madeAt),
  },
  {
    id: 'checker',
    title: '复核',
    cell: ({ checkedBy }) => checkedBy ?? '—',
    csv: ({ checkedBy }) => checkedBy,
  },
];

export function Batches({ area }: { area: string }) {
  const pages = useReadPages(BATCHES, { query: {} }, ({ batches }) => batches);
  return (
    <>
      <Propose key={area} area={area} />
      <Loaded
        of={pages}
        what="付款批次"
        emptyText={() => (pages.rows.length === 0 ? '还没有付款批次。' : null)}
      >
        {() => (
          <DataTable
            name="付款批次"
            caption="付款批次"
            columns={COLUMNS}
            rows={pages.rows}
            keyOf={({ batchId }) => batchId}
            onReload={() => void pages.refetch()}
            onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
            isLoadingMore={pages.isFetchingNextPage}
            exportRows={pages.readAll}
          />
        )}
      </Loaded>
    </>
  );
}
