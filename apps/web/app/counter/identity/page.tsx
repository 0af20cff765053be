/** Checks of this institution: the second person looks at the paper and confirms, or says what differs. */
import { useState } from 'react';
import '../../styles/counter.css';
import { useChange, useRead } from '../../api/use.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { CHECKS, type Check, CheckRecord, CheckState } from './panel.tsx';

function Decide({ check }: { check: Check }) {
  const [note, setNote] = useState('');
  const [isSeen, setSeen] = useState(false);
  const change = useChange('POST /api/counter/identity-checks/{checkId}/decision', {
    changes: [CHECKS],
    isKeyed: false,
  });
  const { checkId } = check;
  const decide = (accept: boolean): void => change.mutate({ path: { checkId }, body: { accept, note } });
  return (
    <>
      {isSeen ? (
        <img
          className="check-paper"
          src={`/api/counter/identity-checks/${encodeURIComponent(checkId)}/paper`}
          alt="签字的书面同意"
        />
      ) : (
        <button type="button" onClick={() => setSeen(true)}>
          看书面同意
        </button>
      )}
      <label htmlFor={`note-${checkId}`}>不一致时写明哪里</label>
      <input
        id={`note-${checkId}`}
        value={note}
        maxLength={200}
        onChange={({ target }) => setNote(target.value)}
      />
      {change.error === null ? null : <Problem error={change.error} />}
      <div className="look-keys">
        <button type="button" disabled={change.isPending || !isSeen} onClick={() => decide(true)}>
          本人、卡片、同意书一致
        </button>
        <button type="button" disabled={change.isPending} onClick={() => decide(false)}>
          不一致
        </button>
      </div>
    </>
  );
}

const One = ({ check }: { check: Check }) => (
  <li className="card">
    <h2>
      {check.name} <span className="quiet">{check.certificateNumber}</span> <CheckState state={check.state} />
    </h2>
    <CheckRecord check={check} />
    {check.state === 'waiting' && !check.isOwn ? <Decide check={check} /> : null}
    {check.state === 'waiting' && check.isOwn ? (
      <p>这是您登记的，要由另一位工作人员用自己的账号复核。</p>
    ) : null}
  </li>
);

const AGAIN_SECONDS = 5;

export function Component() {
  const checks = useRead(CHECKS, { query: {} }, { everySeconds: AGAIN_SECONDS });
  return (
    <>
      <h1>人工核验</h1>
      <p>没有手机、不能刷脸的患者，由两位工作人员核对。复核的人当面看过本人和卡片，再看书面同意。</p>
      <Loaded of={checks} what="人工核验">
        {({ checks: rows }) =>
          rows.length === 0 ? (
            <p className="state state-empty">没有人工核验。在收费页面打开一笔账，从“人工核验”开始。</p>
          ) : (
            <ul className="checks">
              {rows.map((check) => (
                <One key={check.checkId} check={check} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
