import type { Database } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import type { Trade } from '@zhijie/exchange';
import { type Actor, calendarDate, type Instant, type Month, month, parseDateTime } from '@zhijie/kernel';
import { createClearing } from '../clearing/clearing.ts';
import { setAccount } from '../clearing/facts.ts';
import { PAIRS } from './network.ts';

/** A moment in China: 'YYYY-MM-DD HH:mm:ss', or a day at noon. */
export function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

export const MARCH: Month = month('2026-03');

/** An operator of a provincial agency. */
export const agencyOf = (province: string, id: string, ...roles: string[]): Actor => ({
  id,
  kind: 'agency',
  node: province,
  areas: [`${province}0000`],
  roles,
});

export const ISSUER: Actor = {
  id: 'nation-1',
  kind: 'agency',
  node: 'hub',
  areas: [],
  roles: ['clearing-issuer'],
};

/** A settlement of a Henan resident in Beijing, unless said otherwise. */
export function tradeOf(n: number | string, given: Partial<Trade> = {}): Trade {
  return {
    kind: 'settlement',
    settlementId: `S11${String(n).padStart(10, '0')}`,
    reversalId: null,
    careArea: '110000',
    insuredArea: '410100',
    providerId: 'H11010500001',
    personId: `P41${String(n).padStart(10, '0')}`,
    insuranceType: 'resident',
    claim: 100_000,
    at: at('2026-03-10'),
    ...given,
  };
}

/** The reversal of a trade, at a moment. */
export const reversalOf = (trade: Trade, moment: Instant): Trade => ({
  ...trade,
  kind: 'reversal',
  reversalId: trade.settlementId.replace('S', 'R'),
  claim: 0 - trade.claim,
  at: moment,
});

/** A clearing over a database whose clock is set by hand. */
export function testClearing(db: Database, start = '2026-04-21 00:00:00') {
  let now = at(start);
  const clearing = createClearing({ db, now: () => now, signer: headSigner(PAIRS.get('hub')!.privateKey) });
  let steps = 0;
  const roleOf = { submit: 'payer', pay: 'payer', receive: 'payer', allocate: 'payer', confirm: 'checker' };
  return {
    clearing,
    now: () => now,
    setClock: (text: string) => {
      now = at(text);
    },
    /** A step by an operator of the province with the role for it. */
    step: (period: Month, province: string, request: Parameters<typeof clearing.step>[0]['request']) => {
      steps += 1;
      const role = `clearing-${(roleOf as Record<string, string>)[request.kind] ?? 'maker'}`;
      const actor = agencyOf(province, `${role}-${province}`, role);
      return clearing.step({ stepId: `${period}-${steps}`, period, actor, request });
    },
    async accounts(...provinces: string[]) {
      for (const province of provinces) {
        const account = {
          province,
          holder: `${province}财政专户`,
          bank: '示例银行',
          number: `9900${province}00000001`,
        };
        const actor = agencyOf(province, 'payer', 'clearing-payer');
        await setAccount(db, { ...account, from: calendarDate('2026-01-01') }, { actor, at: now });
      }
    },
  };
}
