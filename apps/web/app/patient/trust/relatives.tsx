/** Who may act for me, and for whom I may act; switching changes whose pages these are. */
import { type FormEvent, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { usePersonSession } from '../../ui/person.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';
import { PlaceSelect } from '../filing/place-select.tsx';
import { type Wish, WishFields } from './wish.tsx';
import { RELATIONS, type Relation } from './words.ts';

type Delegate = AnswerOf<'GET /api/person/delegates'>['delegates'][number];
type Principal = AnswerOf<'GET /api/person/acting'>['principals'][number];

const WISH: Wish = { relation: 'child', scopes: ['filing'] };
const STATES: Readonly<Record<Delegate['state'], readonly [Tone, string]>> = {
  standing: ['good', '有效'],
  expired: ['quiet', '已到期'],
  ended: ['quiet', '已结束'],
};

/** The text code, six digits, then the relative's pages. */
function CodeEntry({ codeId, onGranted }: { codeId: string; onGranted(personId: string): void }) {
  const [code, setCode] = useState('');
  const grant = useChange('POST /api/person/delegations', {
    changes: ['GET /api/person/acting'],
    isKeyed: false,
    onDone: ({ personId }) => onGranted(personId),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    grant.mutate({ body: { codeId, code } });
  };
  return (
    <form className="form" onSubmit={send}>
      <p>验证码已发到家人手机，请家人念给您。</p>
      <label htmlFor="text-code">短信里的六位验证码</label>
      <input
        id="text-code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\d{6}"
        maxLength={6}
        required
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      {grant.error === null ? null : <Problem error={grant.error} />}
      <button type="submit" className="main-button" disabled={grant.isPending}>
        确认代办
      </button>
    </form>
  );
}

function AskForCode({ onGranted }: { onGranted(personId: string): void }) {
  const [wish, setWish] = useState(WISH);
  const [number, setNumber] = useState('');
  const [insuredArea, setArea] = useState('');
  const ask = useChange('POST /api/person/delegations/codes', { changes: [], isKeyed: false });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const { relation, scopes } = wish;
    const relative = { certificateType: 'id-card', certificateNumber: number.trim(), insuredArea } as const;
    ask.mutate({ body: { ...relative, relation, scopes } });
  };
  if (ask.data !== undefined) return <CodeEntry codeId={ask.data.codeId} onGranted={onGranted} />;
  return (
    <form className="form" onSubmit={send}>
      <label htmlFor="relative-number">家人的身份证号</label>
      <input
        id="relative-number"
        required
        maxLength={18}
        autoComplete="off"
        value={number}
        onChange={({ target }) => setNumber(target.value)}
      />
      <PlaceSelect label="家人的参保地" value={insuredArea} onChange={setArea} />
      <WishFields id="own-relation" label="您是家人的" wish={wish} onChange={setWish} />
      {ask.error === null ? null : <Problem error={ask.error} />}
      <button type="submit" className="main-button" disabled={ask.isPending || wish.scopes.length === 0}>
        给家人手机发验证码
      </button>
    </form>
  );
}

function PrincipalLine({ principal, onSwitch }: { principal: Principal; onSwitch(personId: string): void }) {
  const { personId, name, scopes, endsOn } = principal;
  return (
    <li>
      <span className="fall-head">
        <strong>{name}</strong>
        <button type="button" onClick={() => onSwitch(personId)}>
          替 {name} 办
        </button>
      </span>
      <small>
        {scopes.map(({ label }) => label).join('、')}，到 {endsOn}
      </small>
    </li>
  );
}

function ForOthers() {
  const go = useNavigate();
  const [query] = useSearchParams();
  const { renew } = usePersonSession();
  const acting = useRead('GET /api/person/acting', {});
  const after = query.get('after');
  const change = useChange('POST /api/person/acting', {
    changes: [],
    isKeyed: false,
    onDone: () => {
      void renew().then(() => go(after?.startsWith('/') === true ? after : '/filings'));
    },
  });
  const toRelative = (personId: string): void => change.mutate({ body: { personId } });
  return (
    <section className="card" aria-labelledby="for-others">
      <h2 id="for-others">我替家人办</h2>
      {change.error === null ? null : <Problem error={change.error} />}
      <Loaded of={acting} what="可以代办的家人">
        {({ principals }) => (
          <>
            {principals.length === 0 ? <p>还没有家人授权给您。</p> : null}
            <ul className="legs">
              {principals.map((principal) => (
                <PrincipalLine key={principal.delegationId} principal={principal} onSwitch={toRelative} />
              ))}
            </ul>
            <details open={after !== null && principals.length === 0}>
              <summary>申请替家人办（身份证号加短信验证码）</summary>
              <AskForCode onGranted={toRelative} />
            </details>
          </>
        )}
      </Loaded>
    </section>
  );
}

function DelegateLine({ delegate }: { delegate: Delegate }) {
  const { delegationId, name, relation, scopes, state, endsOn, methodLabel } = delegate;
  const end = useChange('POST /api/person/delegates/{delegationId}/end', {
    changes: ['GET /api/person/delegates'],
    isKeyed: false,
  });
  const [tone, label] = STATES[state];
  return (
    <li>
      <span className="fall-head">
        <strong>
          {name}（{RELATIONS[relation as Relation] ?? relation}）
        </strong>
        <Status tone={tone}>{label}</Status>
      </span>
      <small>
        {scopes.map((one) => one.label).join('、')}，到 {endsOn}，{methodLabel}
      </small>
      {end.error === null ? null : <Problem error={end.error} />}
      {state === 'standing' ? (
        <button
          type="button"
          disabled={end.isPending}
          onClick={() => end.mutate({ path: { delegationId }, body: {} })}
        >
          结束授权，立即生效
        </button>
      ) : null}
    </li>
  );
}

function Grant() {
  const [wish, setWish] = useState(WISH);
  const [number, setNumber] = useState('');
  const grant = useChange('POST /api/person/delegates', {
    changes: ['GET /api/person/delegates'],
    isKeyed: false,
    onDone: () => setNumber(''),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    grant.mutate({ body: { ...wish, certificateNumber: number.trim() } });
  };
  return (
    <form className="form" onSubmit={send}>
      <label htmlFor="delegate-number">代办人的身份证号</label>
      <input
        id="delegate-number"
        required
        maxLength={18}
        autoComplete="off"
        value={number}
        onChange={({ target }) => setNumber(target.value)}
      />
      <WishFields id="delegate-relation" label="代办人是我的" wish={wish} onChange={setWish} />
      {grant.error === null ? null : <Problem error={grant.error} />}
      <button type="submit" className="main-button" disabled={grant.isPending || wish.scopes.length === 0}>
        授权
      </button>
    </form>
  );
}

function Delegates() {
  const delegates = useRead('GET /api/person/delegates', {});
  return (
    <section className="card" aria-labelledby="delegates">
      <h2 id="delegates">谁可以替我办</h2>
      <Loaded of={delegates} what="代办人">
        {(answer) => (
          <>
            {answer.delegates.length === 0 ? <p>没有授权给任何人。</p> : null}
            <ul className="legs">
              {answer.delegates.map((delegate) => (
                <DelegateLine key={delegate.delegationId} delegate={delegate} />
              ))}
            </ul>
            <details>
              <summary>授权家人替我办</summary>
              <Grant />
            </details>
          </>
        )}
      </Loaded>
    </section>
  );
}

export const Component = () => (
  <ForPerson>
    <h1>家人代办</h1>
    <ForOthers />
    <Delegates />
  </ForPerson>
);
