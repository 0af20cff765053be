/** One bill at the window: who, what, what it would cost, the act that pays. The address holds visit and act. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call, NotDone, requestKey } from '../../api/call.ts';
import { type Charge, keepCharge, keptCharge, sendCharge } from './pending.ts';
import type { Scanned } from './scan.ts';
import type { Act, Defaults, Method, Quote, Read, Visit } from './types.ts';
import { isMoving } from './types.ts';
import { useRun } from './use-run.ts';

const WATCH_MS = 1_000;

type At = { readonly visit?: string; readonly act?: string };

/** Visit and act are in the address, so that a reload goes on where it was. Always written as a whole. */
function useAddress() {
  const [params, setParams] = useSearchParams();
  const write = useRef(setParams);
  write.current = setParams;
  const go = useCallback((at: At): void => write.current({ ...at }, { replace: true }), []);
  return { visitId: params.get('visit'), actId: params.get('act'), go };
}

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

  const identify = (scanned: Exclude<Scanned, { is: 'words' }>, careType: Defaults['careType']): void => {
    clear();
    const key = requestKey();
    const shown =
      scanned.is === 'code'
        ? { credential: 'insurance-code' as const, number: scanned.code }
        : { credential: scanned.is, number: scanned.number };
    const serial = scanned.is === 'social-card' && scanned.cardSerial !== undefined;
    const body = {
      requestKey: key,
      careType,
      ...shown,
      ...(serial ? { cardSerial: scanned.cardSerial } : {}),
    };
    run({
      what: '读码读卡',
      ask: () => call('POST /api/counter/patients', { body }),
      then: (answer) => {
        setRead(answer);
        const [only, other] = answer.waiting.filter(({ lineCount }) => lineCount > 0);
        if (only !== undefined && other === undefined) go({ visit: only.visitId });
      },
      hasEffect: false,
    });
  };

  const register = (wish: Defaults): void => {
    if (read === null) return;
    const { personId, insuranceType, insuredArea, credential, number, name, certificateNumber } =
      read.patient;
    if (insuranceType === null || insuredArea === null) return;
    const who = { personId, insuranceType, insuredArea, credential, number, name, certificateNumber };
    const body = { requestKey: requestKey(), at: now(), ...who, ...wish };
    run({
      what: '登记',
      ask: () => call('POST /api/counter/visits', { body }),
      then: ({ visitId }) => go({ visit: visitId }),
      hasEffect: true,
    });
  };

  const addLines = (
    lines: readonly { itemCode: string; price: string; quantity: string }[],
    { departmentCode, departmentName, doctorCode, doctorName }: Defaults,
  ): void => {
    if (visit === null) return;
    const { visitId } = visit;
    const by = { departmentCode, departmentName, doctorCode, doctorName };
    const body = { requestKey: requestKey(), at: now(), ...by, lines };
    run({
      what: '录入明细',
      ask: () => call('POST /api/counter/visits/{visitId}/lines', { path: { visitId }, body }),
      then: (answer) => showVisit(answer.visit),
      hasEffect: true,
    });
  };

  const discharge = (wish: Defaults): void => {
    if (visit === null) return;
    const { visitId } = visit;
    const { careType: _, ...by } = wish;
    const body = { requestKey: requestKey(), at: now(), ...by, way: 'on-advice' as const };
    run({
      what: '出院登记',
      ask: () => call('POST /api/counter/visits/{visitId}/discharge', { path: { visitId }, body }),
      then: (answer) => showVisit(answer.visit),
      hasEffect: true,
    });
  };

  const preSettle = (): void => {
    if (visit === null) return;
    const { visitId } = visit;
    const body = { requestKey: requestKey(), usesPersonalAccount: usesAccount };
    run({
      what: '预结算',
      ask: () => call('POST /api/counter/visits/{visitId}/quote', { path: { visitId }, body }),
      then: (answer) => setQuote(answer.quote),
      hasEffect: false,
    });
  };

  const charge = useCallback(
    (sent: Charge): void => {
      keepCharge(sent);
      run({
        what: sent.is === 'settle' ? '结算' : '一码付',
        ask: () => sendCharge(sent).catch((cause: unknown) => forgetRefused(cause)),
        then: showAct,
        hasEffect: true,
      });
    },
    [run, showAct],
  );
  const settle = (): void => {
    if (visit === null) return;
    const body = { requestKey: requestKey(), providerId, visitId: visit.visitId } as const;
    charge({ is: 'settle', body: { ...body, usesPersonalAccount: usesAccount, methods: [] } });
  };
  const payByCode = (code: string): void => {
    if (visit === null) return;
    const body = { requestKey: requestKey(), providerId, visitId: visit.visitId } as const;
    const by = { operatorId: accountId, departmentId: 'window' };
    charge({ is: 'scan', body: { ...body, ...by, code, usesPersonalAccount: usesAccount } });
  };
  // What was under way when the page was left is asked for again, before anything else.
  useEffect(() => {
    const kept = keptCharge(providerId);
    if (kept !== null) charge(kept);
  }, [charge, providerId]);

  const steer = (
    what: string,
    ask: (path: { providerId: string; actId: string }) => Promise<{ act: Act }>,
  ) => {
    if (act === null) return;
    const path = { providerId, actId: act.actId };
    run({ what, ask: () => ask(path), then: (answer) => showAct(answer.act), hasEffect: true });
  };
  const pay = (methods: readonly Method[]): void => {
    const steps = act?.steps ?? 0;
    steer('收款', (path) =>
      call('POST /api/agency/acts/{providerId}/{actId}/methods', { path, body: { methods, steps } }),
    );
  };
  const undo = (): void =>
    steer('退费', (path) =>
      call('POST /api/agency/acts/{providerId}/{actId}/undo', { path, body: { reason: 'staff' } }),
    );
  const handBack = (legId: string): void =>
    steer('确认退还现金', (path) =>
      call('POST /api/agency/acts/{providerId}/{actId}/cash-back', { path, body: { legId } }),
    );

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
    ...{ identify, register, addLines, discharge, preSettle, settle, payByCode, pay, undo, handBack, clear },
  };
}

/** A charge that was refused had no effect: nothing is to be asked for again. */
function forgetRefused(cause: unknown): never {
  if (cause instanceof NotDone && cause.kind !== 'unknown' && cause.kind !== 'signed-out') keepCharge(null);
  throw cause;
}

export type Bill = ReturnType<typeof useBill>;
