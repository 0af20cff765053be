/** One inquiry or ticket: what it is about, its course, what only the two provinces see, the next step. */
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Due } from '../../ui/due.tsx';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { TemplateChoice } from './list.tsx';
import {
  factText,
  kindText,
  LEVELS,
  LIST,
  provinceName,
  READ,
  RESULTS,
  type Seen,
  STATES,
  STEP,
  type StepBody,
  stepText,
} from './words.ts';

type Props = { readonly ticket: Seen };
type Take = (step: StepBody) => void;
type ActsProps = Props & { readonly take: Take; readonly isBusy: boolean };

function Text({ label, value, set }: { label: string; value: string; set: (text: string) => void }) {
  return (
    <Field label={label} isInline>
      {(id) => <Input id={id} maxLength={500} value={value} onChange={({ target }) => set(target.value)} />}
    </Field>
  );
}

type Result = NonNullable<StepBody['result']>;

/** The province that was asked answers; what was found of a person goes to the other province alone. */
function Answering({ ticket, take, isBusy }: ActsProps) {
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [until, setUntil] = useState('');
  const isInquiry = ticket.about === 'inquiry';
  const [result, setResult] = useState<Result>(isInquiry ? 'no-error' : 'answered');
  const facts = note.trim() === '' ? {} : { facts: { note } };
  return (
    <>
      {isInquiry ? (
        <Field label="结论" isInline>
          {(id) => (
            <Select
              id={id}
              value={result}
              onChange={setResult}
              options={(['no-error', 'error'] as const).map((value) => ({ value, label: RESULTS[value] }))}
            />
          )}
        </Field>
      ) : null}
      <TemplateChoice onChoose={setReason} />
      <Text label="答复（国家端可见）" value={reason} set={setReason} />
      <Text label="只给对方省的说明" value={note} set={setNote} />
      <Button
        type="primary"
        loading={isBusy}
        disabled={reason.trim() === '' && result !== 'no-error'}
        onClick={() => take({ step: 'answer', result, reason, ...facts })}
      >
        答复
      </Button>
      <Field label="延期到" isInline>
        {(id) => (
          <Input id={id} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
        )}
      </Field>
      <Button
        loading={isBusy}
        disabled={until === '' || reason.trim() === ''}
        onClick={() => take({ step: 'ask-extension', until, reason })}
      >
        申请延期
      </Button>
    </>
  );
}

/** The province that asked: agrees to more time, confirms, is not content, or takes it back. */
function Asking({ ticket, take, isBusy }: ActsProps) {
  const [reason, setReason] = useState('');
  const { state, extension, isFrozen } = ticket;
  if (state === 'answered')
    return (
      <>
        <Button type="primary" loading={isBusy} onClick={() => take({ step: 'confirm' })}>
          确认
        </Button>
        <Text label="异议" value={reason} set={setReason} />
        <Button
          danger
          loading={isBusy}
          disabled={reason.trim() === ''}
          onClick={() => take({ step: 'dispute', reason })}
        >
          有异议，升级办理
        </Button>
      </>
    );
  const isAsked = extension !== null && !extension.agreed;
  return (
    <>
      {isAsked ? (
        <>
          <Button type="primary" loading={isBusy} onClick={() => take({ step: 'agree-extension' })}>
            同意延期到 {extension.until}
          </Button>
          <Button loading={isBusy} onClick={() => take({ step: 'refuse-extension' })}>
            不同意延期
          </Button>
        </>
      ) : null}
      {isFrozen ? (
        <p role="note">已冻结，不能修改或撤回；等待对方省答复。</p>
      ) : (
        <Button danger loading={isBusy} onClick={() => take({ step: 'withdraw' })}>
          撤回
        </Button>
      )}
    </>
  );
}

function Acts({ ticket }: Props) {
  const account = useAccount();
  const change = useChange(STEP, { changes: [LIST, READ] });
  const { ticketId, version, state, from, to } = ticket;
  const take: Take = (step) => change.mutate({ path: { ticketId }, body: { ...step, seen: version } });
  const given = { ticket, take, isBusy: change.isPending };
  const isMine = from === account.node;
  const mayAnswer = to === account.node && state === 'open';
  if (!mayAnswer && !(isMine && (state === 'open' || state === 'answered'))) return null;
  return (
    <section className="acts actions" aria-label="办理">
      {mayAnswer ? <Answering {...given} /> : <Asking {...given} />}
      {change.error === null ? null : <Problem error={change.error} />}
    </section>
  );
}

function Course({ ticket: { trace, answer, extension, notes = [] } }: Props) {
  return (
    <>
      {answer === null ? null : (
        <p>
          <strong>{RESULTS[answer.result]}</strong>：{answer.reason || '—'}（{momentText(answer.at)}）
        </p>
      )}
      {extension === null ? null : (
        <p>
          延期到 {extension.until}：{extension.reason}（{extension.agreed ? '已同意' : '待对方同意'}）
        </p>
      )}
      <h2>经过</h2>
      <ol className="timeline">
        {trace.map(({ kind, at, by }) => (
          <li key={`${at}-${kind}`}>
            {momentText(at)} {provinceName(by)} {stepText(kind)}
          </li>
        ))}
      </ol>
      <h2>只有双方省份能看到的内容</h2>
      {notes.length === 0 ? <p className="quiet">没有。</p> : null}
      {notes.map(({ noteId, from, writtenAt, facts }) => (
        <dl key={noteId} className="card">
          <dt>
            {provinceName(from)} {momentText(writtenAt)}
          </dt>
          {Object.entries(facts).map(([name, value]) => (
            <dd key={name} className="note">
              {factText(name)}：{value}
            </dd>
          ))}
        </dl>
      ))}
    </>
  );
}

export function TicketView({ ticketId }: { ticketId: string }) {
  const read = useRead(READ, { path: { ticketId } });
  return (
    <Loaded of={read} what="协查和工单">
      {(ticket) => {
        const { state, dueOn, isProvisional, confirmBy, level, rolls } = ticket;
        const isDone = state === 'confirmed' || state === 'withdrawn';
        return (
          <>
            <p className="lead">
              {kindText(ticket)} {provinceName(ticket.from)} → {provinceName(ticket.to)}{' '}
              <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>{' '}
              <Due on={confirmBy ?? dueOn} isDone={isDone} isProvisional={isProvisional} />{' '}
              {level === 0 ? null : <Status tone="stop">{`已升级：${LEVELS[level] ?? ''}`}</Status>}{' '}
              {rolls === 0 ? null : <Status tone="stop">{`滚入下期 ${rolls} 次`}</Status>}
            </p>
            <p>
              {ticket.subject}
              {ticket.total === null ? null : (
                <>
                  ，单次住院总费用 <Money fen={ticket.total} isStrong />
                </>
              )}
              {ticket.cooperating.length === 0
                ? ''
                : `；协同省份：${ticket.cooperating.map(provinceName).join('、')}`}
            </p>
            <Acts ticket={ticket} />
            <Course ticket={ticket} />
          </>
        );
      }}
    </Loaded>
  );
}
