import type { AnswerOf } from '../../api/call.ts';
import { useChange, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';

type Message = AnswerOf<'GET /api/person/messages'>['messages'][number];

const Line = ({ title, text, at, readAt }: Message) => (
  <li>
    <span className="fall-head">
      <strong>{title}</strong>
      {readAt === null ? <Status tone="info">新</Status> : null}
    </span>
    <span>{text}</span>
    <small>{momentText(at)}</small>
  </li>
);

function Page() {
  const inbox = useReadPages(
    'GET /api/person/messages',
    { query: { limit: '20' } },
    (page) => page.messages,
    'before',
  );
  const read = useChange('POST /api/person/messages/read', {
    changes: ['GET /api/person/messages'],
    isKeyed: false,
  });
  const { rows, hasNextPage, fetchNextPage, data } = inbox;
  const unread = data?.pages[0]?.unread ?? 0;
  return (
    <>
      <h1>消息</h1>
      {unread > 0 ? (
        <p className="actions">
          <span>{unread} 条没读</span>
          <button
            type="button"
            disabled={read.isPending}
            onClick={() => read.mutate({ body: { messageId: null } })}
          >
            全部标为已读
          </button>
        </p>
      ) : null}
      {read.error === null ? null : <Problem error={read.error} />}
      <Loaded of={inbox} what="消息" emptyText={() => (rows.length === 0 ? '没有消息' : null)}>
        {() => (
          <ul className="legs">
            {rows.map((message) => (
              <Line key={message.messageId} {...message} />
            ))}
          </ul>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" onClick={() => void fetchNextPage()}>
          更早的
        </button>
      ) : null}
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
