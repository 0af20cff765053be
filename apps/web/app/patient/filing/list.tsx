import { AREA_NAMES, LABELS } from '@zhijie/kernel';
import { Link } from 'react-router';
import { FILING_STATE } from '../../../src/texts/words.ts';
import { type AnswerOf, addressOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';

type Filing = AnswerOf<'GET /api/person/filings'>['filings'][number];

const TONES: Readonly<Record<string, Tone>> = { good: 'good', wait: 'wait', stop: 'stop', plain: 'quiet' };

function FilingCard({ filing }: { filing: Filing }) {
  const { filingId, category, careAreas, startsOn, endsOn, state, insuranceType, byCommitment } = filing;
  const cancel = useChange('POST /api/person/filings/{filingId}/cancel', {
    changes: ['GET /api/person/filings'],
    isKeyed: false,
  });
  const { tone, label, sentence } = FILING_STATE[state];
  const names = careAreas.map((area) => AREA_NAMES[area as keyof typeof AREA_NAMES] ?? area).join('、');
  const isLive = state === 'in-force' || state === 'submitted';
  return (
    <li className="card">
      <h2>去{names}</h2>
      <p>
        <Status tone={TONES[tone]!}>{label}</Status>
      </p>
      <p>{sentence}</p>
      <p className="quiet">
        {LABELS.filingCategory[category]} · {LABELS.insuranceType[insuranceType]} · {startsOn} 起
        {endsOn === null ? '，长期有效' : `，到 ${endsOn}`}
        {byCommitment ? ' · 凭承诺书，请记得补交材料' : ''}
      </p>
      {cancel.error === null ? null : <Problem error={cancel.error} />}
      <p className="actions">
        <a href={addressOf('GET /api/person/filings/{filingId}/form', { path: { filingId } })}>登记表 PDF</a>
        {isLive ? (
          <button
            type="button"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate({ path: { filingId }, body: {} })}
          >
            取消备案
          </button>
        ) : null}
      </p>
    </li>
  );
}

function Page() {
  const filings = useRead('GET /api/person/filings', {});
  return (
    <>
      <h1>我的备案</h1>
      <p className="actions">
        <Link className="main-button" to="/filings/new">
          办理备案
        </Link>
        <Link to="/filing">不清楚怎么办，先问</Link>
      </p>
      <Loaded
        of={filings}
        what="备案"
        emptyText={(answer) => (answer.filings.length === 0 ? '还没有备案' : null)}
      >
        {(answer) => (
          <ul className="cards">
            {answer.filings.map((filing) => (
              <FilingCard key={filing.filingId} filing={filing} />
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
