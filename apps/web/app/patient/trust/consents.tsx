import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useReadPages } from '../../api/use.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';

type Consent = AnswerOf<'GET /api/person/consents'>['consents'][number];

const STATES: Readonly<Record<Consent['state'], readonly [Tone, string]>> = {
  standing: ['good', '有效'],
  'not-begun': ['wait', '未到起日'],
  expired: ['quiet', '已到期'],
  revoked: ['quiet', '已撤回'],
};

function ConsentCard({ consent }: { consent: Consent }) {
  const { consentId, state, recipientName, purposeLabel, product, dataClasses, startsOn, endsOn } = consent;
  const revoke = useChange('POST /api/person/consents/{consentId}/revocation', {
    changes: ['GET /api/person/consents', 'GET /api/person/access-log'],
    isKeyed: false,
  });
  const [tone, label] = STATES[state];
  return (
    <li className="card">
      <h2>{recipientName}</h2>
      <p>
        <Status tone={tone}>{label}</Status>
      </p>
      <p>
        用途：{purposeLabel}
        {product === null ? '' : `（产品 ${product}）`}
      </p>
      <p>只给：{dataClasses.map((one) => one.label).join('、')}</p>
      <p className="quiet">
        {startsOn} 至 {endsOn}
        {consent.revokedAt === null ? '' : `，${consent.revokedAt} 撤回`}
      </p>
      {revoke.error === null ? null : <Problem error={revoke.error} />}
      {state === 'standing' || state === 'not-begun' ? (
        <button
          type="button"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate({ path: { consentId }, body: {} })}
        >
          撤回，立即生效
        </button>
      ) : null}
    </li>
  );
}

function Page() {
  const consents = useReadPages(
    'GET /api/person/consents',
    { query: { limit: '20' } },
    (page) => page.consents,
    'before',
  );
  const { rows, hasNextPage, fetchNextPage } = consents;
  return (
    <>
      <h1>我的同意</h1>
      <p>您的数据给谁、给哪几项，由您定；不同意不影响医保结算。</p>
      <p className="actions">
        <Link className="main-button" to="/consents/new">
          给出同意
        </Link>
        <Link to="/access-log">谁看过我的数据</Link>
        <a href="/patient/face">刷脸登记和删除</a>
      </p>
      <Loaded of={consents} what="同意" emptyText={() => (rows.length === 0 ? '没有给过同意' : null)}>
        {() => (
          <ul className="cards">
            {rows.map((consent) => (
              <ConsentCard key={consent.consentId} consent={consent} />
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
