import type { Trade } from '@zhijie/exchange';
import type { Facts } from './facts.ts';
import type { StoredReversal } from './store.ts';

const text = (facts: Facts, column: string): string => String(facts[column]);
const number = (facts: Facts, column: string): number => Number(facts[column]);

/** The claim between areas: all public funds and the personal account, never cash (design §4). */
const claimOfColumns = (facts: Facts): number =>
  number(facts, 'paid_by_funds') + number(facts, 'paid_by_personal_account');

/** What the hub records of a settlement, from its stored columns. */
export function tradeOfSettlement(facts: Facts): Trade {
  return {
    kind: 'settlement',
    settlementId: text(facts, 'settlement_id'),
    reversalId: null,
    careArea: text(facts, 'care_area'),
    insuredArea: text(facts, 'insured_area'),
    providerId: text(facts, 'provider_id'),
    personId: text(facts, 'person_id'),
    insuranceType: text(facts, 'insurance_type') as Trade['insuranceType'],
    claim: claimOfColumns(facts),
    at: number(facts, 'settled_at'),
  };
}

/** What the hub records of a reversal: the negated claim, at the moment of the reversal. */
export function tradeOfReversal(
  facts: Facts,
  reversal: Pick<StoredReversal, 'reversal_id' | 'reversed_at'>,
): Trade {
  return {
    ...tradeOfSettlement(facts),
    kind: 'reversal',
    reversalId: reversal.reversal_id,
    claim: 0 - claimOfColumns(facts),
    at: reversal.reversed_at,
  };
}
