/** The check of a place's packs: what `zhijie pack check` finds. */
import { Button } from 'antd';
import type { Work } from '../../api/long-work.ts';
import { useChange } from '../../api/use.ts';
import { LongWork } from '../../ui/progress.tsx';
import { Empty, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';

type Finding = {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
};
type Checked = {
  readonly findings: readonly Finding[];
  readonly failedCases: readonly { readonly name: string; readonly differences: readonly string[] }[];
  readonly differences: readonly { readonly text: string }[];
  readonly summary: readonly string[];
};

const COLUMNS: readonly Column<Finding>[] = [
  {
    id: 'severity',
    title: '轻重',
    isFixed: true,
    cell: ({ severity }) =>
      severity === 'error' ? <Status tone="stop">错误</Status> : <Status tone="wait">提醒</Status>,
    csv: ({ severity }) => (severity === 'error' ? '错误' : '提醒'),
  },
  textColumn('place', '位置', ({ file, line }) => `${file}:${line}`),
  textColumn('message', '问题', ({ message }) => message),
  textColumn('fix', '改法', ({ fix }) => fix),
  { id: 'code', title: '代码', cell: ({ code }) => <code>{code}</code>, csv: ({ code }) => code },
];

function Found({ work }: { work: Work }) {
  const checked = work.result as Checked | null;
  if (checked === null) return <Empty text="没有检查完。" hint="请再检查一次。" />;
  const { findings, failedCases, differences, summary } = checked;
  const wrong = findings.length + failedCases.length + differences.length;
  return (
    <>
      <p>
        {wrong === 0 ? (
          <Status tone="good">没有错误和提醒</Status>
        ) : (
          <Status tone="stop">{`${wrong} 处`}</Status>
        )}
      </p>
      {summary.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <ul>
        {failedCases.map(({ name, differences: found }) => (
          <li key={name}>
            案例不符：{name}：{found.join('；')}
          </li>
        ))}
        {differences.map(({ text }) => (
          <li key={text}>两个引擎不同：{text}</li>
        ))}
      </ul>
      {findings.length === 0 ? null : (
        <DataTable
          name="政策包检查"
          caption="检查所见"
          columns={COLUMNS}
          rows={findings}
          keyOf={({ file, line, code, message }) => `${file}:${line} ${code} ${message}`}
        />
      )}
    </>
  );
}

type CheckProps = {
  readonly pack: string;
  readonly workId: string | undefined;
  readonly onStarted: (workId: string) => void;
};

export function Check({ pack, workId, onStarted }: CheckProps) {
  const start = useChange('POST /api/agency/policies/checks', { changes: [], isKeyed: false });
  return (
    <>
      <p className="lead">加载、检查、运行案例，并在每处阈值用第二个引擎复核；不改动任何东西。</p>
      <div className="actions">
        <Button
          type="primary"
          loading={start.isPending}
          onClick={() =>
            start.mutate({ body: { pack } }, { onSuccess: ({ workId: started }) => onStarted(started) })
          }
        >
          检查这个统筹区
        </Button>
      </div>
      {start.error === null ? null : <Problem error={start.error} />}
      {workId === undefined ? null : (
        <LongWork workId={workId} stopText="停下">
          {(work) => <Found work={work} />}
        </LongWork>
      )}
    </>
  );
}
