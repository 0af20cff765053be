/** The states of everything that is read: empty, loading, slow, failing, forbidden. */
import { type ReactNode, useEffect, useState } from 'react';
import type { NotDone } from '../api/call.ts';

/** Reading longer than this says so. */
const SLOW_MS = 3_000;

const MONEY_OF: Readonly<Record<NotDone['kind'], string>> = {
  forbidden: '没有办理，款项没有变动。',
  'signed-out': '没有办理，款项没有变动。',
  missing: '没有办理，款项没有变动。',
  refused: '没有办成，款项没有变动。',
  unknown: '结果未知：款项可能已变动，再办一次（同一编号）不会重复生效。',
};

type ProblemProps = {
  readonly error: NotDone;
  readonly onRetry?: () => void;
  /** Asked again, not answered yet. */
  readonly isRetrying?: boolean;
};

/** What went wrong, whether money moved, what to do next. */
export function Problem({ error, onRetry, isRetrying = false }: ProblemProps) {
  const { told, kind, isChange } = error;
  return (
    <section className={`state state-${kind === 'unknown' ? 'stop' : 'wait'}`} role="alert">
      <p className="state-title">{kind === 'forbidden' ? `没有权限：${told.text}` : told.text}</p>
      <p>{isChange ? MONEY_OF[kind] : '只是没有读到，款项没有变动。'}</p>
      <p>下一步：{told.fix}。</p>
      <p className="state-code">
        {told.code} · {told.field}
      </p>
      {onRetry === undefined ? null : (
        <button type="button" className="plain-button" onClick={onRetry}>
          {isRetrying ? '正在再试…' : '再试一次'}
        </button>
      )}
    </section>
  );
}

/** Grey lines while something is read; says so after three seconds. */
export function Loading({ what = '内容' }: { what?: string }) {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section className="state" role="status" aria-busy="true" aria-label={`正在读取${what}`}>
      <div className="bone bone-short" />
      <div className="bone" />
      <div className="bone" />
      {isSlow ? <p>比平时慢，仍在读取{what}；款项不受影响，可以等待或稍后再来。</p> : null}
    </section>
  );
}

export function Empty({ text, hint }: { text: string; hint?: ReactNode }) {
  return (
    <section className="state state-empty">
      <p className="state-title">{text}</p>
      {hint === undefined ? null : <p>{hint}</p>}
    </section>
  );
}

/** As much of a query of React Query as the states need. */
type Asked<T> = {
  readonly data: T | undefined;
  readonly error: NotDone | null;
  readonly isFetching?: boolean;
  refetch(): unknown;
};

type LoadedProps<T> = {
  readonly of: Asked<T>;
  /** What is read, for the texts: '清算', '账单'. */
  readonly what: string;
  /** Said instead of the content when there is nothing; null when there is something. */
  readonly emptyText?: (value: T) => string | null;
  readonly children: (value: T) => ReactNode;
};

/** Shows a query in whatever state it is. What was read once stays readable when reading again fails. */
export function Loaded<T>({ of, what, emptyText, children }: LoadedProps<T>) {
  const { data, error, isFetching = false } = of;
  const problem =
    error === null ? null : (
      <Problem error={error} onRetry={() => void of.refetch()} isRetrying={isFetching} />
    );
  if (data === undefined) return problem ?? <Loading what={what} />;
  const empty = emptyText?.(data) ?? null;
  return (
    <>
      {problem}
      {empty === null ? children(data) : <Empty text={empty} />}
    </>
  );
}
