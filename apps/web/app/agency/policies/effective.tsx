/** The policy of a day: its layers, and every table with the layer and the clause that state it. */

import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import type { Which } from './which.ts';

type Effective = AnswerOf<'GET /api/agency/policies/effective'>;
type Table = Effective['tables'][number];

const CONFIDENCE: Readonly<Record<string, string>> = { high: '高', medium: '中', low: '低' };

function TableShown({ table }: { table: Table }) {
  const { label, badge, verified, place, packId, file, line, from, to, url } = table;
  return (
    <section className="card" aria-label={label}>
      <h3>
        {label}{' '}
        {badge === null ? (
          <Status tone="good">{`${verified} 已核实`}</Status>
        ) : (
          <Status tone="wait">{badge}</Status>
        )}
      </h3>
      {table.figures.length === 0 ? null : (
        <ul className="cells">
          {table.figures.map((figure) => (
            <li key={`${figure.cell} ${figure.value}`}>
              {figure.cell}：{figure.value}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>政策包里的写法（{table.values.length} 项）</summary>
        <ul className="cells">
          {table.values.map((value) => (
            <li key={value}>{value}</li>
          ))}
        </ul>
      </details>
      <p className="note">
        {place}（{packId}）{table.citations.join('')} 自 {from}
        {to === null ? '' : ` 至 ${to}`}；{file}:{line}
        {table.confidence === null ? '' : `；可信度${CONFIDENCE[table.confidence] ?? table.confidence}`}
        {url === null ? null : (
          <>
            ；
            <a href={url} rel="noreferrer noopener" target="_blank">
              原文
            </a>
          </>
        )}
      </p>
      {table.note === null ? null : <p className="note">注：{table.note}</p>}
      {[...table.conflicts.map((text) => `另有说法：${text}`), ...table.marks].map((text) => (
        <p className="note" key={text}>
          {text}
        </p>
      ))}
    </section>
  );
}

function Shown({ policy }: { policy: Effective }) {
  const unverified = policy.tables.filter(({ badge }) => badge !== null).length;
  return (
    <>
      <p className="headline">
        {policy.title} {policy.isFictional ? <Status tone="info">虚构</Status> : null}{' '}
        {policy.isProvisional ? <Status tone="wait">已过有效期，暂行，待核实</Status> : null}{' '}
        {unverified === 0 ? (
          <Status tone="good">全部已核实</Status>
        ) : (
          <Status tone="wait">{`${unverified} 张表待核实`}</Status>
        )}
      </p>
      <dl className="hashes">
        <div>
          <dt>层级（近的优先）</dt>
          <dd>{policy.layers.map(({ title, packId }) => `${title} ${packId}`).join(' → ')}</dd>
        </div>
        <div>
          <dt>结算步骤</dt>
          <dd>{policy.stages.join(' → ')}</dd>
        </div>
        <div>
          <dt>备案</dt>
          <dd>{policy.filing.join('；') || '—'}</dd>
        </div>
        <div>
          <dt>取整和待遇年度</dt>
          <dd>
            {policy.rounding}；年度自 {policy.policyYear} 起
          </dd>
        </div>
        <div>
          <dt>版本</dt>
          <dd>
            <code>{policy.hash}</code>
          </dd>
        </div>
      </dl>
      <div className="parameter-grid">
        {policy.tables.map((table) => (
          <TableShown key={table.table} table={table} />
        ))}
      </div>
    </>
  );
}

export function EffectivePolicy({ which }: { which: Which }) {
  const read = useRead('GET /api/agency/policies/effective', { query: which });
  return (
    <Loaded of={read} what="政策">
      {(policy) => <Shown policy={policy} />}
    </Loaded>
  );
}
