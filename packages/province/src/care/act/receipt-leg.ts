import type { Executor, FunctionCall } from '@zhijie/database';
import type { CareDeps } from '../deps.ts';
import { issueReceipt, receiptIdOf, redReceipt } from '../receipt/issue.ts';
import { receiptOfSettlement, type StoredReceipt } from '../receipt/store.ts';
import { type AskLeg, refusedFor, type Told, told } from './leg.ts';
import type { Standing } from './store.ts';

/**
 * Issues the receipt of a paid bill. `enter` keeps what came of it in the act, in the receipt's own commit;
 * what it throws takes the receipt back. Null: not now.
 */
export async function issueInAct<T>(
  deps: CareDeps,
  { head, settlementId, atHand }: Standing,
  enter: (db: Executor, answer: Told, call?: FunctionCall) => Promise<T>,
): Promise<T | null> {
  if (settlementId === null) return null;
  const { providerId, actId } = head;
  let entered: T | null = null;
  const toldOf = ({ face }: StoredReceipt) => told('confirmed', { slipId: receiptIdOf(face) });
  const issued = await issueReceipt(
    deps,
    { providerId, settlementId, actId, material: atHand?.receipt },
    {
      alongside: async (tx, receipt) => {
        entered = await enter(tx, toldOf(receipt));
      },
      atOnce: async (call, receipt) => {
        entered = await enter(deps.db, toldOf(receipt), call);
      },
    },
  );
  if (issued.ok) return entered;
  if (issued.refusal.code !== 'receipt-by-hospital') return null;
  return enter(deps.db, refusedFor('receipt-by-hospital', '医疗机构已另行开具票据'));
}

/** The electronic receipt (procedures A-03): looked for, and taken back by a red one. */
export const askReceipt: AskLeg = async (deps, { head, settlementId }, { verb }) => {
  const { providerId, actId } = head;
  if (settlementId === null) return told(verb === 'void' ? 'voided' : 'absent');
  const known = await receiptOfSettlement(deps, deps.db, { providerId, settlementId });
  if (verb !== 'void')
    return known === null ? told('absent') : told('confirmed', { slipId: receiptIdOf(known.face) });
  if (known === null) return told('voided');
  const red = await redReceipt(deps, { receiptId: receiptIdOf(known.face), reason: 'refund', actId });
  return red.ok ? told('voided', { slipId: receiptIdOf(red.value.face) }) : null;
};
