/** Who has paid everything himself asks for the money back: papers, fields, submitting, and how it stands. */
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { wordsOf } from '../bills/words.ts';
import { ForPerson } from '../enter.tsx';
import { Fields } from './fields.tsx';
import { Papers } from './papers.tsx';
import { type Claim, LIST, READ, STATES } from './words.ts';

const addressOfClaim = (claimId: string): string => `/claims?${new URLSearchParams({ claim: claimId })}`;

function List() {
  const claims = useRead(LIST, {});
  const [, setQuery] = useSearchParams();
  const open = useChange('POST /api/person/claims', {
    changes: [LIST],
    onDone: ({ claimId }) => setQuery({ claim: String(claimId) }),
  });
  return (
    <>
      <h1>手工报销</h1>
      <p>看病时已经全部自己付了的，凭票据在这里申请报销。按参保地政策，用和医院直接结算同样的算法。</p>
      {open.error === null ? null : <Problem error={open.error} />}
      <button
        type="button"
        className="main-button"
        disabled={open.isPending}
        onClick={() => open.mutate({ body: {} })}
      >
        申请一笔报销
      </button>
      <Loaded
        of={claims}
        what="报销"
        emptyText={(answer) => (answer.claims.length === 0 ? '还没有申请过' : null)}
      >
        {(answer) => (
          <ul className="legs">
            {answer.claims.map(({ claimId, state, stateLabel, openedAt, dueOn }) => (
              <li key={claimId}>
                <span className="fall-head">
                  <Link to={addressOfClaim(claimId)}>{momentText(openedAt)} 的报销</Link>
                  <Status tone={STATES[state][0]}>{stateLabel}</Status>
                </span>
                {dueOn === null ? null : <small>最迟 {dueOn} 办结</small>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

/** What the machine says before anybody looks: how much, or what is missing. */
function Outlook({ claim }: { claim: Claim }) {
  const { review } = claim;
  if (review === null) return null;
  const { proposal, problems, missingPaperLabels, findings } = review;
  const lacks = [
    ...missingPaperLabels,
    ...problems.map(({ label, is }) => `${label}${is === 'missing' ? '没有填' : '不对'}`),
  ];
  return (
    <div className="card">
      {lacks.length === 0 ? null : <p>还差：{lacks.join('、')}。</p>}
      {proposal.funds === null || proposal.verdict === 'refuse' ? null : (
        <p>
          按现在的内容，预计报销 <Money fen={proposal.funds} isStrong />
          。以审核结果为准。
        </p>
      )}
      {proposal.verdict === 'refuse' ? proposal.reasons.map((text) => <p key={text}>{text}</p>) : null}
      {findings
        .filter(({ weight }) => weight !== 'note')
        .map(({ code, text }) => (
          <p key={code}>{text}</p>
        ))}
    </div>
  );
}

function Submit({ claim }: { claim: Claim }) {
  const { claimId, review } = claim;
  const submit = useChange('POST /api/person/claims/{claimId}/submit', {
    changes: [READ, LIST],
    isKeyed: false,
  });
  const isComplete = review !== null && review.missingPapers.length === 0 && review.problems.length === 0;
  return (
    <section aria-labelledby="submit">
      <h2 id="submit">第三步：提交</h2>
      <Outlook claim={claim} />
      {submit.error === null ? null : <Problem error={submit.error} />}
      <button
        type="button"
        className="main-button"
        disabled={!isComplete || submit.isPending}
        onClick={() => submit.mutate({ path: { claimId }, body: {} })}
      >
        提交报销
      </button>
      <p>提交后，同一张票据不能再用来报销或结算。复核以前可以撤回。</p>
    </section>
  );
}

function Progress({ claim }: { claim: Claim }) {
  const { progress, payments, history, approvedFunds } = claim;
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">办到哪一步</h2>
      {approvedFunds === null ? null : (
        <div className="sum">
          <p>核定报销</p>
          <p className="sum-amount">
            <Money fen={approvedFunds} />
          </p>
          <p className="sum-words">{wordsOf(approvedFunds)}</p>
        </div>
      )}
      <ol className="timeline">
        {progress.map(({ label, at }) => (
          <li key={label}>
            {label} <Status tone={at === null ? 'quiet' : 'good'}>{at ?? '还没有'}</Status>
          </li>
        ))}
      </ol>
      {payments.map(({ serial, way, amount, bank, paidOn }) => (
        <p key={`${way}${serial}`}>
          {paidOn} {bank} {way === 'paid' ? '已付' : '已退回'} <Money fen={amount} isStrong />
        </p>
      ))}
      <details>
        <summary>经过</summary>
        <ul className="legs">
          {history.map(({ at, label, note }) => (
            <li key={`${at}${label}`}>
              <span>
                {at} {label}
              </span>
              {note === null ? null : <small>{note}</small>}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Withdraw({ claimId }: { claimId: string }) {
  const [isAsked, setAsked] = useState(false);
  const withdraw = useChange('POST /api/person/claims/{claimId}/withdraw', {
    changes: [READ, LIST],
    isKeyed: false,
  });
  const send = (): void => withdraw.mutate({ path: { claimId }, body: { reason: '本人撤回' } });
  return (
    <>
      {withdraw.error === null ? null : <Problem error={withdraw.error} />}
      <p className="actions">
        {isAsked ? (
          <>
            <button type="button" disabled={withdraw.isPending} onClick={send}>
              确认撤回
            </button>
            <button type="button" onClick={() => setAsked(false)}>
              不撤回
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setAsked(true)}>
            撤回这笔报销
          </button>
        )}
      </p>
    </>
  );
}

/** While a paper is being read, and while others work on the claim. */
const AGAIN_SECONDS = 4;

function One({ claimId }: { claimId: string }) {
  const claim = useRead(READ, { path: { claimId } }, { everySeconds: AGAIN_SECONDS });
  return (
    <>
      <h1>一笔报销</h1>
      <p>
        <Link to="/claims">全部报销</Link>
      </p>
      <Loaded of={claim} what="报销">
        {({ claim: one }) => {
          const [tone, sentence] = STATES[one.state];
          const isOpen = one.state === 'gathering';
          return (
            <>
              <p>
                <Status tone={tone}>{one.stateLabel}</Status> {sentence}
              </p>
              <ReadAloud text={`这笔报销${one.stateLabel}。${sentence}`} />
              {isOpen ? (
                <>
                  <Papers claim={one} />
                  <Fields claim={one} />
                  <Submit claim={one} />
                </>
              ) : null}
              <Progress claim={one} />
              {one.state === 'in-review' || one.state === 'proposed' ? <Withdraw claimId={claimId} /> : null}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Page() {
  const [query] = useSearchParams();
  const claimId = query.get('claim');
  return claimId === null ? <List /> : <One claimId={claimId} />;
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
