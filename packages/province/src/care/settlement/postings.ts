import { digestOf } from '@zhijie/evidence';
import { payableToProvider, receivableFromInsuredArea } from '@zhijie/ledger';
import { claimOf, type SettlementParts } from '@zhijie/kernel';
import { amountsOf } from './parts.ts';

/** One transfer of the care side's ledger; the reference, month and time are the settlement's or reversal's. */
export type Posting = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
};

type Owed = {
  readonly providerId: string;
  readonly insuredArea: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly parts: SettlementParts;
};

/**
 * What the insured area owes, owed on to the hospital: all public funds and the personal account, never cash
 * (design §4). A claim of nothing posts nothing.
 */
export function settlementPostings(settlement: Owed & { readonly settlementId: string }): Posting[] {
  const { settlementId, providerId, insuredArea, insuranceType, parts } = settlement;
  const amount = claimOf(parts);
  if (amount === 0) return [];
  return [
    {
      transferId: settlementId,
      debit: receivableFromInsuredArea(insuredArea, insuranceType),
      credit: payableToProvider(providerId),
      amount,
      code: 'care-claim',
    },
  ];
}

/** The same transfers with debit and credit exchanged; nothing is computed again. */
export function reversalPostings(settlement: Owed & { readonly settlementId: string; readonly reversalId: string }): Posting[] {
  return settlementPostings(settlement).map(({ debit, credit, amount }) => ({
    transferId: settlement.reversalId,
    debit: credit,
    credit: debit,
    amount,
    code: 'care-claim-reversed',
  }));
}

/** What the journal's leaf of a settlement binds: the decided amounts and the transfers that follow. */
export function settlementDigest(fact: {
  readonly settlementId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly segment: number;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly settledAt: number;
  readonly month: string;
  readonly parts: SettlementParts;
  readonly postings: readonly Posting[];
}): Uint8Array {
  const { settlementId, providerId, visitId, segment, personId, careArea } = fact;
  const { insuredArea, insuranceType, settledAt, month, parts, postings } = fact;
  const bound = { settlementId, providerId, visitId, segment, personId, careArea, insuredArea, insuranceType };
  return digestOf({ ...bound, settledAt, month, amounts: amountsOf(parts), transfers: postings.map(plain) });
}

/** What the journal's leaf of a reversal binds. */
export function reversalDigest(fact: {
  readonly reversalId: string;
  readonly settlementId: string;
  readonly outcome: 'reversed' | 'never-settled';
  readonly reversedAt: number | null;
  readonly month: string | null;
  readonly postings: readonly Posting[];
}): Uint8Array {
  const { reversalId, settlementId, outcome, reversedAt, month, postings } = fact;
  return digestOf({ reversalId, settlementId, outcome, reversedAt, month, transfers: postings.map(plain) });
}

const plain = ({ transferId, debit, credit, amount, code }: Posting) => ({
  transferId,
  debit,
  credit,
  amount,
  code,
});
