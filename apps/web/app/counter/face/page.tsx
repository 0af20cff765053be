/** A terminal with a camera at a window: who it should be first, then one look, then the token. */
import { type FormEvent, useState } from 'react';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { Look } from '../../ui/face/look.tsx';
import type { FaceLook } from '../../ui/face/watch.ts';
import { useAccount } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';
import { keepForScan } from './token.ts';

type Asked = BodyOf<'POST /api/counter/face/challenges'>;
type Matched = AnswerOf<'POST /api/counter/face/matches'>;

const BUSINESS: Readonly<Record<Asked['business'], string>> = {
  registration: '挂号、门诊登记',
  admission: '入院登记',
  settlement: '结算',
};

const OtherWay = () => <a href="/counter">换一种方式：医保码、社保卡、身份证，或两人核验</a>;

function WhoForm({ onAsk, isBusy }: { onAsk: (asked: Asked) => void; isBusy: boolean }) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    onAsk({
      certificateType: given.get('certificateType') as Asked['certificateType'],
      certificateNumber: String(given.get('certificateNumber')).trim().toUpperCase(),
      business: given.get('business') as Asked['business'],
    });
  };
  return (
    <form className="face-form" onSubmit={submit}>
      <label htmlFor="certificateType">证件</label>
      <select id="certificateType" name="certificateType">
        <option value="id-card">身份证</option>
        <option value="social-card">社会保障卡</option>
      </select>
      <label htmlFor="certificateNumber">号码：先说是谁，再刷脸</label>
      <input id="certificateNumber" name="certificateNumber" required maxLength={64} autoComplete="off" />
      <label htmlFor="business">办理</label>
      <select id="business" name="business">
        {Object.entries(BUSINESS).map(([word, label]) => (
          <option key={word} value={word}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" disabled={isBusy}>
        下一步：刷脸
      </button>
    </form>
  );
}

function Done({ matched, onNext }: { matched: Matched; onNext: () => void }) {
  const goOn = (): void => {
    keepForScan(matched.token);
    location.assign('/counter');
  };
  return (
    <section className="card" role="status">
      <h2>已确认：{matched.name}</h2>
      <p>有效到 {matched.expiresAt}，只用于本窗口这一项业务。没有保存照片。</p>
      <div className="look-keys">
        <button type="button" className="main-button" onClick={goOn}>
          去收费
        </button>
        <button type="button" onClick={onNext}>
          下一位
        </button>
      </div>
    </section>
  );
}

export function Component() {
  const { place } = useAccount();
  const [asked, setAsked] = useState<Asked | null>(null);
  const challenge = useChange('POST /api/counter/face/challenges', { changes: [], isKeyed: false });
  const match = useChange('POST /api/counter/face/matches', { changes: [], isKeyed: false });
  const ask = (body: Asked): void => {
    setAsked(body);
    match.reset();
    challenge.mutate({ body });
  };
  const again = (): void => {
    setAsked(null);
    challenge.reset();
    match.reset();
  };
  const show = (look: FaceLook): void => {
    const { challengeId } = challenge.data!;
    match.mutate({ body: { challengeId, business: asked!.business, ...look } });
  };
  const error = match.error ?? challenge.error;
  const isLooking = challenge.data !== undefined && match.data === undefined && match.error === null;
  return (
    <div className="face-terminal">
      <h1>刷脸 · {place}</h1>
      {error === null ? null : <Problem error={error} />}
      {match.data === undefined ? null : <Done matched={match.data} onNext={again} />}
      {isLooking ? <Look onLook={show} isBusy={match.isPending} otherWay={<OtherWay />} /> : null}
      {challenge.data === undefined ? <WhoForm onAsk={ask} isBusy={challenge.isPending} /> : null}
      {error === null || asked === null ? null : (
        <button type="button" onClick={again}>
          重新开始
        </button>
      )}
      {isLooking ? null : (
        <p>
          <OtherWay />
        </p>
      )}
    </div>
  );
}
