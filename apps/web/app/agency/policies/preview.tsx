/** What a change of policy would do: tables, recorded bills, what the check finds. */
import type { AnswerOf } from '../../api/call.ts';
import { Money } from '../../ui/money.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { DiffShown } from './versions.tsx';

export type Preview = AnswerOf<'POST /api/agency/policies/drafts/preview'>;
type Bill = Preview['affected']['largest'][number];

const BILLS: readonly Column<Bill>[] = [
  {
    id: 'id',
    title: '结算编号',
    isFixed: true,
    cell: ({ settlementId }) => settlementId,
    csv: ({ settlementId }) => settlementId,
  },
  moneyColumn('before', '个人负担', ({ before }) => before),
  moneyColumn('after', '按新规定', ({ after }) => after),
  moneyColumn('change', '变化', ({ before, after }) => after - before, true),
];

function Affected({ affected }: { affected: Preview['affected'] }) {
  const { bills, changed, refused, funds, borne, largest } = affected;
  return (
    <section aria-label="受影响的账单">
      <h2>受影响的账单</h2>
      {bills === 0 ? (
        <p>现行这个版本还没有结算过的账单。</p>
      ) : (
        <>
          <p>
            最近 {bills} 笔按新规定重算：{changed} 笔的个人负担会变
            {refused === 0 ? '' : `，${refused} 笔不能直接结算`}；基金 <Money fen={funds.before} /> →{' '}
            <Money fen={funds.after} />
            ，个人 <Money fen={borne.before} /> → <Money fen={borne.after} />。 只是预览，已结算的不变。
          </p>
          {largest.length === 0 ? null : (
            <DataTable
              name="受影响的账单"
              caption="变化最大的账单"
              columns={BILLS}
              rows={largest}
              keyOf={({ settlementId }) => settlementId}
            />
          )}
        </>
      )}
    </section>
  );
}

export function PreviewShown({ preview }: { preview: Preview }) {
  const { diff, affected, isSound, findings } = preview;
  return (
    <section aria-label="预览">
      <p>
        {isSound ? <Status tone="good">检查通过</Status> : <Status tone="stop">检查有错误，不能发布</Status>}
      </p>
      <ul>
        {findings.map(({ file, line, severity, message, fix }) => (
          <li key={`${file}:${line} ${message}`}>
            {severity === 'error' ? '错误' : '提醒'}：{message}（改法：{fix}）
          </li>
        ))}
      </ul>
      <Affected affected={affected} />
      <DiffShown diff={diff} />
    </section>
  );
}
