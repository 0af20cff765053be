/** Filings from Excel: progress, what came of each row, the file of the rows that were not filed. */
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { NotDone, upload } from '../../api/call.ts';
import type { Work } from '../../api/long-work.ts';
import { saveCsv } from '../../ui/csv.ts';
import { LongWork } from '../../ui/progress.tsx';
import { Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';

type Row = {
  readonly row: number;
  readonly certificate: string;
  readonly outcome: 'in-force' | 'submitted' | 'refused';
  readonly filingId: string | null;
  readonly code: string | null;
  readonly reason: string;
  readonly fix: string;
  readonly message: string;
};

const OUTCOMES = {
  'in-force': ['good', '已生效'],
  submitted: ['info', '待审核'],
  refused: ['stop', '未办理'],
} as const;

const COLUMNS: readonly Column<Row>[] = [
  { id: 'row', title: '行', isFixed: true, cell: ({ row }) => row, csv: ({ row }) => row },
  textColumn('number', '证件号', ({ certificate }) => certificate),
  {
    id: 'outcome',
    title: '结果',
    cell: ({ outcome }) => <Status tone={OUTCOMES[outcome][0]}>{OUTCOMES[outcome][1]}</Status>,
    csv: ({ outcome }) => OUTCOMES[outcome][1],
  },
  { id: 'reason', title: '原因', cell: ({ reason }) => reason || '—', csv: ({ reason }) => reason },
  { id: 'fix', title: '怎么办', cell: ({ fix }) => fix || '—', csv: ({ fix }) => fix },
  textColumn('message', '短信预览', ({ message }) => message),
];

function Outcome({ work: { result } }: { work: Work }) {
  // Without a result it failed on the way, and nothing tells which rows were filed before.
  if (result === null)
    return <p role="status">没有办完，已办的行仍然有效。请在列表中核对，只把没有办的行再导入。</p>;
  const { rows = [] } = result as { rows?: readonly Row[] };
  const count = (outcome: Row['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  const refused = rows.filter(({ outcome }) => outcome === 'refused');
  return (
    <>
      <p role="status">
        自动生效 {count('in-force')}，待审核 {count('submitted')}，未办理 {refused.length}；款项没有变动。
      </p>
      {refused.length === 0 ? null : (
        <Button onClick={() => void saveCsv('未办理的行', COLUMNS, refused)}>下载未办理的行</Button>
      )}
      <DataTable
        name="备案导入结果"
        caption="每行的结果"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ row }) => String(row)}
      />
    </>
  );
}

type Props = { readonly workId: string | undefined; readonly onStarted: (workId: string) => void };

export function ImportFilings({ workId, onStarted }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<NotDone | null>(null);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setError(null);
    try {
      const work = await upload('POST /api/agency/filing-imports', file);
      onStarted(work.workId);
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    }
  };
  return (
    <section aria-label="从 Excel 导入" className="no-print">
      <div className="actions">
        <Button onClick={() => input.current?.click()}>从 Excel 导入</Button>
        <input
          ref={input}
          type="file"
          accept=".xlsx"
          aria-label="备案申请的 Excel 文件"
          className="hidden-file"
          tabIndex={-1}
          onChange={({ target }) => void send(target.files?.[0])}
        />
        <a href="/api/agency/filing-imports/template" download>
          下载模板
        </a>
      </div>
      {error === null ? null : <Problem error={error} />}
      {workId === undefined ? null : (
        <LongWork workId={workId} stopText="停下（已办的行仍然有效）">
          {(work) => <Outcome work={work} />}
        </LongWork>
      )}
    </section>
  );
}
