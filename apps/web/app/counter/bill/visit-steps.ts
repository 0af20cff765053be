/** Steps before anybody pays: reading who is there, registering, lines, discharge, what it would cost. */
import { call, requestKey } from '../../api/call.ts';
import type { FileLine, Scanned } from './scan.ts';
import type { Defaults } from './types.ts';
import type { Show, Standing } from './use-bill.ts';

export function readingSteps({ run, read, now }: Standing, { setRead, go, clear }: Show) {
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
      onDone: (answer) => {
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
      onDone: ({ visitId }) => go({ visit: visitId }),
      hasEffect: true,
    });
  };

  return { identify, register };
}

export function visitSteps({ run, visit, now, usesAccount }: Standing, { setQuote, showVisit }: Show) {
  const addLines = (
    lines: readonly FileLine[],
    { departmentCode, departmentName, doctorCode, doctorName }: Defaults,
  ): void => {
    if (visit === null) return;
    const { visitId } = visit;
    const by = { departmentCode, departmentName, doctorCode, doctorName };
    const body = { requestKey: requestKey(), at: now(), ...by, lines };
    run({
      what: '录入明细',
      ask: () => call('POST /api/counter/visits/{visitId}/lines', { path: { visitId }, body }),
      onDone: (answer) => showVisit(answer.visit),
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
      onDone: (answer) => showVisit(answer.visit),
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
      onDone: (answer) => setQuote(answer.quote),
      hasEffect: false,
    });
  };

  return { addLines, discharge, preSettle };
}
