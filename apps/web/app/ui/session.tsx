/** The staff session: who works, the lock after an idle while, the network's clock and calendar. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type AnswerOf, type BodyOf, call, type NotDone, showToken, whenSignedOut } from '../api/call.ts';
import { forgetOthers } from './forget.ts';
import { Loading, Problem } from './state.tsx';

export type StaffSession = AnswerOf<'GET /api/session'>;
export type StaffAccount = NonNullable<StaffSession['account']>;
type SignIn = BodyOf<'POST /api/session/sign-in'>;

type SessionActs = {
  signIn(evidence: SignIn): Promise<void>;
  unlock(evidence: SignIn): Promise<void>;
  lock(): Promise<void>;
  signOut(): Promise<void>;
};
type SessionValue = SessionActs & { readonly session: StaffSession };

const SessionContext = createContext<SessionValue | null>(null);
const KEY = ['GET /api/session', {}] as const;

/** Locks when nothing was touched for the session's idle time; other windows of this browser count too. */
function useIdleLock(session: StaffSession | undefined, lock: () => Promise<void>): void {
  const minutes = session?.idleMinutes ?? 0;
  const isRunning = session?.account != null && !session.isLocked;
  useEffect(() => {
    if (!isRunning) return undefined;
    let timer = 0;
    const begin = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void lock(), minutes * 60_000);
    };
    const events = ['pointerdown', 'keydown', 'focus'] as const;
    for (const event of events) window.addEventListener(event, begin);
    begin();
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, begin);
    };
  }, [isRunning, minutes, lock]);
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const query = useQuery<StaffSession, NotDone>({
    queryKey: KEY,
    queryFn: () => call('GET /api/session', {}),
    staleTime: 60_000,
  });
  const { data: session, error } = query;
  const acts = useMemo<SessionActs>(() => {
    const keep = (answer: StaffSession): void => {
      client.setQueryData(KEY, answer);
    };
    return {
      signIn: async (body) => keep(await call('POST /api/session/sign-in', { body })),
      unlock: async (body) => keep(await call('POST /api/session/unlock', { body })),
      lock: async () => keep(await call('POST /api/session/lock', { body: {} })),
      signOut: async () => {
        const answer = await call('POST /api/session/sign-out', { body: {} });
        keep(answer);
        forgetOthers(client, KEY[0]);
      },
    };
  }, [client]);
  useIdleLock(session, acts.lock);
  useEffect(() => whenSignedOut(() => void client.invalidateQueries({ queryKey: KEY })), [client]);
  if (session !== undefined) showToken(session.token);
  if (session === undefined) {
    if (error !== null) return <Problem error={error} onRetry={() => void query.refetch()} />;
    return <Loading what="登录状态" />;
  }
  return <SessionContext value={{ ...acts, session }}>{children}</SessionContext>;
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (value === null) throw new Error('useSession outside of SessionProvider');
  return value;
}

/** The one who works; only below the shell, which asks for signing in first. */
export function useAccount(): StaffAccount {
  const { account } = useSession().session;
  if (account === null) throw new Error('useAccount outside of the shell');
  return account;
}
