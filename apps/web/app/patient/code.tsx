/** The insurance code: drawn by the person's own node, a minute long, for one scan. */
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../api/call.ts';
import { useChange, useRead } from '../api/use.ts';
import { Loaded, Loading, Problem } from '../ui/state.tsx';
import { Status } from '../ui/status.tsx';
import { ForPerson } from './enter.tsx';

type Shown = AnswerOf<'POST /api/person/code'>;

/** Renewed by itself so often; then somebody has to say that it is still wanted. */
const RENEWALS = 5;

/** Seconds until a moment of this device, counted down. */
function useSecondsLeft(shown: Shown | undefined): number | null {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (shown === undefined) return undefined;
    const until = Date.now() + shown.secondsLeft * 1000;
    const count = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [shown]);
  return left;
}

function Code() {
  const [renewals, setRenewals] = useState(0);
  // Kept while the next one is fetched: the screen and the focus stay where they are.
  const [data, setData] = useState<Shown>();
  const issue = useChange('POST /api/person/code', { changes: [], isKeyed: false, onDone: setData });
  const { error, mutate } = issue;
  const left = useSecondsLeft(data);
  const isOver = left === 0;
  useEffect(() => mutate({ body: {} }), [mutate]);
  useEffect(() => {
    if (!isOver || renewals >= RENEWALS) return;
    setRenewals((before) => before + 1);
    mutate({ body: {} });
  }, [isOver, renewals, mutate]);
  const again = (): void => {
    setRenewals(0);
    mutate({ body: {} });
  };
  if (error !== null) return <Problem error={error} onRetry={again} />;
  if (data === undefined) return <Loading what="医保码" />;
  const isStopped = isOver && renewals >= RENEWALS;
  return (
    <>
      <div className="code-card">
        {isStopped ? (
          <p>医保码已过期。</p>
        ) : (
          <img
            className="code"
            src={`data:image/svg+xml,${encodeURIComponent(data.svg)}`}
            alt={`医保码二维码，数字 ${data.code}`}
          />
        )}
        <p className="code-digits">{isStopped ? '—' : data.code.replace(/(\d{4})(?=\d)/g, '$1 ')}</p>
        <p role="timer">
          {isStopped ? '点“换一个”继续' : `还剩 ${left ?? data.secondsLeft} 秒，到时自动换新`}
        </p>
      </div>
      <button type="button" className="main-button" onClick={again}>
        换一个
      </button>
    </>
  );
}

function Page() {
  const state = useRead('GET /api/person/code', {});
  const changes = ['GET /api/person/code'] as const;
  const on = useChange('POST /api/person/code/activation', { changes, isKeyed: false });
  const off = useChange('POST /api/person/code/deactivation', { changes, isKeyed: false });
  return (
    <>
      <h1>出示医保码</h1>
      <Loaded of={state} what="医保码">
        {({ state: now }) =>
          now === 'active' ? (
            <>
              <Code />
              <details className="card">
                <summary>这个码怎么用</summary>
                <ul>
                  <li>给收费员扫，或把数字念给收费员听。</li>
                  <li>一分钟内有效，只能扫一次；扫过就作废，截图没有用。</li>
                  <li>码里没有姓名和身份证号。</li>
                </ul>
                <button type="button" disabled={off.isPending} onClick={() => off.mutate({ body: {} })}>
                  停用医保码（手机丢了就停用，即时生效）
                </button>
              </details>
            </>
          ) : (
            <>
              <p>
                <Status tone="wait">{now === 'never' ? '还没有激活' : '已停用'}</Status>
              </p>
              <p>激活后就能出示，不收钱，随时可以停用。</p>
              <button
                type="button"
                className="main-button"
                disabled={on.isPending}
                onClick={() => on.mutate({ body: {} })}
              >
                激活医保码
              </button>
            </>
          )
        }
      </Loaded>
      {on.error === null ? null : <Problem error={on.error} />}
      {off.error === null ? null : <Problem error={off.error} />}
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
