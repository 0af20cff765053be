/** Steps that move money: settling, one code, choosing who pays, taking back. */
import { useCallback, useEffect } from 'react';
import { call, NotDone, requestKey } from '../../api/call.ts';
import { type Charge, keepCharge, keptCharge, sendCharge } from './pending.ts';
import type { Act, Method } from './types.ts';
import type { Show, Standing } from './use-bill.ts';

/** A charge that was refused had no effect: nothing is to be asked for again. */
function forgetRefused(cause: unknown): never {
  if (cause instanceof NotDone && cause.kind !== 'unknown' && cause.kind !== 'signed-out') keepCharge(null);
  throw cause;
}

export function useCharging({ providerId, accountId, run, visit, usesAccount }: Standing, { showAct }: Show) {
  const charge = useCallback(
    (sent: Charge): void => {
      keepCharge(sent);
      run({
        what: sent.is === 'settle' ? '结算' : '一码付',
        ask: () => sendCharge(sent).catch((cause: unknown) => forgetRefused(cause)),
        onDone: showAct,
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

  return { settle, payByCode };
}

export function actSteps({ providerId, run, act }: Standing, { showAct }: Show) {
  const steer = (
    what: string,
    ask: (path: { providerId: string; actId: string }) => Promise<{ act: Act }>,
  ) => {
    if (act === null) return;
    const path = { providerId, actId: act.actId };
    run({ what, ask: () => ask(path), onDone: (answer) => showAct(answer.act), hasEffect: true });
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

  return { pay, undo, handBack };
}
