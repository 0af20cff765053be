/** Journey 4's stay: ¥30,000.00 in Beijing, of which ¥2,400.00 not covered and ¥1,600.00 paid first. */
import {
  type BillLine,
  dischargeInpatient,
  openInpatient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { knownPersonOf } from '@zhijie/population';
import { ITEM } from '../../acceptance/items.ts';
import type { StageClock } from './acting.ts';
import { hospitalAt } from './hospital.ts';

export const LONG_STAY: readonly BillLine[] = [
  { item: ITEM.consultation, price: '50.00', quantity: '232' },
  { item: ITEM.drugSmall, price: '80.00', quantity: '200' },
  { item: ITEM.test, price: '2400.00', quantity: '1' },
];

/** Of the long-term filed person of the invented city unless another is named; settled in cash. The bill's id. */
export async function longStay(
  { url }: { readonly url: string },
  clock: StageClock,
  person = 'journey-long-term',
): Promise<string> {
  const hospital = hospitalAt(url, 'H11010500001', clock.now);
  const patient = await hospital.identify(knownPersonOf(person).citizenNumber);
  const stay = await uploadLines(hospital, await openInpatient(hospital, patient), LONG_STAY);
  await dischargeInpatient(hospital, stay);
  return (await settleVisit(hospital, stay, { usesPersonalAccount: false })).settlementId;
}
