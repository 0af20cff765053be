/** Closing a shift: it adds itself up; only what is not over, and the drawer, need a person. */
import { parseYuan } from '@zhijie/kernel';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import '../../styles/counter.css';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Field } from '../../ui/field.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { wordOf } from '../bill/act.tsx';

const READ = 'GET /api/counter/shift';
type Shift = AnswerOf<typeof READ>;

const PARTS = [
  ['total', '总额'],
  ['funds', '医保基金'],
  ['account', '个人账户'],
  ['others', '商保、亲情、信用、手机'],
  ['cash', '现金'],
] as const;

function Totals({ shift }: { shift: Shift }) {
  return (
    <div className="shift-totals">
      {PARTS.map(([part, label]) => (
        <dl key={part} className="card">
          <dt>{label}</dt>
          <dd className="money">{yuanText(shift.totals[part])}</dd>
        </dl>
      ))}
    </div>
  );
}

/** What only a person can end. */
function UnderWay({ shift }: { shift: Shift }) {
  return (
    <section aria-label="需要人处理">
      <h2>需要人处理</h2>
      {shift.underWay.length === 0 ? (
        <p>没有。本班收费和退费都已了结，账自动轧平。</p>
      ) : (
        <ul className="rows">
          {shift.underWay.map(({ actId, visitId, word }) => (
            <li key={actId}>
              <Link to={`/?${new URLSearchParams({ visit: visitId, act: actId })}`}>{actId}</Link>{' '}
              <Status tone={wordOf(word)[0]}>{wordOf(word)[1]}</Status>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Close({ due, isNothing }: { due: string; isNothing: boolean }) {
  const [counted, setCounted] = useState('');
  const [note, setNote] = useState('');
  const change = useChange('POST /api/counter/shift', { changes: [READ] });
  const amount = parseYuan(counted);
  const owed = parseYuan(due);
  const isEqual = amount.ok && owed.ok && amount.value === owed.value;
  const isAsked = amount.ok && !isEqual;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!amount.ok || (isAsked && note.trim() === '')) return;
    change.mutate({ body: { cashCounted: counted, ...(isAsked ? { note: note.trim() } : {}) } });
  };
  const done = change.data?.shift;
  if (isNothing)
    return done === undefined ? null : (
      <p role="status">
        第 {done.number} 班已交：现金应有 {yuanText(done.cashDue)}，清点 {yuanText(done.cashCounted)}。
      </p>
    );
  return (
    <form className="form-grid" aria-label="交班" onSubmit={send}>
      <Field label={`清点的现金（应有 ${yuanText(due)}）`}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            inputMode="decimal"
            size="large"
            value={counted}
            onChange={({ target }) => setCounted(target.value)}
          />
        )}
      </Field>
      {isAsked ? (
        <Field label="不一致的原因">
          {(id) => <Input id={id} value={note} onChange={({ target }) => setNote(target.value)} />}
        </Field>
      ) : null}
      {isEqual ? <Status tone="good">与应有现金一致</Status> : null}
      {change.error === null ? null : <Problem error={change.error} />}
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        loading={change.isPending}
        disabled={!amount.ok || (isAsked && note.trim() === '')}
      >
        交班（回车）
      </Button>
    </form>
  );
}

function Closed({ shift }: { shift: Shift }) {
  if (shift.closed.length === 0) return null;
  return (
    <div className="line-table">
      <table>
        <caption>已交的班</caption>
        <thead>
          <tr>
            <th scope="col">班次</th>
            <th scope="col">交班时间</th>
            <th scope="col" className="end">
              应有现金
            </th>
            <th scope="col" className="end">
              清点
            </th>
            <th scope="col">原因</th>
          </tr>
        </thead>
        <tbody>
          {shift.closed.map(({ number, endedAt, cashDue, cashCounted, note }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              <td>{endedAt}</td>
              <td className="end money">{yuanText(cashDue)}</td>
              <td className="end money">{yuanText(cashCounted)}</td>
              <td>{note ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Component() {
  const query = useRead(READ, {});
  return (
    <>
      <h1>交班</h1>
      <p className="lead">上次交班以后的收费和退费，逐笔自动轧账。</p>
      <Loaded of={query} what="本班">
        {(shift) => (
          <>
            <Totals shift={shift} />
            <UnderWay shift={shift} />
            <h2>交班</h2>
            {shift.bills.length === 0 ? (
              <p>上次交班以后没有新的收费或退费，不用交班。</p>
            ) : (
              <p>本班 {shift.bills.length} 笔有变动。</p>
            )}
            <Close due={shift.totals.cash} isNothing={shift.bills.length === 0} />
            <Closed shift={shift} />
          </>
        )}
      </Loaded>
    </>
  );
}
