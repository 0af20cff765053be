/** Journey 9's month: 1,284 settlements of Hunan people in Beijing, three of them deducted, generated. */
import type { Trade } from '@zhijie/exchange';
import { recordTrades } from '@zhijie/hub';
import type { NetworkUnderTest } from '../../acceptance/network-under-test.ts';
import { at, type StageClock, tell } from './acting.ts';

const bill = (n: number, claim: number): Trade => ({
  kind: 'settlement',
  settlementId: `S1100002026031000000${String(n).padStart(6, '0')}`,
  reversalId: null,
  careArea: '110000',
  insuredArea: '430100',
  providerId: 'H11010500001',
  personId: `P430100202601${String(n).padStart(8, '0')}`,
  insuranceType: 'employee',
  claim,
  at: at('2026-03-10'),
});
/** 1,284 bills that make ¥9,876,543.21. */
const BILLS = Array.from({ length: 1284 }, (_, n) =>
  bill(n, n < 1283 ? 769_200 : 987_654_321 - 1283 * 769_200),
);
/** Together ¥12,345.60. */
const DEDUCTED = [
  [1, '5000.00'],
  [2, '4345.60'],
  [3, '3000.00'],
] as const;

type Where = Pick<NetworkUnderTest, 'network' | 'url'>;

/** From the bills to the generated month; the clock ends on 2026-04-21. */
export async function marchClearing({ network, url }: Where, clock: StageClock): Promise<void> {
  const hub = network.databases.get('hub')!;
  for (let from = 0; from < BILLS.length; from += 400) await recordTrades(hub, BILLS.slice(from, from + 400));
  for (const [n, amount] of DEDUCTED) {
    const { settlementId } = BILLS[n]!;
    const what = { kind: 'deduction', careArea: '110000', settlementId, amount, reason: '超标准收费' };
    const body = { requestKey: `audit-${n}`, ...what };
    await tell(url, { area: '110000', path: 'clearing/deductions', body });
  }
  const account = { bank: '示例银行', number: '6200000000000001', from: '2026-03-20' };
  for (const [area, name] of [
    ['110000', '北京市'],
    ['430000', '湖南省'],
  ] as const) {
    const body = { ...account, holder: `${name}财政专户` };
    await tell(url, { area, path: 'clearing/accounts', body });
  }
  clock.set('2026-04-21 10:00:00');
  await tell(url, { area: '000000', path: 'clearing/2026-03/generate', body: {} });
}

/** Two operators of a province confirm March. */
export async function confirmAs({ url }: Where, area: string): Promise<void> {
  for (const [operator, step] of [
    ['wang', 'propose'],
    ['li', 'confirm'],
  ] as const) {
    const body = { requestKey: `${area}-${step}`, step };
    await tell(url, { area, operator, path: 'clearing/2026-03/steps', body });
  }
}
