/** One batch: its lines and where each stands, the check by another person, the file for the bank. */
import { amountInWords, type TotalFen } from '@zhijie/kernel';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import {
  BATCH,
  BATCH_KINDS,
  BATCH_STATES,
  BATCHES,
  type Batch,
  LINE_TONES,
  type Line,
  PAYABLES,
} from './words.ts';

const CHECK = 'POST /api/agency/payments/batches/{id}/check';

const COLUMNS: readonly Column<Line>[] = [
  { id: 'name', title: '收款机构', isFixed: true, cell: ({ name }) => name, csv: ({ name }) => name },
  { id: 'period', title: '业务月份', cell: ({ period }) => period, csv: ({ period }) => period },
  moneyColumn('amount', '应付', ({ amount }) => amount),
  moneyColumn('executed', '银行已付', ({ executed }) => executed),
  moneyColumn('returned', '银行退回', ({ returned }) => returned),
  {
    id: 'state',
    title: '进展',
    cell: ({ state, label }) => <Status tone={LINE_TONES[state]}>{label}</Status>,
    csv: ({ label }) => label,
  },
  { id: 'line', title: '付款编号', cell: ({ lineId }) => lineId, csv: ({ lineId }) => lineId },
];

/** The checker's two buttons; who has proposed sees that another person is asked. */
function Check({ batch }: { batch: Batch }) {
  const { id } = useAccount();
  const [reason, setReason] = useState('');
  const change = useChange(CHECK, { changes: [BATCH, BATCHES, PAYABLES], isKeyed: false });
  if (batch.state !== 'proposed') return null;
  if (batch.madeBy === id) return <p role="status">您提出的批次由另一人复核；复核前款项不变动。</p>;
  const path = { id: batch.batchId };
  return (
    <section className="acts" aria-label="复核">
      {change.error === null ? null : <Problem error={change.error} />}
      <div className="actions">
        <Button
          type="primary"
          loading={change.isPending}
          onClick={() => change.mutate({ path, body: { decision: 'release' } })}
        >
          复核通过，送银行
        </Button>
        <Field label="退回理由" isInline>
          {(field) => <Input id={field} value={reason} onChange={({ target }) => setReason(target.value)} />}
        </Field>
        <Button
          danger
          loading={change.isPending}
          disabled={reason.trim() === ''}
          onClick={() => change.mutate({ path, body: { decision: 'reject', reason: reason.trim() } })}
        >
          退回
        </Button>
      </div>
    </section>
  );
}

function Course({ batch }: { batch: Batch }) {
  const { madeAt, madeBy, checkedAt, checkedBy, checkReason, state } = batch;
  return (
    <ol className="timeline">
      <li>
        {momentText(madeAt)} {madeBy} 提出
      </li>
      {checkedAt === null ? null : (
        <li>
          {momentText(checkedAt)} {checkedBy}{' '}
          {state === 'released' ? '复核通过' : `退回：${checkReason ?? ''}`}
        </li>
      )}
    </ol>
  );
}

function Shown({ batch, lines }: { batch: Batch; lines: readonly Line[] }) {
  const [tone, word] = BATCH_STATES[batch.state];
  const sum = (of: (line: Line) => number) => (
    <Money fen={lines.reduce((all, line) => all + of(line), 0)} isStrong />
  );
  return (
    <>
      <p className="lead">
        {BATCH_KINDS[batch.kind]} {batch.period}，{batch.lineCount} 笔，
        <Money fen={batch.total} isStrong /> <Status tone={tone}>{word}</Status>
      </p>
      <p className="words">{amountInWords(batch.total as TotalFen)}</p>
      <p>
        付款账户：{batch.payer.holder} {batch.payer.bankName} {batch.payer.number}
      </p>
      <Course batch={batch} />
      <Check batch={batch} />
      {batch.state === 'released' ? (
        <p>
          <a
            href={addressOf('GET /api/agency/payments/batches/{id}/pain.001', {
              path: { id: batch.batchId },
            })}
            download
          >
            下载送银行的文件（pain.001）
          </a>
        </p>
      ) : null}
      <DataTable
        name={`付款批次-${batch.batchId}`}
        caption="本批付款"
        columns={COLUMNS}
        rows={lines}
        keyOf={({ lineId }) => lineId}
        totals={{
          amount: sum(({ amount }) => amount),
          executed: sum(({ executed }) => executed),
          returned: sum(({ returned }) => returned),
        }}
      />
    </>
  );
}

export function BatchCase({ batchId }: { batchId: string }) {
  const read = useRead(BATCH, { path: { id: batchId } });
  return (
    <Loaded of={read} what="付款批次">
      {({ batch, lines }) => <Shown batch={batch} lines={lines} />}
    </Loaded>
  );
}
