/** One claim: the papers beside what was read of them, what the machine says, and the step that is next. */
import { useState } from 'react';
import { useRead } from '../../api/use.ts';
import { Due } from '../../ui/due.tsx';
import { Money } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { Acts } from './acts.tsx';
import { Fields } from './fields.tsx';
import { Papers, type Place } from './papers.tsx';
import { type Claim, READ, type Review, STATES, VERDICTS, WEIGHTS } from './words.ts';

function Opinion({ review }: { review: Review }) {
  const { proposal, findings, missingPaperLabels } = review;
  const [tone, word] = VERDICTS[proposal.verdict];
  return (
    <section aria-label="机审意见">
      <h2>
        机审意见 <Status tone={tone}>{word}</Status>
        {proposal.funds === null ? null : (
          <>
            {' '}
            基金支付 <Money fen={proposal.funds} isStrong />
          </>
        )}
      </h2>
      <ul className="duties">
        {proposal.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <h3>缺少的材料</h3>
      <p>{missingPaperLabels.length === 0 ? '材料齐全。' : `${missingPaperLabels.join('、')}。`}</p>
      <h3>疑点</h3>
      {findings.length === 0 ? <p>没有发现疑点。</p> : null}
      <ul className="duties">
        {findings.map(({ weight, text }) => (
          <li key={text}>
            <Status tone={WEIGHTS[weight][0]}>{WEIGHTS[weight][1]}</Status> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same engine and the same clauses as a direct settlement. */
function Calculation({ decision }: { decision: NonNullable<Claim['decision']> }) {
  const { parts, steps } = decision;
  return (
    <section aria-label="逐步计算">
      <h2>逐步计算</h2>
      <p>
        总费用 <Money fen={parts.feeTotal} />
        ，基金支付 <Money fen={parts.paidByFunds} isStrong />
        ，个人负担 <Money fen={parts.borneByPerson} />
      </p>
      <ol className="timeline">
        {steps.map(({ stage, text, from, to, amount, base, rate, clause }) => (
          <li key={`${stage} ${from} ${to} ${text}`}>
            {text} <Money fen={amount} />
            {rate === null ? null : (
              <span className="quiet">
                {' '}
                ＝ <Money fen={base} /> × {rateText(rate)}
              </span>
            )}
            <br />
            <span className="quiet">
              {clause.document || clause.source} {clause.article}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Course({ claim }: { claim: Claim }) {
  return (
    <section aria-label="办理进度">
      <h2>办理进度</h2>
      <ol className="course">
        {claim.progress.map(({ label, at }) => (
          <li key={label}>
            <Status tone={at === null ? 'quiet' : 'good'}>{label}</Status>
            <span className="quiet">{at ?? '未到'}</span>
          </li>
        ))}
      </ol>
      <ul className="duties">
        {claim.payments.map(({ way, amount, bank, serial, paidOn }) => (
          <li key={serial}>
            {way === 'paid' ? '已支付' : '已退回'} <Money fen={amount} />，{paidOn}，{bank}，流水号 {serial}
          </li>
        ))}
      </ul>
      <details>
        <summary>全部记录（{claim.history.length}）</summary>
        <ol className="timeline">
          {claim.history.map(({ at, by, label, note }) => (
            <li key={`${at} ${label} ${note}`}>
              {at} {by} {label}
              {note === null || note === '' ? '' : `：${note}`}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function Case({ claim }: { claim: Claim }) {
  const [place, setPlace] = useState<Place | null>(null);
  const { state, dueOn, review, decision } = claim;
  const [tone, word] = STATES[state];
  const isDecided = state !== 'in-review' && state !== 'proposed';
  return (
    <>
      <p className="lead">
        <Status tone={tone}>{word}</Status> 参保人 {claim.personId}{' '}
        {dueOn === null ? '' : <Due on={dueOn} isDone={isDecided} />}
      </p>
      <Acts claim={claim} />
      <div className="side-by-side">
        <div>
          <Papers claim={claim} place={place} />
          {review === null ? null : <Opinion review={review} />}
        </div>
        <Fields claim={claim} onLook={setPlace} />
      </div>
      <Course claim={claim} />
      {decision === null ? null : <Calculation decision={decision} />}
    </>
  );
}

const READING = ['waiting', 'reading'];

/** Read again while a paper is being recognised. */
export function ClaimCase({ claimId }: { claimId: string }) {
  const [isReading, setReading] = useState(false);
  const read = useRead(READ, { path: { claimId } }, isReading ? { everySeconds: 3 } : {});
  const waits = read.data?.claim.papers.some(({ reading }) => READING.includes(reading)) ?? false;
  if (waits !== isReading) setReading(waits);
  return (
    <Loaded of={read} what="手工报销">
      {({ claim }) => <Case claim={claim} />}
    </Loaded>
  );
}
