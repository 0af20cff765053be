/** Journey 10's pool: ¥12,000,000.00 of Hunan's in Beijing, set for 2026 and paid. */
import type { Trade } from '@zhijie/exchange';
import { recordTrades } from '@zhijie/hub';
import type { NetworkUnderTest } from '../../acceptance/network-under-test.ts';
import { at, type StageClock, tell } from './acting.ts';

type Where = Pick<NetworkUnderTest, 'network' | 'url'>;
let trades = 0;

/** Care of Hunan people in Beijing on a day, in whole yuan of claims. */
export async function careInBeijing({ network }: Where, yuan: number, day: string): Promise<void> {
  trades += 1;
  const trade: Trade = {
    kind: 'settlement',
    settlementId: `S11${String(trades).padStart(10, '0')}`,
    reversalId: null,
    careArea: '110000',
    insuredArea: '430100',
    providerId: 'H11010500001',
    personId: `P43${String(trades).padStart(10, '0')}`,
    insuranceType: 'employee',
    claim: yuan * 100,
    at: at(day),
  };
  await recordTrades(network.databases.get('hub')!, [trade]);
}

/** Sets the year from the fourth quarter and pays it; the clock ends on 2026-02-12. */
export async function prepaidPool(where: Where, clock: StageClock): Promise<void> {
  const { url } = where;
  await careInBeijing(where, 7_000_000, '2025-10-08');
  await careInBeijing(where, 6_500_000, '2025-11-08');
  await careInBeijing(where, 4_500_000, '2025-12-30');
  clock.set('2026-01-21 09:00:00');
  for (const month of ['2025-10', '2025-11', '2025-12'])
    await tell(url, { area: '000000', path: `clearing/${month}/generate`, body: {} });
  await tell(url, { area: '000000', path: 'prepayment/2026/set', body: {} });
  clock.set('2026-02-12 10:00:00');
  const orderId = 'P2026-43-11';
  const transfer = {
    bank: '示例银行长沙分行',
    serial: '20260210000001',
    paidOn: '2026-02-10',
    purpose: 'prepayment',
    amount: '12000000.00',
  };
  for (const [area, body] of [
    ['430000', { requestKey: 'submit', orderId, step: 'submit' }],
    ['430000', { requestKey: 'pay', orderId, step: 'pay', ...transfer }],
    ['110000', { requestKey: 'receive', orderId, step: 'receive', receivedOn: '2026-02-12' }],
  ] as const)
    await tell(url, { area, path: 'prepayment/steps', body });
}

export const noteUsage = ({ url }: Where): Promise<unknown> =>
  tell(url, { area: '000000', path: 'prepayment/notices', body: {} });
