/** What a bill must be before it is adjudicated: pure. */
import { sm3Hex } from '@zhijie/crypto';
import type { Bill } from '@zhijie/exchange';
import {
  benefitOf,
  canonicalJson,
  type FeeParts,
  fen,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';

type WireFees = Bill['totals'];

/** Amounts of a message as fee parts; every amount is checked to be a safe number of fen. */
export const feePartsOf = (fees: WireFees): FeeParts => ({
  total: fen(fees.total),
  excluded: fen(fees.excluded),
  overLimit: fen(fees.overLimit),
  selfPaidFirst: fen(fees.selfPaidFirst),
  eligible: fen(fees.eligible),
});

const NAMES = ['total', 'excluded', 'overLimit', 'selfPaidFirst', 'eligible'] as const;

const isConsistent = (fees: WireFees): boolean =>
  fees.total === fees.excluded + fees.overLimit + fees.selfPaidFirst + fees.eligible &&
  (NAMES.every((name) => fees[name] >= 0) || NAMES.every((name) => fees[name] <= 0));

/**
 * Rows of the right kind (V-02, V-03) that add up to the totals in every column. Refuses
 * `fees-of-wrong-kind` and `fees-do-not-add-up`. A single row may be negative (a returned item), the bill
 * may not.
 */
export function checkFees(
  bill: Bill,
): Result<FeeParts, Refusal<'fees-of-wrong-kind' | 'fees-do-not-add-up'>> {
  const expected = benefitOf(bill.careType) === 'inpatient' ? 'categories' : 'lines';
  if (bill.fees.kind !== expected)
    return refuse('fees-of-wrong-kind', { field: 'fees', detail: { expected } });
  const rows: readonly { readonly fees: WireFees }[] = bill.fees.rows;
  const wrong = rows.findIndex((row) => !isConsistent(row.fees));
  if (wrong >= 0) return refuse('fees-do-not-add-up', { field: 'fees', detail: { row: wrong + 1 } });
  for (const name of NAMES) {
    const sum = rows.reduce((total, row) => total + row.fees[name], 0);
    if (sum !== bill.totals[name]) {
      return refuse('fees-do-not-add-up', {
        field: `totals.${name}`,
        detail: { rows: sum, total: bill.totals[name] },
      });
    }
  }
  if (!isConsistent(bill.totals) || bill.totals.total < 0) {
    return refuse('fees-do-not-add-up', { field: 'totals' });
  }
  return ok(feePartsOf(bill.totals));
}

/** The bill as it is stored for comparison: every field, the fee rows as a digest. */
export function requestText(bill: Bill): string {
  return canonicalJson({ ...bill, fees: sm3Hex(canonicalJson(bill.fees)) });
}

/** The first field, in the order of names, in which a repeated request differs; null when it is the same. */
export function differingField(stored: string, bill: Bill): string | null {
  if (stored === requestText(bill)) return null;
  const before = JSON.parse(stored) as Record<string, unknown>;
  const now = JSON.parse(requestText(bill)) as Record<string, unknown>;
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const same = (name: string) => JSON.stringify(before[name]) === JSON.stringify(now[name]);
  return names.find((name) => !same(name)) ?? 'bill';
}
