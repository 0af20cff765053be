/** Who somebody is: by number, or as one of the demo's invented people. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { NotDone } from '../api/call.ts';
import { usePersonSession } from '../ui/person.tsx';
import { Problem } from '../ui/state.tsx';

const AT_FIRST = 4;

type Who = Parameters<ReturnType<typeof usePersonSession>['enter']>[0];

function KnownPeople({ give }: { give(who: Who): void }) {
  const { known } = usePersonSession().session;
  const [first, rest] = [known.slice(0, AT_FIRST), known.slice(AT_FIRST)];
  const button = ({ key, name, purpose }: (typeof known)[number]) => (
    <li key={key}>
      <button type="button" className="big-button" onClick={() => give({ key })}>
        {name}
        <small>{purpose}</small>
      </button>
    </li>
  );
  if (known.length === 0) return null;
  return (
    <>
      <p>演示人员，点一下就进去：</p>
      <ul className="people">{first.map(button)}</ul>
      {rest.length === 0 ? null : (
        <details>
          <summary>另外 {rest.length} 位演示人员</summary>
          <ul className="people">{rest.map(button)}</ul>
        </details>
      )}
    </>
  );
}

export function Enter({ title = '您是谁？' }: { title?: string }) {
  const { enter } = usePersonSession();
  const [error, setError] = useState<NotDone | null>(null);
  const [number, setNumber] = useState('');
  const give = (who: Who): void => {
    setError(null);
    enter(who).catch((cause: unknown) => {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    });
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    give({ number: number.trim() });
  };
  return (
    <section aria-labelledby="enter">
      <h1 id="enter">{title}</h1>
      {error === null ? null : <Problem error={error} />}
      <form className="form" onSubmit={send}>
        <label htmlFor="number">身份证号</label>
        <input
          id="number"
          value={number}
          onChange={({ target }) => setNumber(target.value)}
          autoComplete="off"
          maxLength={18}
          required
        />
        <button type="submit" className="main-button">
          进入
        </button>
      </form>
      <KnownPeople give={give} />
    </section>
  );
}

/** What only the person may see: asks who it is first, then shows the same page. */
export function ForPerson({ children }: { children: ReactNode }) {
  const { session } = usePersonSession();
  return session.person === null ? <Enter title="请先登录" /> : children;
}
