import { assert, type Fen, type Instant, type InsuranceType, negateFen } from '@zhijie/kernel';
import type { ClearingItem, Deferral } from './item.ts';
import { periodOf } from './period.ts';

/** What clearing needs of the hub's record of a trade. */
export type TradeToClear = {
  readonly careArea: string;
  readonly settlementId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly claim: Fen;
  readonly settledAt: Instant | null;
  readonly reversalId: string | null;
  readonly reversedAt: Instant | null;
};

/**
 * The items of a trade: its settlement in the month of settling, its reversal in the month of reversing
 * (T-05), each when the hub knows it. `deferral` is the settlement's.
 */
export function itemsOfTrade(trade: TradeToClear, deferral: Deferral | null = null): ClearingItem[] {
  const { careArea, settlementId, insuredArea, insuranceType, claim, settledAt, reversedAt } = trade;
  const common = { settlementId, careArea, insuredArea, insuranceType };
  const items: ClearingItem[] = [];
  if (settledAt !== null)
    items.push({
      ...common,
      itemId: settlementId,
      kind: 'settlement',
      amount: claim,
      decidedAt: settledAt,
      settlementPeriod: null,
      deferral,
    });
  if (reversedAt !== null) {
    assert(trade.reversalId !== null, `Reversal of settlement "${settlementId}" has no id of its own`);
    items.push({
      ...common,
      itemId: trade.reversalId,
      kind: 'reversal',
      amount: negateFen(claim),
      decidedAt: reversedAt,
      settlementPeriod: settledAt === null ? null : periodOf({ decidedAt: settledAt, deferral }),
      deferral: null,
    });
  }
  return items;
}
