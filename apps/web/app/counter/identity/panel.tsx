/** Two people say who the patient is: for who has no telephone and is known to no camera (journey 13). */
import { type FormEvent, useState } from 'react';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { photoText } from './photo.ts';

export const CHECKS = 'GET /api/counter/identity-checks';
export type Check = AnswerOf<typeof CHECKS>['checks'][number];
type Card = BodyOf<'POST /api/counter/visits/{visitId}/identity-checks'>['card'];

const STATES: Readonly<Record<Check['state'], readonly [Tone, string]>> = {
  waiting: ['wait', '待复核'],
  confirmed: ['good', '核验一致'],
  refused: ['stop', '核验不一致'],
};

export const CheckState = ({ state }: { state: Check['state'] }) => (
  <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>
);

/** Method, both operators, digest of the paper: what stays on the record. */
export function CheckRecord({ check }: { check: Check }) {
  const { method, maker, madeAt, checker, decidedAt, note, paperDigest } = check;
  return (
    <dl className="check-record">
      <dt>方式</dt>
      <dd>{method}</dd>
      <dt>登记</dt>
      <dd>
        {maker} {madeAt}
      </dd>
      <dt>复核</dt>
      <dd>{checker === null ? '等待另一位工作人员' : `${checker} ${decidedAt}`}</dd>
      {note === null ? null : (
        <>
          <dt>说明</dt>
          <dd>{note}</dd>
        </>
      )}
      <dt>书面同意</dt>
      <dd className="digest">照片已加密，摘要 {paperDigest.slice(0, 16)}…；没有保存人脸</dd>
    </dl>
  );
}

function CheckForm({ visitId }: { visitId: string }) {
  const [isUnreadable, setUnreadable] = useState(false);
  const change = useChange('POST /api/counter/visits/{visitId}/identity-checks', { changes: [CHECKS] });
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const file = given.get('paper') as File;
    const paper = await photoText(file).catch(() => null);
    setUnreadable(paper === null);
    if (paper !== null)
      change.mutate({ path: { visitId }, body: { card: given.get('card') as Card, paper } });
  };
  return (
    <form className="check-form" onSubmit={(event) => void submit(event)}>
      <p>请患者在书面同意上签字或按手印，核对本人和卡片，再拍下这张纸。不拍人脸。</p>
      <label htmlFor="check-card">核对的卡</label>
      <select id="check-card" name="card">
        <option value="social-card">社会保障卡</option>
        <option value="id-card">身份证</option>
      </select>
      <label htmlFor="check-paper">书面同意的照片</label>
      <input
        id="check-paper"
        name="paper"
        type="file"
        accept="image/jpeg,image/png"
        capture="environment"
        required
      />
      {isUnreadable ? <p role="alert">照片不能读取，请重新拍摄。</p> : null}
      {change.error === null ? null : <Problem error={change.error} />}
      <button type="submit" disabled={change.isPending}>
        人卡一致，请另一位复核
      </button>
    </form>
  );
}

const WAITING_SECONDS = 3;

/** Of the visit on the screen: what was checked, or how to begin. */
export function IdentityPanel({ visitId, isSettled }: { visitId: string; isSettled: boolean }) {
  const query = { query: { visitId } };
  const checks = useRead(CHECKS, query, { everySeconds: WAITING_SECONDS });
  const [latest] = [...(checks.data?.checks ?? [])].sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
  const canBegin = !isSettled && (latest === undefined || latest.state === 'refused');
  if (latest === undefined && isSettled) return null;
  return (
    <section aria-label="人工核验" className="identity">
      {latest === undefined ? null : (
        <>
          <p role="status">
            <strong>人工核验</strong> <CheckState state={latest.state} />
            {latest.state === 'waiting' ? ' 复核以前不能结算' : null}
            {latest.state === 'refused' ? ' 不能结算；请重新核验' : null}
          </p>
          <CheckRecord check={latest} />
        </>
      )}
      {canBegin ? (
        <details>
          <summary>没有手机、不能刷脸：人工核验</summary>
          <CheckForm visitId={visitId} />
        </details>
      ) : null}
    </section>
  );
}
