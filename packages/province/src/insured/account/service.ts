import { type Actor, type Fen, monthOf, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { accountFunding, personalAccount } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { lockCoverage } from '../coverage/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import { fundAccounts } from './store.ts';

/**
 * Books a contribution to a personal account (fen, above zero), once per event id. Only the agency of the
 * insured area and the node itself may. Refuses `not-insured`, `not-permitted`, `amount-out-of-range`.
 */
export async function fundAccount(
  deps: InsuredDeps,
  actor: Actor,
  funding: { personId: string; insuranceType: 'employee' | 'resident'; amount: Fen; eventId: string },
): Promise<Result<true, Refusal<'not-insured' | 'not-permitted' | 'amount-out-of-range'>>> {
  const { personId, insuranceType, amount, eventId } = funding;
  if (amount <= 0) return refuse('amount-out-of-range', { field: 'amount' });
  const at = deps.now();
  return durably(deps, 'account', async (tx) => {
    const coverage = await lockCoverage(tx, personId, insuranceType);
    if (coverage === null) return refuse('not-insured');
    const mayFund =
      actor.kind === 'system' || (actor.kind === 'agency' && actor.areas.includes(coverage.insured_area));
    if (!mayFund) return refuse('not-permitted');
    const accountId = personalAccount(personId);
    const source = accountFunding(coverage.insured_area, insuranceType);
    const transferId = `${eventId}.account-funding`;
    await fundAccounts(tx, [{ accountId, source, amount, transferId }], { month: monthOf(at), at });
    await writeEntry(tx, { personId, at, actor, purpose: 'contribution', subject: eventId });
    return ok(true);
  });
}
