import { addFen, type Fen, fen } from '@zhijie/kernel';
import type { StatementItem, Sums } from './store.ts';

/**
 * Which rows a hospital says that its sums contain: all, only those that no refund of the period touches, or
 * unsaid, which means all.
 */
export type RefundReading = 'all' | 'without-refunds';

const sum = (items: readonly StatementItem[], of: (item: StatementItem) => Fen): Fen =>
  items.reduce((total, item) => addFen(total, of(item)), fen(0));

export function sumsOf(items: readonly StatementItem[]): Sums {
  return {
    feeTotal: sum(items, ({ feeTotal }) => feeTotal),
    paidByFunds: sum(items, ({ paidByFunds }) => paidByFunds),
    paidByAccount: sum(items, ({ paidByAccount }) => paidByAccount),
    paidInCash: sum(items, ({ paidInCash }) => paidInCash),
    count: items.length,
  };
}

/** Items whose settlement and refund both stand among them: together they come to nothing. */
export function nettedOf(items: readonly StatementItem[]): ReadonlySet<string> {
  const refunded = new Set(items.filter((item) => item.isRefund).map(({ settlementId }) => settlementId));
  const settled = new Set(items.filter((item) => !item.isRefund).map(({ settlementId }) => settlementId));
  return new Set([...refunded].filter((settlementId) => settled.has(settlementId)));
}

/** The rows that a reading counts. */
export function readAs(items: readonly StatementItem[], reading: RefundReading): readonly StatementItem[] {
  if (reading === 'all') return items;
  const netted = nettedOf(items);
  return items.filter((item) => !item.isRefund && !netted.has(item.settlementId));
}

/**
 * Whether the hospital's sums are ours. A hospital counts a settlement and its refund as two rows or as none:
 * amounts are the same, so both counts are right. Sums that it did not state are not compared.
 */
export function isEqual(hospital: Sums, items: readonly StatementItem[]): boolean {
  const own = sumsOf(items);
  const netted = 2 * nettedOf(items).size;
  const same = (a: Fen | null, b: Fen | null): boolean => a === null || a === b;
  return (
    hospital.feeTotal === own.feeTotal &&
    hospital.paidByFunds === own.paidByFunds &&
    same(hospital.paidByAccount, own.paidByAccount) &&
    same(hospital.paidInCash, own.paidInCash) &&
    (hospital.count === own.count || hospital.count === own.count - netted)
  );
}

/** How far apart two totals are, fen. */
export const distance = (hospital: Sums, items: readonly StatementItem[]): number =>
  Math.abs(hospital.feeTotal - sumsOf(items).feeTotal);
