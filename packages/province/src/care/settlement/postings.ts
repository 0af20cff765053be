import { digestOf } from '@zhijie/evidence';
import type { Fen, Instant, InsuranceType, Month, SettlementParts } from '@zhijie/kernel';
import { carePostings, reversalOf, type Transfer } from '@zhijie/ledger';
import { amountsOf } from './parts.ts';

/** What a decided settlement is, as far as money and evidence go. */
export type SettledFact = {
  readonly settlementId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly segment: number;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly settledAt: Instant;
  readonly month: Month;
  readonly parts: SettlementParts;
};

export type ReversedFact = {
  readonly reversalId: string;
  readonly settlementId: string;
  readonly outcome: 'reversed' | 'never-settled';
  readonly reversedAt: Instant | null;
  readonly month: Month | null;
};

/**
 * What the insured area owes, owed on to the hospital: all public funds and the personal account, never cash
 * (design §4). A claim of nothing posts nothing.
 */
export function settlementPostings(fact: SettledFact): Transfer[] {
  const { settlementId, providerId, careArea, insuredArea, insuranceType, settledAt, month, parts } = fact;
  const pair = { careArea, insuredArea, insuranceType };
  return carePostings(parts, { ...pair, providerId, reference: settlementId, month, postedAt: settledAt });
}

/** The same transfers with debit and credit exchanged; nothing is computed again. */
export function undoPostings(
  fact: SettledFact,
  undo: { readonly reversalId: string; readonly reversedAt: Instant; readonly month: Month },
): Transfer[] {
  const { reversalId, reversedAt, month } = undo;
  return reversalOf(settlementPostings(fact), { reference: reversalId, month, postedAt: reversedAt });
}

const bound = ({ transferId, debit, credit, amount, code }: Transfer) => ({
  transferId,
  debit,
  credit,
  amount: amount as Fen,
  code,
});

/** What the journal's leaf of a settlement binds: the decided amounts and the transfers that follow. */
export function settlementDigest(fact: SettledFact, transfers: readonly Transfer[]): Uint8Array {
  const { settlementId, providerId, visitId, segment, personId, careArea } = fact;
  const { insuredArea, insuranceType, settledAt, month, parts } = fact;
  const who = { settlementId, providerId, visitId, segment, personId, careArea, insuredArea, insuranceType };
  return digestOf({ ...who, settledAt, month, amounts: amountsOf(parts), transfers: transfers.map(bound) });
}

/** What the journal's leaf of a reversal binds. */
export function reversalDigest(fact: ReversedFact, transfers: readonly Transfer[]): Uint8Array {
  const { reversalId, settlementId, outcome, reversedAt, month } = fact;
  return digestOf({ reversalId, settlementId, outcome, reversedAt, month, transfers: transfers.map(bound) });
}
