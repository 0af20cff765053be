/** One bill at the window: who, what, what it would cost, the act that pays; visit and act in the address. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call, NotDone } from '../../api/call.ts';
import { actSteps, useCharging } from './act-steps.ts';
import { keepCharge } from './pending.ts';
import type { Act, Quote, Read, Visit } from './types.ts';
import { isMoving } from './types.ts';
import { type Run, useRun } from './use-run.ts';
import { readingSteps, visitSteps } from './visit-steps.ts';

const WATCH_MS = 1_000;

type At = { readonly visit?: string; readonly act?: string };
type Go = (at: At) => void;

/** Visit and act are in the address, so that a reload goes on where it was. Always written as a whole. */
function useAddress() {
  const [params, setParams] = useSearchParams();
  const write = useRef(setParams);
  write.current = setParams;
  const go = useCallback((at: At): void => write.current({ ...at }, { replace: true }), []);
  return { visitId: params.get('visit'), actId: params.get('act'), go };
}

/** What the steps of a bill know, and how they show what came of them. */
export type Standing = Place & {
  readonly run: Run;
  readonly read: Read | null;
  readonly visit: Visit | null;
  readonly act: Act | null;
  readonly usesAccount: boolean;
};
export type Show = {
  readonly setRead: (read: Read) => void;
  readonly setQuote: (quote: Quote) => void;
  readonly showVisit: (visit: Visit) => void;
  readonly showAct: (act: Act) => void;
  readonly go: Go;
  readonly clear: () => void;
};

type Place = { readonly providerId: string; readonly accountId: string; readonly now: () => number };

/** The visit and the act of the address, read once; the act again and again while money may move. */
function useWatched(providerId: string, visitId: string | null, actId: string | null) {
  const [visit, setVisit] = useState<Visit | null>(null);
  const [act, setAct] = useState<Act | null>(null);
  const [failed, setFailed] = useState<NotDone | null>(null);
  const note = useCallback((cause: unknown): void => {
    if (cause instanceof NotDone) setFailed(cause);
  }, []);
  useEffect(() => {
    if (visitId === null || visit?.visitId === visitId) return;
    setFailed(null);
    call('GET /api/counter/visits/{visitId}', { path: { visitId }, query: {} })
      .then((answer) => setVisit(answer.visit))
      .catch(note);
  }, [visitId, visit, note]);
  const readAct = useCallback(
    async (id: string): Promise<void> => {
      try {
        const path = { providerId, actId: id };
        const answer = await call(
          'GET /api/agency/acts/{providerId}/{actId}',
          { path },
          { isBackground: true },
        );
        setFailed(null);
        // An answer that was under way longer than the one after it says nothing new.
        setAct((now) => (now?.actId === id && now.steps > answer.act.steps ? now : answer.act));
      } catch (cause) {
        note(cause);
      }
    },
    [providerId, note],
  );
  useEffect(() => {
    if (actId !== null && act?.actId !== actId) void readAct(actId);
  }, [actId, act, readAct]);
  const watched = act !== null && act.actId === actId && isMoving(act) ? act : null;
  useEffect(() => {
    if (watched === null) return undefined;
    const timer = setInterval(() => void readAct(watched.actId), WATCH_MS);
    return () => clearInterval(timer);
  }, [watched, readAct]);
  return {
    visit: visit?.visitId === visitId ? visit : null,
    act: act?.actId === actId ? act : null,
    failed,
    setVisit,
    setAct,
  };
}

export function useBill({ providerId, accountId, now }: Place, onEnd: () => void) {
  const { visitId: atVisit, actId: atAct, go } = useAddress();
  const client = useQueryClient();
  const [read, setRead] = useState<Read | null>(null);
  const [quote, setQuote] = useState<Quote | null>(null);
  const [usesAccount, setUsesAccount] = useState(true);
  const { visit, act, failed, setVisit, setAct } = useWatched(providerId, atVisit, atAct);
  const { run, isBusy, error, setError, unknown } = useRun(onEnd);

  const showVisit = useCallback(
    (next: Visit): void => {
      setVisit(next);
      setQuote(null);
    },
    [setVisit],
  );
  const showAct = useCallback(
    (next: Act): void => {
      keepCharge(null);
      setAct(next);
      go({ visit: next.visitId, act: next.actId });
      void client.invalidateQueries({ queryKey: ['GET /api/counter/bills'] });
      void client.invalidateQueries({ queryKey: ['GET /api/agency/acts/{providerId}/{actId}/offers'] });
    },
    [go, client, setAct],
  );

  const clear = useCallback((): void => {
    setRead(null);
    setQuote(null);
    setUsesAccount(true);
    setError(null);
    setVisit(null);
    setAct(null);
    go({});
  }, [go, setError, setVisit, setAct]);

  const at = { providerId, accountId, now, run, read, visit, act, usesAccount };
  const show = { setRead, setQuote, showVisit, showAct, go, clear };

  return {
    state: { read, visit, act, quote, usesAccount, isBusy, error: error ?? failed, unknown },
    setUsesAccount: (next: boolean) => {
      setUsesAccount(next);
      setQuote(null);
    },
    openVisit: (visitId: string) => go({ visit: visitId }),
    openAct: (visitId: string, actId: string) => {
      clear();
      go({ visit: visitId, act: actId });
    },
    clear,
    ...readingSteps(at, show),
    ...visitSteps(at, show),
    ...useCharging(at, show),
    ...actSteps(at, show),
  };
}

export type Bill = ReturnType<typeof useBill>;
