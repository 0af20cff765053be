import { type Actor, type Fen, monthOf, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { accountFunding, personalAccount } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { lockCoverage } from '../coverage/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import { type Funding, fundAccounts, readBalance, readFunding } from './store.ts';

export type AccountFunding = {
  readonly personId: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly amount: Fen;
  readonly eventId: string;
};

export type FundingRefusalCode = 'not-insured' | 'not-permitted' | 'event-differs' | 'amount-out-of-range';

/** `unchanged`: the event is known and was booked before. The balance is that of the account now (fen). */
export type FundingOutcome = { readonly outcome: 'applied' | 'unchanged'; readonly accountBalance: number };

/**
 * Books a contribution to a personal account (fen, above zero), once per event id. Only the agency of the
 * insured area and the node itself may. Refuses `amount-out-of-range`, `not-insured`, `not-permitted`,
 * `event-differs` (the id is known with another person or amount; names the field).
 */
export async function fundAccount(
  deps: InsuredDeps,
  actor: Actor,
  funding: AccountFunding,
): Promise<Result<FundingOutcome, Refusal<FundingRefusalCode>>> {
  const { personId, insuranceType, amount, eventId } = funding;
  if (amount <= 0) return refuse('amount-out-of-range', { field: 'amount' });
  const at = deps.now();
  return durably(
    deps,
    'account',
    async (tx): Promise<Result<FundingOutcome, Refusal<FundingRefusalCode>>> => {
      const coverage = await lockCoverage(tx, personId, insuranceType);
      if (coverage === null) return refuse('not-insured');
      const mayFund =
        actor.kind === 'system' || (actor.kind === 'agency' && actor.areas.includes(coverage.insured_area));
      if (!mayFund) return refuse('not-permitted');
      const accountId = personalAccount(personId);
      const source = accountFunding(coverage.insured_area, insuranceType);
      const transferId = `${eventId}.account-funding`;
      const known = await readFunding(tx, transferId);
      const differs = known === null ? null : differingField(known, { accountId, source, amount });
      if (differs !== null) return refuse('event-differs', { field: differs });
      if (known === null) {
        await fundAccounts(tx, [{ accountId, source, amount, transferId }], { month: monthOf(at), at });
      }
      await writeEntry(tx, { personId, at, actor, purpose: 'contribution', subject: eventId });
      const accountBalance = await readBalance(tx, accountId);
      return ok({ outcome: known === null ? 'applied' : 'unchanged', accountBalance });
    },
  );
}

type Booked = Pick<Funding, 'accountId' | 'source' | 'amount'>;

function differingField(known: Booked, wanted: Booked): string | null {
  if (known.accountId !== wanted.accountId) return 'personId';
  if (known.source !== wanted.source) return 'insuranceType';
  return known.amount === wanted.amount ? null : 'amount';
}
