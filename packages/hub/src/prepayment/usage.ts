import { type PrepaymentShare, poolOf, type Usage, usageOf } from '@zhijie/clearing';
import type { Executor } from '@zhijie/database';
import { type Month, provinceOf, totalFen } from '@zhijie/kernel';
import { runOf } from '../clearing/run.ts';
import { sumByPair } from '../trade/store.ts';
import type { NoticeBasis } from './store.ts';

/** What a month's care cost each pair of provinces, and how it is known. */
export type MonthUse = { readonly basis: NoticeBasis; readonly shares: readonly PrepaymentShare[] };

type PairAmount = {
  readonly careProvince: string;
  readonly insuredProvince: string;
  readonly amount: number;
};

/** Sums of pairs of provinces; both insurance types together. A sum below zero stays one. */
function summed(rows: readonly PairAmount[]): PrepaymentShare[] {
  const pairs = new Map<string, PrepaymentShare>();
  for (const { careProvince, insuredProvince, amount } of rows) {
    const key = `${careProvince} ${insuredProvince}`;
    const before = pairs.get(key)?.amount ?? 0;
    pairs.set(key, { careProvince, insuredProvince, amount: totalFen(before + amount) });
  }
  return [...pairs.values()];
}

/**
 * The clearing amount of a month by pair of provinces: of its generated clearing, before that of the trades
 * that the hub has recorded so far.
 */
export async function useOfMonth(db: Executor, period: Month): Promise<MonthUse> {
  const run = await runOf(db, period);
  if (run !== undefined) return { basis: 'cleared', shares: summed(run.tables.lines) };
  const rows = await sumByPair(db, period);
  const pairs = rows.map(({ careArea, insuredArea, claim }) => ({
    careProvince: provinceOf(careArea),
    insuredProvince: provinceOf(insuredArea),
    amount: claim,
  }));
  return { basis: 'running', shares: summed(pairs) };
}

/** PF-03: usage of a care province's whole pool (PF-01) by a month. */
export function poolUsage(careProvince: string, use: MonthUse, standing: readonly PrepaymentShare[]): Usage {
  return usageOf(poolOf(use.shares, careProvince), poolOf(standing, careProvince));
}

/** The care provinces that hold a prepayment or had care to be paid, in order. */
export function careProvincesOf(...lists: readonly (readonly PrepaymentShare[])[]): string[] {
  return [...new Set(lists.flat().map(({ careProvince }) => careProvince))].toSorted();
}
