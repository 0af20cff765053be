/** March at a hospital of Beijing: two bills of a Zhengzhou resident, declared, audited, ready to be paid. */
import {
  type Bank,
  createBank,
  type Hospital,
  openOutpatient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { type Clock, formatYuan, instant, totalFen } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { SHORT_BILL } from '../../acceptance/bills.ts';
import { type StageClock, tell } from './acting.ts';
import { hospitalAt } from './hospital.ts';

export const OWED = {
  area: '110000',
  providerId: 'H11010500001',
  account: '110060012345678901',
  doctor: 'D110000000018',
} as const;
const MARCH = '2026-03';

/** Never twice the same instant, so that a book has one order. */
export function ticking(clock: StageClock): Clock {
  let ticks = 0;
  return () => {
    ticks += 1;
    return instant(clock.now() + ticks);
  };
}

export type OwedHospital = { readonly hospital: Hospital; readonly bank: Bank; readonly claim: number };

/** What the funds owe of two bills, fen; the clock ends on 2026-04-10. */
export async function owedHospital(url: string, clock: StageClock, now: Clock): Promise<OwedHospital> {
  const { area, providerId, account } = OWED;
  const act = (path: string, body: object) => tell(url, { area, path, body });
  const hospital = hospitalAt(url, providerId, now, 'BK');
  const patient = await hospital.identify(knownPersonOf('li-jianguo').citizenNumber);
  let claim = 0;
  for (const _bill of [1, 2]) {
    const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
    const settled = await settleVisit(hospital, visit, { usesPersonalAccount: false });
    claim += settled.paidByFunds;
  }
  clock.set('2026-04-10 09:00:00');
  const amount = formatYuan(totalFen(claim));
  await act('payments/declarations', { providerId, period: MARCH, items: 2, amount });
  const waiting = await fetch(`${url}/api/agency/payments/reviews`, { headers: { 'x-zhijie-agency': area } });
  const { reviews } = (await waiting.json()) as { reviews: { itemId: string }[] };
  for (const { itemId } of reviews) {
    const passed = { verdict: 'passed', reason: '核对病历，合规' };
    await act('payments/reviews', { requestKey: itemId.slice(-20), providerId, itemId, ...passed });
  }
  const holder = { bankName: '示例银行', fromOn: '2026-01-01' };
  await act('payments/accounts', { ...holder, owner: area, holder: '示例医保中心', number: account });
  const own = { owner: providerId, holder: '示例医院', number: '220060012345678900' };
  await act('payments/accounts', { ...holder, ...own, bankNumber: '102100099996' });
  const doctor = { name: '示例医师', certificateNumber: knownPersonOf('wang-min').citizenNumber };
  const register = { ...doctor, providerId, fromOn: '2026-01-01', reason: '多点执业备案' };
  await act(`staff/${OWED.doctor}/registration`, register);
  const bank = createBank({ name: 'SL', seed: 1, now });
  bank.open(account, 0);
  return { hospital, bank, claim };
}
