import { Link } from 'react-router';
import { useRead } from '../api/use.ts';
import { momentText } from '../ui/dates.ts';
import { useSession } from '../ui/session.tsx';
import { Loaded } from '../ui/state.tsx';

/** How many wait in each queue that this post works on. */
export function Component() {
  const { session } = useSession();
  const filings = useRead('GET /api/agency/filings', { query: { limit: '200' } });
  const claims = useRead('GET /api/agency/claims', { query: { state: 'in-review', limit: '200' } });
  const tickets = useRead('GET /api/agency/tickets', { query: { open: 'true', limit: '200' } });
  return (
    <>
      <h1>今日待办</h1>
      <p className="lead">截至 {momentText(session.now)}</p>
      <div className="cards">
        <Loaded of={filings} what="备案">
          {(answer) => (
            <dl className="card">
              <dt>待审核备案</dt>
              <dd>{answer.filings.length}</dd>
            </dl>
          )}
        </Loaded>
        <Loaded of={claims} what="手工报销">
          {(answer) => (
            <dl className="card">
              <dt>
                <Link to="/claims">待初审手工报销</Link>
              </dt>
              <dd>{answer.claims.length}</dd>
            </dl>
          )}
        </Loaded>
        <Loaded of={tickets} what="协查和工单">
          {(answer) => (
            <dl className="card">
              <dt>未办结的协查和工单</dt>
              <dd>{answer.tickets.length}</dd>
            </dl>
          )}
        </Loaded>
        <div className="card">
          <Link to="/clearing">跨省清算</Link>
          <p className="note">确认、通知书、款项</p>
        </div>
      </div>
    </>
  );
}
