/** The person's session: who entered, and the token of every change. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type AnswerOf, type BodyOf, call, type NotDone, showToken, whenSignedOut } from '../api/call.ts';
import { forgetOthers } from './forget.ts';
import { Loading, Problem } from './state.tsx';

export type PersonSession = AnswerOf<'GET /api/session/person'>;
type Enter = BodyOf<'POST /api/session/person/enter'>;
type PersonValue = {
  readonly session: PersonSession;
  enter(who: Enter): Promise<void>;
  leave(): Promise<void>;
  /** Asks anew who it is: after a change of whom the session is for. */
  renew(): Promise<void>;
};

const PersonContext = createContext<PersonValue | null>(null);
const KEY = ['GET /api/session/person', {}] as const;
/** A session of twenty minutes lives anew with each answer about it. */
const RENEW_MS = 5 * 60_000;

/** Whoever touches the page stays in: asked anew at most every five minutes, never by a timer alone. */
function useStayIn(session: PersonSession | undefined, renew: () => unknown): void {
  const isIn = session?.person != null;
  useEffect(() => {
    if (!isIn) return undefined;
    let at = Date.now();
    const touched = (): void => {
      if (Date.now() - at < RENEW_MS) return;
      at = Date.now();
      void renew();
    };
    for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, touched);
    return () => {
      for (const event of ['pointerdown', 'keydown'] as const) window.removeEventListener(event, touched);
    };
  }, [isIn, renew]);
}

export function PersonProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const query = useQuery<PersonSession, NotDone>({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /api/session/person', {}, { signal }),
  });
  const { data: session, error } = query;
  const acts = useMemo(() => {
    const begin = (answer: PersonSession): void => {
      client.setQueryData(KEY, answer);
      forgetOthers(client, KEY[0]);
    };
    // An answer still under way would bring the one before back.
    const still = () => client.cancelQueries({ queryKey: KEY });
    return {
      enter: async (body: Enter) => {
        await still();
        begin(await call('POST /api/session/person/enter', { body }));
      },
      leave: async () => {
        await still();
        begin(await call('POST /api/session/person/leave', { body: {} }));
      },
      renew: async () => begin(await call('GET /api/session/person', {})),
    };
  }, [client]);
  useEffect(() => whenSignedOut(() => void client.invalidateQueries({ queryKey: KEY })), [client]);
  useStayIn(session, query.refetch);
  if (session !== undefined) showToken(session.token);
  if (session === undefined) {
    if (error !== null) return <Problem error={error} onRetry={() => void query.refetch()} />;
    return <Loading what="登录状态" />;
  }
  return <PersonContext value={{ ...acts, session }}>{children}</PersonContext>;
}

export function usePersonSession(): PersonValue {
  const value = useContext(PersonContext);
  if (value === null) throw new Error('usePersonSession outside of PersonProvider');
  return value;
}
