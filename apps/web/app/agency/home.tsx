import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useRead } from '../api/use.ts';
import { dayText, momentText } from '../ui/dates.ts';
import { Due } from '../ui/due.tsx';
import { useAccount, useSession } from '../ui/session.tsx';
import { Loaded } from '../ui/state.tsx';
import { Status } from '../ui/status.tsx';
import { type Box, liesIn, type Ticket } from './tickets/words.ts';

/** Of a list that was read up to here: more is said as "200+". */
const MOST = 200;
const EVERY = { everySeconds: 60 };

type CardProps = {
  readonly title: string;
  readonly to: string;
  readonly count: number;
  /** What is due first, as a day or in words; null: nothing waits. */
  readonly first: ReactNode;
};

function Card({ title, to, count, first }: CardProps) {
  return (
    <dl className="card">
      <dt>
        <Link to={to}>{title}</Link>
      </dt>
      <dd>{count >= MOST ? `${MOST}+` : count}</dd>
      <dd className="note">{count === 0 ? <Status tone="good">没有待办</Status> : first}</dd>
    </dl>
  );
}

const earliest = (days: readonly (string | null)[]): string | null =>
  days.reduce((first, day) => (first === null || (day !== null && day < first) ? day : first), null);
/** The day that is due first; a list without due days says nothing. */
const FirstDue = ({ days }: { days: readonly (string | null)[] }) => {
  const first = earliest(days);
  return first === null ? null : <Due on={first} isDone={false} />;
};
const since = (at: number | null): ReactNode => (at === null ? null : `最早 ${momentText(at)}`);

function Filings() {
  const read = useRead('GET /api/agency/filings', { query: { limit: String(MOST) } }, EVERY);
  return (
    <Loaded of={read} what="备案">
      {({ filings }) => (
        <Card
          title="待审核备案"
          to="/filings"
          count={filings.length}
          first={<FirstDue days={filings.map(({ dueOn }) => dueOn)} />}
        />
      )}
    </Loaded>
  );
}

const CLAIMS = {
  'in-review': ['待初审手工报销', '/claims'],
  proposed: ['待复核手工报销', '/claims?state=proposed'],
} as const;

function Claims({ state }: { state: keyof typeof CLAIMS }) {
  const read = useRead('GET /api/agency/claims', { query: { state, limit: String(MOST) } }, EVERY);
  const [title, to] = CLAIMS[state];
  return (
    <Loaded of={read} what="手工报销">
      {({ claims }) => (
        <Card
          title={title}
          to={to}
          count={claims.length}
          first={<FirstDue days={claims.map(({ dueOn }) => dueOn)} />}
        />
      )}
    </Loaded>
  );
}

function Tickets() {
  const { node } = useAccount();
  const read = useRead('GET /api/agency/tickets', { query: { open: 'true', limit: String(MOST) } }, EVERY);
  const of = (box: Box, tickets: readonly Ticket[]): readonly Ticket[] =>
    tickets.filter((ticket) => liesIn(box, node, ticket));
  return (
    <Loaded of={read} what="协查和工单">
      {({ tickets }) => (
        <>
          <Card
            title="待答复的协查和工单"
            to="/tickets"
            count={of('answer', tickets).length}
            first={<FirstDue days={of('answer', tickets).map(({ dueOn }) => dueOn)} />}
          />
          <Card
            title="待确认的协查和工单"
            to="/tickets?box=confirm"
            count={of('confirm', tickets).length}
            first={<FirstDue days={of('confirm', tickets).map(({ confirmBy }) => confirmBy)} />}
          />
        </>
      )}
    </Loaded>
  );
}

const CARE = {
  'unknown-outcomes': ['结果未知的结算', '/unknown'],
  catalogues: ['待发布的目录', '/catalogue'],
  'approvals-first': ['待初审事前审批', '/approvals'],
  'approvals-second': ['待复审事前审批', '/approvals?level=2'],
} as const;

/** What waits at the care side: counted there, no row is read for it. */
function CareQueues() {
  const read = useRead('GET /api/agency/queues', {}, EVERY);
  return (
    <Loaded of={read} what="就医侧待办">
      {({ queues }) =>
        queues.map(({ queue, count, oldestAt }) => {
          const [title, to] = CARE[queue];
          return <Card key={queue} title={title} to={to} count={count} first={since(oldestAt)} />;
        })
      }
    </Loaded>
  );
}

function Differences() {
  const { session } = useSession();
  const month = dayText(session.now).slice(0, 7);
  const read = useRead('GET /api/agency/reconciliation/months/{month}', { path: { month } }, EVERY);
  return (
    <Loaded of={read} what="对账差异">
      {({ days }) => {
        const open = days.filter(({ standing }) => standing === 'open' || standing === 'late');
        const count = open.reduce((sum, { exceptions }) => sum + exceptions, 0);
        const first = earliest(open.filter(({ exceptions }) => exceptions > 0).map(({ day }) => day));
        return <Card title="本月对账差异" to="/reconciliation" count={count} first={`最早 ${first ?? ''}`} />;
      }}
    </Loaded>
  );
}

/** Every queue of the post: how many wait, what is due first, and the page where it is worked on. */
export function Component() {
  const { session } = useSession();
  const { roles } = useAccount();
  return (
    <>
      <h1>今日待办</h1>
      <p className="lead">截至 {momentText(session.now)}，每分钟更新。</p>
      <div className="cards">
        <Filings />
        <Claims state="in-review" />
        <Claims state="proposed" />
        {roles.includes('liaison') ? <Tickets /> : null}
        <CareQueues />
        {roles.includes('reconciler') ? <Differences /> : null}
        <dl className="card">
          <dt>
            <Link to="/clearing">跨省清算</Link>
          </dt>
          <dd className="note">确认、通知书、款项</dd>
        </dl>
      </div>
    </>
  );
}
