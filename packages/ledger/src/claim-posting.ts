import { assert, type Fen, type InsuranceType, type SettlementParts } from '@zhijie/kernel';
import { bankDeposit, payableToClaimant } from './accounts.ts';
import { insuredPostings, type PostingEvent, type PostingMark } from './posting.ts';
import type { Transfer } from './transfer.ts';

type Claim = { readonly claimId: string; readonly area: string; readonly insuranceType: InsuranceType };

/**
 * Insured side: the same funds as of a direct settlement, but to what is owed to the person, who has paid the
 * hospital (procedures V-12). Nothing is owed to the care area, and no account pays.
 */
export function claimPostings(
  parts: SettlementParts,
  event: PostingEvent & { readonly personId: string },
): Transfer[] {
  assert(parts.paidByPersonalAccount === 0, 'A manual claim takes nothing from a personal account');
  const { insuredArea, insuranceType, reference } = event;
  const credit = payableToClaimant(insuredArea, insuranceType, reference);
  return insuredPostings(parts, event).map((transfer) => ({ ...transfer, credit }));
}

/** The bank's payment to the person; `returned`: the person's payment back, of a claim that was undone. */
export function claimPaymentPosting(
  amount: Fen,
  {
    claimId,
    area,
    insuranceType,
    way,
    ...mark
  }: Claim & Omit<PostingMark, 'reference'> & { way: 'paid' | 'returned' },
): Transfer {
  assert(amount > 0, 'A payment moves money');
  const person = payableToClaimant(area, insuranceType, claimId);
  const bank = bankDeposit(area);
  const code = `claim-${way}`;
  const reference = `${claimId}.${way}`;
  const [debit, credit] = way === 'paid' ? [person, bank] : [bank, person];
  return { transferId: `${reference}.${code}`, debit, credit, amount, code, reference, ...mark };
}
