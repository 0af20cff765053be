/** The tickets of one box: timers, batch answers and confirmations, the file of all rows. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call, NotDone, requestKey } from '../../api/call.ts';
import { useReadPages } from '../../api/use.ts';
import { Due } from '../../ui/due.tsx';
import { Field } from '../../ui/field.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';
import {
  BOXES,
  type Box,
  kindText,
  LEVELS,
  LIST,
  liesIn,
  provinceName,
  READ,
  STATES,
  STEP,
  type StepBody,
  TEMPLATES,
  type Ticket,
} from './words.ts';

const dueOf = ({ state, dueOn, confirmBy }: Ticket): string =>
  state === 'answered' && confirmBy !== null ? confirmBy : dueOn;
const isDone = ({ state }: Ticket): boolean => state === 'confirmed' || state === 'withdrawn';
const lateText = ({ isOverdue, isConfirmOverdue, rolls }: Ticket): string =>
  rolls > 0 ? `滚入下期 ${rolls} 次` : isOverdue || isConfirmOverdue ? '逾期' : '';

const columnsOf = (box: Box): readonly Column<Ticket>[] => [
  {
    id: 'id',
    title: '编号',
    isFixed: true,
    cell: ({ ticketId }) => <Link to={`?box=${box}&ticket=${ticketId}`}>{ticketId}</Link>,
    csv: ({ ticketId }) => ticketId,
  },
  textColumn('kind', '类别', kindText),
  textColumn('from', '提出', ({ from }) => provinceName(from)),
  textColumn('to', '办理', ({ to }) => provinceName(to)),
  textColumn('subject', '事由', ({ subject }) => subject),
  moneyColumn('total', '单次总费用', ({ total }) => total),
  {
    id: 'state',
    title: '状态',
    cell: ({ state }) => <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>,
    csv: ({ state }) => STATES[state][1],
  },
  {
    id: 'due',
    title: '期限',
    cell: (ticket) => <Due on={dueOf(ticket)} isDone={isDone(ticket)} isProvisional={ticket.isProvisional} />,
    csv: dueOf,
  },
  {
    id: 'late',
    title: '提醒',
    cell: (ticket) => {
      const late = lateText(ticket);
      const { level } = ticket;
      return (
        <>
          {late === '' ? null : <Status tone="stop">{late}</Status>}{' '}
          {level === 0 ? null : <Status tone="stop">{`已升级：${LEVELS[level]}`}</Status>}
          {late === '' && level === 0 ? '—' : null}
        </>
      );
    },
    csv: (ticket) =>
      [lateText(ticket), ticket.level > 0 ? `已升级：${LEVELS[ticket.level]}` : ''].join(' ').trim(),
  },
];

/** Takes one step for each chosen ticket and stops at the first that is not taken. */
function useSteps(onDone: () => void) {
  const client = useQueryClient();
  const [error, setError] = useState<NotDone | null>(null);
  const [isBusy, setBusy] = useState(false);
  const take = async (tickets: readonly Ticket[], step: StepBody): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      for (const { ticketId, version } of tickets) {
        const body = { requestKey: requestKey(), ...step, seen: version };
        await call(STEP, { path: { ticketId }, body });
      }
      onDone();
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: [LIST] });
      await client.invalidateQueries({ queryKey: [READ] });
    }
  };
  return { error, isBusy, take };
}

type BatchProps = { readonly tickets: readonly Ticket[]; readonly onDone: () => void };

export function TemplateChoice({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <Field label="常用答复" isInline>
      {(id) => (
        <Select
          id={id}
          value={null}
          placeholder="选一条，再改"
          className="field-choice"
          onChange={(text: string | null) => onChoose(text ?? '')}
          options={TEMPLATES.map(({ title, text }) => ({ value: text, label: title }))}
        />
      )}
    </Field>
  );
}

/** The same answer to all chosen tickets; inquiries are answered one by one, each with what was found. */
function AnswerAll({ tickets, onDone }: BatchProps) {
  const { error, isBusy, take } = useSteps(onDone);
  const [reason, setReason] = useState('');
  const questions = tickets.filter(({ about }) => about === 'question');
  return (
    <>
      <TemplateChoice onChoose={setReason} />
      <Field label="答复" isInline>
        {(id) => (
          <Input id={id} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <Button
        type="primary"
        disabled={questions.length === 0 || reason.trim() === ''}
        loading={isBusy}
        onClick={() => void take(questions, { step: 'answer', result: 'answered', reason })}
      >
        答复所选工单（{questions.length}）
      </Button>
      {questions.length < tickets.length ? <span className="quiet">费用协查须逐件答复。</span> : null}
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

function ConfirmAll({ tickets, onDone }: BatchProps) {
  const { error, isBusy, take } = useSteps(onDone);
  return (
    <>
      <Button
        type="primary"
        disabled={tickets.length === 0}
        loading={isBusy}
        onClick={() => void take(tickets, { step: 'confirm' })}
      >
        确认所选（{tickets.length}）
      </Button>
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

export function TicketList({ box }: { box: Box }) {
  const account = useAccount();
  const open = box === 'done' ? 'false' : 'true';
  const pages = useReadPages(LIST, { query: { open, limit: '200' } }, ({ tickets }) => tickets);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const inBox = (tickets: readonly Ticket[]): Ticket[] =>
    tickets
      .filter((ticket) => liesIn(box, account.node, ticket))
      .toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1));
  const rows = inBox(pages.rows);
  const word = BOXES.find(([id]) => id === box)![1];
  const none = `没有${word.replace(/的$/, '')}的协查和工单。`;
  const tickets = rows.filter(({ ticketId }) => chosen.includes(ticketId));
  const Batch = box === 'answer' ? AnswerAll : box === 'confirm' ? ConfirmAll : null;
  const clear = (): void => setChosen([]);
  const batch =
    Batch === null
      ? {}
      : {
          selection: { keys: chosen, onChange: setChosen },
          actions: <Batch tickets={tickets} onDone={clear} />,
        };
  return (
    <Loaded
      of={pages}
      what="协查和工单"
      emptyText={() => (rows.length === 0 && !pages.hasNextPage ? none : null)}
    >
      {() => (
        <DataTable
          name={`协查和工单-${word}`}
          caption={`协查和工单：${word}`}
          columns={columnsOf(box)}
          rows={rows}
          keyOf={({ ticketId }) => ticketId}
          onReload={() => void pages.refetch()}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
          exportRows={async () => inBox(await pages.readAll())}
          {...batch}
        />
      )}
    </Loaded>
  );
}
