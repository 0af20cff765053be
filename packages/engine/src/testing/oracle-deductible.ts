import type { DeductibleEntry, ReferralRuleData } from '../pack/schema.ts';
import { largest, percent, rounded, smallest, yuan } from './oracle-amounts.ts';
import {
  at,
  type Bill,
  cell,
  entryOf,
  isInRange,
  isOutpatient,
  NotProvided,
  transfer,
} from './oracle-bill.ts';

export function deductibleOf(bill: Bill, rule: ReferralRuleData): void {
  const entry = entryOf(bill.policy, 'deductible') as DeductibleEntry | { state: string };
  const table: Partial<DeductibleEntry> = 'state' in entry ? {} : entry;
  const basis = table.basis ?? 'none';
  const grid = rule.ownDeductible ?? (basis === 'none' ? undefined : table.amount);
  if (grid === undefined) return;
  const already = paidElsewhere(bill, table);
  const nth = stayNumber(bill, table);
  if ((table.waive ?? []).some((waiver) => isWaivedBy(bill, waiver, nth))) return;
  let due = yuan(cell(bill, grid, 1, false, nth)[0]!);
  const { factors, minus, floor: least } = table.repeat ?? {};
  const floor = least === undefined ? 0n : yuan(least);
  if (factors) {
    const factor = percent(factors[Math.min(nth, factors.length) - 1]!);
    due = largest(smallest(floor, due), rounded(due * factor, bill.policy.rounding));
  }
  if (minus !== undefined && nth > 1) {
    const step = yuan(cell(bill, minus, 1, false, nth)[0]!);
    if (step > 0n) due = largest(smallest(floor, due), due - step * BigInt(nth - 1));
  }
  const every = Number(table.rechargeDays ?? '0');
  let times = 1n;
  if (every > 0) for (let day = every; day < (bill.facts.daysInStay ?? 0); day += every) times += 1n;
  due = largest(0n, due * times - already);
  due = underYear(bill, table, due);
  const spared = table.spares?.includes('essential-drugs') ? BigInt(bill.facts.essentialDrugs ?? 0) : 0n;
  const bearing = largest(0n, at(bill, 'eligible') - spared);
  transfer(bill, 'eligible', 'deductible', smallest(due, bearing));
}
/** The deductible that the stay has paid before it came here (D5, D6), if it counts. */
function paidElsewhere(bill: Bill, table: Partial<DeductibleEntry>): bigint {
  const from = bill.facts.continuedFrom;
  if (from === undefined) return 0n;
  const says = from.reason === 'transfer' ? table.transfer : table.newYear;
  if (says === undefined) throw new NotProvided();
  if (says !== 'difference' && says !== 'carried') return 0n;
  bill.isNewStay = false;
  return BigInt(from.deductiblePaid);
}

/** Which stay of the year it is, 1 for the first: of all stays, or of those at its level. */
function stayNumber(bill: Bill, table: Partial<DeductibleEntry>): number {
  const { admissions, admissionsByLevel } = bill.input.accumulators;
  if (table.ordinals === 'same-level') {
    const digits = String(admissionsByLevel).padStart(10, '0');
    const end = digits.length - 2 * LEVELS.indexOf(bill.level);
    return Number(digits.slice(end - 2, end)) + 1;
  }
  const isSameStay = !bill.isNewStay && bill.facts.continuedFrom?.reason === 'transfer';
  return isSameStay ? Math.max(1, admissions) : admissions + 1;
}

const LEVELS = ['community', 'level1', 'level2', 'level3', 'level3-top'];

/** What the year leaves of the deductible. */
function underYear(bill: Bill, table: Partial<DeductibleEntry>, due: bigint): bigint {
  const { accumulators } = bill.input;
  const paid = BigInt(
    isOutpatient(bill) ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid,
  );
  let left = due;
  if (table.basis === 'annual') left = largest(0n, due - paid);
  if (table.basis === 'annual-by-level') {
    const atLevel = {
      community: accumulators.outpatientDeductibleCommunity,
      level1: accumulators.outpatientDeductibleLevel1,
      level2: accumulators.outpatientDeductibleLevel2,
      level3: accumulators.outpatientDeductibleLevel3,
      'level3-top': accumulators.outpatientDeductibleLevel3Top,
    }[bill.level];
    left = largest(0n, due - BigInt(atLevel));
  }
  return table.yearCap === undefined ? left : smallest(left, largest(0n, yuan(table.yearCap) - paid));
}

function isWaivedBy(bill: Bill, waiver: NonNullable<DeductibleEntry['waive']>[number], nth: number): boolean {
  const { input, facts } = bill;
  return (
    nth >= Number(waiver.fromOrdinal ?? '1') &&
    (waiver.ages === undefined || waiver.ages.some((range) => isInRange(range, input.age))) &&
    (waiver.aid === undefined || waiver.aid.includes(input.aidCategory)) &&
    (waiver.familyDoctor === undefined || facts.hasFamilyDoctor === true) &&
    (waiver.causes === undefined || (waiver.causes as string[]).includes(facts.cause ?? 'ordinary'))
  );
}
