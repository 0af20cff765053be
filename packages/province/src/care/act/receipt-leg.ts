import { issueReceipt, receiptIdOf, redReceipt } from '../receipt/issue.ts';
import { receiptOfSettlement } from '../receipt/store.ts';
import { type AskLeg, refusedFor, told } from './leg.ts';

/** The electronic receipt (procedures A-03): issued when the bill is paid, taken back by a red one. */
export const askReceipt: AskLeg = async (deps, { head, settlementId }, { verb }) => {
  const { providerId, actId } = head;
  if (settlementId === null) return told(verb === 'void' ? 'voided' : 'absent');
  const key = { providerId, settlementId };
  if (verb === 'hold') {
    const issued = await issueReceipt(deps, { ...key, actId });
    if (issued.ok) return told('confirmed', { slipId: receiptIdOf(issued.value.face) });
    const isByHospital = issued.refusal.code === 'receipt-by-hospital';
    return isByHospital ? refusedFor('receipt-by-hospital', '医疗机构已另行开具票据') : null;
  }
  const known = await receiptOfSettlement(deps, deps.db, key);
  if (verb !== 'void')
    return known === null ? told('absent') : told('confirmed', { slipId: receiptIdOf(known.face) });
  if (known === null) return told('voided');
  const red = await redReceipt(deps, { receiptId: receiptIdOf(known.face), reason: 'refund', actId });
  return red.ok ? told('voided', { slipId: receiptIdOf(red.value.face) }) : null;
};
