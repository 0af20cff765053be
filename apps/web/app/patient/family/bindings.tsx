/** Mutual aid within the province: whose bills the own account may pay, up to what, until when. */
import { type FormEvent, useState } from 'react';
import { useChange, useRead, useReadPages } from '../../api/use.ts';
import { dayText, momentText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { NOBODY, RelativeFields } from './relative.tsx';
import { BINDING_STATES, BINDINGS, type Binding } from './words.ts';

const SCOPES = { outpatient: '门诊', inpatient: '住院', pharmacy: '药店买药' } as const;
type Scope = keyof typeof SCOPES;
const ALL = Object.keys(SCOPES) as Scope[];
const EVENTS = 'GET /api/person/family/bindings/{bindingId}/events';

const KINDS = { bound: '绑定', revoked: '解除', paid: '付了', returned: '退回' } as const;

/** What was paid under it; read when somebody opens the fold. */
function Events({ bindingId }: Pick<Binding, 'bindingId'>) {
  const events = useRead(EVENTS, { path: { bindingId } });
  return (
    <Loaded of={events} what="使用记录">
      {(answer) => (
        <ul className="legs">
          {answer.events.map(({ entry, at, kind, amount }) => (
            <li key={entry}>
              <span className="fall-head">
                <span>{KINDS[kind]}</span>
                {amount === 0 ? null : <Money fen={amount} />}
              </span>
              <small>{momentText(at)}</small>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function BindingCard({ binding }: { binding: Binding }) {
  const { bindingId, role, other, relationLabel, scopeLabels, limitPerYear, boundAt, endsOn, state } =
    binding;
  const [isOpen, setOpen] = useState(false);
  const [isSure, setSure] = useState(false);
  const revoke = useChange('POST /api/person/family/bindings/{bindingId}/revoke', {
    changes: [BINDINGS, EVENTS],
    isKeyed: false,
  });
  const [tone, label] = BINDING_STATES[state];
  return (
    <li className="card">
      <h2>{role === 'donor' ? `我给${relationLabel} ${other}` : `${other} 给我`}</h2>
      <p>
        <Status tone={tone}>{label}</Status>
      </p>
      <p>
        可以付：{scopeLabels.join('、')}；
        {limitPerYear === null ? (
          '每年不限额'
        ) : (
          <>
            每年至多 <Money fen={limitPerYear} />
          </>
        )}
      </p>
      <p className="quiet">
        {dayText(boundAt)} 绑定{endsOn === null ? '，长期有效' : `，到 ${endsOn}`}
      </p>
      {revoke.error === null ? null : <Problem error={revoke.error} />}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>用过多少</summary>
        {isOpen ? <Events bindingId={bindingId} /> : null}
      </details>
      {state === 'active' && !isSure ? (
        <button type="button" onClick={() => setSure(true)}>
          解除绑定
        </button>
      ) : null}
      {state === 'active' && isSure ? (
        <section className="note" aria-label="确认解除">
          <p>解除后立即不能再付新的账单；已经付的不变，不用退。</p>
          <p className="actions">
            <button
              type="button"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate({ path: { bindingId }, body: {} })}
            >
              确认解除
            </button>
            <button type="button" onClick={() => setSure(false)}>
              不解除
            </button>
          </p>
        </section>
      ) : null}
    </li>
  );
}

function BindForm() {
  const [relative, setRelative] = useState(NOBODY);
  const [scopes, setScopes] = useState<readonly Scope[]>(ALL);
  const [limit, setLimit] = useState('');
  const [endsOn, setEndsOn] = useState('');
  const bind = useChange('POST /api/person/family/bindings', {
    changes: [BINDINGS],
    onDone: () => setRelative(NOBODY),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const limitPerYear = limit === '' ? {} : { limitPerYear: limit };
    const until = endsOn === '' ? {} : { endsOn };
    bind.mutate({ body: { ...relative, scopes: [...scopes], ...limitPerYear, ...until } });
  };
  return (
    <form className="form" onSubmit={send}>
      <RelativeFields id="bind" relative={relative} onChange={setRelative} />
      <fieldset>
        <legend>可以用来付什么</legend>
        {ALL.map((scope) => (
          <label key={scope} className="tick">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ target }) =>
                setScopes(ALL.filter((one) => (one === scope ? target.checked : scopes.includes(one))))
              }
            />
            {SCOPES[scope]}
          </label>
        ))}
      </fieldset>
      <label htmlFor="bind-limit">每年至多用多少（元），不填就不限</label>
      <input
        id="bind-limit"
        inputMode="decimal"
        pattern="\d{1,8}(\.\d{1,2})?"
        value={limit}
        onChange={({ target }) => setLimit(target.value.trim())}
      />
      <label htmlFor="bind-ends">用到哪天，不填就长期</label>
      <input id="bind-ends" type="date" value={endsOn} onChange={({ target }) => setEndsOn(target.value)} />
      {bind.error === null ? null : <Problem error={bind.error} />}
      {bind.data === undefined ? null : <p role="status">已绑定，现在就能用。个人账户的钱没有动。</p>}
      <button type="submit" className="main-button" disabled={bind.isPending || scopes.length === 0}>
        绑定
      </button>
    </form>
  );
}

export function Bindings() {
  const pages = useReadPages(BINDINGS, { query: {} }, (answer) => answer.bindings);
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  return (
    <>
      <h1>本省家人共济</h1>
      <p>我的职工医保个人账户可以付家人在本省看病、买药自己负担的部分。绑定不花钱，随时可以解除。</p>
      <Loaded
        of={{ ...pages, data: data && rows }}
        what="绑定"
        emptyText={(list) => (list.length === 0 ? '还没有绑定家人' : null)}
      >
        {(list) => (
          <ul className="cards">
            {list.map((binding) => (
              <BindingCard key={binding.bindingId} binding={binding} />
            ))}
          </ul>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          更多绑定
        </button>
      ) : null}
      <details>
        <summary>绑定一位家人</summary>
        <BindForm />
      </details>
    </>
  );
}
