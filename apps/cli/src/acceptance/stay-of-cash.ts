/** Test support: a stay in the example city that leaves the patient a wanted amount. */
import { type BillLine, type Hospital, openInpatient, quoteVisit, uploadLines } from '@zhijie/counterparties';
import { formatYuan, subtractFen } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { ITEM } from './bills.ts';

const CASH = { usesPersonalAccount: false };
const BASE: readonly BillLine[] = [{ item: ITEM.drugA, price: '98.00', quantity: '20' }];

/** A stay of the person whose cash part is this many yuan, before its discharge. */
export async function stayOfCash(hospital: Hospital, number: string, cash: string) {
  const measured = await hospital.identify(knownPersonOf('curl').citizenNumber, '990100');
  const probe = await uploadLines(hospital, await openInpatient(hospital, measured), BASE);
  const { paidInCash } = await quoteVisit(hospital, probe, CASH);
  const rest = subtractFen(Math.round(Number(cash) * 100) as typeof paidInCash, paidInCash);
  const own = { item: ITEM.test, price: formatYuan(rest), quantity: '1' };
  const patient = await hospital.identify(number, '990100');
  return uploadLines(hospital, await openInpatient(hospital, patient), [...BASE, own]);
}
