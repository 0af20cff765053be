import type { Fen } from '@zhijie/kernel';
import type { KnownSettlement, StatementItem } from './store.ts';
import { nettedOf } from './totals.ts';

/** A row of the hospital's file. A refund names its own id or that of the settlement it takes back. */
export type HospitalRow = {
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly feeTotal: Fen;
  readonly paidByFunds: Fen;
  readonly paidByAccount: Fen;
  readonly isRefund: boolean;
};

/**
 * - `matched`: both sides say the same. `netted`: a settlement and its refund that only one side lists; they
 *   come to nothing.
 * - `differs`: an amount or the person is another. `only-hospital`, `only-here`: the other side has no such
 *   row.
 * - `open`: the outcome is not known yet. `elsewhere`: known here, outside what is being reconciled.
 */
export type Verdict = 'matched' | 'netted' | 'differs' | 'only-hospital' | 'only-here' | 'open' | 'elsewhere';

export type JudgedRow = {
  readonly verdict: Verdict;
  readonly hospital: HospitalRow | null;
  readonly own: StatementItem | null;
  /** What this side knows of the hospital's row where it lists none. */
  readonly known: KnownSettlement | null;
};

export const isDifference = ({ verdict }: JudgedRow): boolean =>
  verdict !== 'matched' && verdict !== 'netted';

function sameRow(hospital: HospitalRow, own: StatementItem): boolean {
  return (
    hospital.feeTotal === own.feeTotal &&
    hospital.paidByFunds === own.paidByFunds &&
    hospital.paidByAccount === own.paidByAccount &&
    hospital.personId === own.personId
  );
}

/** Rows of the hospital that cancel each other: same settlement, opposite amounts. */
function nettedRows(rows: readonly HospitalRow[]): ReadonlySet<HospitalRow> {
  const settled = new Map(rows.filter((row) => !row.isRefund).map((row) => [row.settlementId, row]));
  const found = new Set<HospitalRow>();
  for (const refund of rows.filter((row) => row.isRefund)) {
    const row = settled.get(refund.settlementId);
    const isOpposite =
      row !== undefined &&
      row.feeTotal + refund.feeTotal === 0 &&
      row.paidByFunds + refund.paidByFunds === 0 &&
      row.paidByAccount + refund.paidByAccount === 0;
    if (!isOpposite) continue;
    settled.delete(refund.settlementId);
    found.add(row).add(refund);
  }
  return found;
}

const keyOf = (settlementId: string, isRefund: boolean): string => `${isRefund ? '-' : '+'}${settlementId}`;

/** Judges every row of both sides; the hospital's rows keep their order, rows only here follow. */
export function judgeRows(
  hospital: readonly HospitalRow[],
  items: readonly StatementItem[],
  known: ReadonlyMap<string, KnownSettlement>,
): JudgedRow[] {
  const left = new Map<string, StatementItem>();
  for (const item of items) {
    left.set(keyOf(item.settlementId, item.isRefund), item);
    if (item.isRefund) left.set(keyOf(item.itemId, true), item);
  }
  const take = (row: HospitalRow): StatementItem | null => {
    const item = left.get(keyOf(row.settlementId, row.isRefund)) ?? null;
    if (item === null) return null;
    left.delete(keyOf(item.settlementId, item.isRefund));
    left.delete(keyOf(item.itemId, item.isRefund));
    return item;
  };
  const paired = hospital.map((row) => ({ row, own: take(row) }));
  const cancelled = nettedRows(paired.filter(({ own }) => own === null).map(({ row }) => row));
  const judged = paired.map(({ row, own }): JudgedRow => {
    const seen = known.get(row.settlementId) ?? null;
    return { verdict: verdictOf(row, own, seen, cancelled), hospital: row, own, known: seen };
  });
  const rest = [...new Set(left.values())];
  const netted = nettedOf(rest);
  return [
    ...judged,
    ...rest.map((own): JudgedRow => {
      const verdict = own.isOpen ? 'open' : netted.has(own.settlementId) ? 'netted' : 'only-here';
      return { verdict, hospital: null, own, known: null };
    }),
  ];
}

function verdictOf(
  row: HospitalRow,
  own: StatementItem | null,
  known: KnownSettlement | null,
  cancelled: ReadonlySet<HospitalRow>,
): Verdict {
  if (own !== null) return own.isOpen ? 'open' : sameRow(row, own) ? 'matched' : 'differs';
  if (cancelled.has(row)) return 'netted';
  if (known === null || known.state === 'refused') return 'only-hospital';
  if (known.state === 'pending') return 'open';
  return known.reason === 'unknown-outcome' ? 'only-hospital' : 'elsewhere';
}
