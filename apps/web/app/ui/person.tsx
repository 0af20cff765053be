/** The person's session: who entered, and the token of every change. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type AnswerOf, type BodyOf, call, type NotDone, showToken } from '../api/call.ts';
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
const KEY = ['GET /api/session/person', {}];

export function PersonProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const query = useQuery<PersonSession, NotDone>({
    queryKey: KEY,
    queryFn: () => call('GET /api/session/person', {}),
  });
  const { data: session, error } = query;
  const acts = useMemo(() => {
    const begin = (answer: PersonSession): void => {
      client.setQueryData(KEY, answer);
      // Nothing that the one before saw stays for the next; what is on the screen is read anew.
      const others = {
        predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== KEY[0],
      };
      client.getMutationCache().clear();
      client.removeQueries({ ...others, type: 'inactive' });
      void client.resetQueries(others);
    };
    return {
      enter: async (body: Enter) => begin(await call('POST /api/session/person/enter', { body })),
      leave: async () => begin(await call('POST /api/session/person/leave', { body: {} })),
      renew: async () => begin(await call('GET /api/session/person', {})),
    };
  }, [client]);
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
