/**
 * The identities of amounts that the interface standard states with the settlement transactions, to
 * the fen: total = funds + person + hospital; funds = the sum of the single funds; person = account +
 * cash, the family account being contained in the account; and the total splits into four fee parts
 * (procedures T-01).
 */
import { addFen, assert, type Fen } from '@zhijie/kernel';
import type { RowOf } from './message.ts';
import { isNode, type Message, one } from './message.ts';
import { settlementAmounts } from './transactions/nodes.ts';

const amounts = one('', '', { required: settlementAmounts });

export type SettlementAmounts = RowOf<typeof amounts>;

/** Names the first identity that does not hold, or null. */
export function brokenIdentity(s: SettlementAmounts): string | null {
  const same = (a: Fen, b: Fen) => a === b;
  if (!same(s.feeTotal, addFen(s.paidByFunds, s.borneByPerson, s.paidByHospital))) {
    return 'feeTotal = paidByFunds + borneByPerson + paidByHospital';
  }
  const funds = addFen(
    s.paidByPooledFund,
    s.paidByCivilServantFund,
    s.paidByEnterpriseSupplement,
    s.paidByCriticalIllness,
    s.paidByLargeAmount,
    s.paidByMedicalAssistance,
    s.paidByOtherFunds,
  );
  if (!same(s.paidByFunds, funds)) return 'paidByFunds = sum of the single funds';
  if (!same(s.borneByPerson, addFen(s.paidByPersonalAccount, s.paidInCash))) {
    return 'borneByPerson = paidByPersonalAccount + paidInCash';
  }
  if (Math.abs(s.paidByFamilyAccount) > Math.abs(s.paidByPersonalAccount)) {
    return 'paidByFamilyAccount is contained in paidByPersonalAccount';
  }
  const parts = addFen(s.feeExcluded, s.feeOverLimit, s.feeSelfPaidFirst, s.feeEligible);
  return same(s.feeTotal, parts)
    ? null
    : 'feeTotal = feeExcluded + feeOverLimit + feeSelfPaidFirst + feeEligible';
}

/** Asserts the identities when the output carries a settlement. */
export function assertIdentities(message: Message, output: unknown): void {
  if (isNode(message) || message.settlement === undefined) return;
  const settlement = (output as { settlement: SettlementAmounts }).settlement;
  const broken = brokenIdentity(settlement);
  assert(broken === null, `a settlement answer breaks ${broken}`);
}
