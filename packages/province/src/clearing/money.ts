import { monthsAfter } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import {
  type Ask,
  type DecidedDeduction,
  type Log,
  NoAnswer,
  type NodeAddress,
  NotDelivered,
  routeOf,
} from '@zhijie/exchange';
import { type Clock, fen, instant, type Month, monthOf, provinceOf } from '@zhijie/kernel';
import { bookClearingPayment, type ClearingSide, isDueIn } from './money-entries.ts';

/** What a side does with a decision of an audit that concerns it; it answers whether it was new. */
export type TakeDeduction = (deduction: ClearedDeduction) => Promise<boolean>;
export type ClearedDeduction = Omit<DecidedDeduction, 'amount' | 'decidedAt'> & {
  readonly amount: ReturnType<typeof fen>;
  readonly decidedAt: ReturnType<typeof instant>;
};

/** The nation's mark of the payments that this process has taken; null before the first. */
export type PaymentsTaken = { mark: string | null };

export type ClearingMoneyDeps = {
  readonly address: NodeAddress;
  readonly ask: Ask;
  readonly db: Database;
  readonly now: Clock;
  readonly log: Log;
  readonly taken: PaymentsTaken;
  readonly takeAtCare: TakeDeduction;
  readonly takeAtInsured: TakeDeduction;
};

/** Payments of older months are booked by now; a year and all of its arrears clear within it (C-03). */
const MONTHS_BACK = 15;
const DEADLINE_MS = 60_000;

/**
 * Takes what the nation's clearing decided into the province's own two books (C-04, V-13): payments made and
 * received, and what audits took off or gave back. Each once, however often it is asked. Answers how much was
 * new; nothing when the nation does not answer, the next time it is there.
 */
export async function followClearing(deps: ClearingMoneyDeps): Promise<number> {
  try {
    return (await followDeductions(deps)) + (await followPayments(deps));
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'info', event: 'clearing-unanswered' });
    return 0;
  }
}

const SIDES: readonly ClearingSide[] = ['care', 'insured'];

async function followPayments(deps: ClearingMoneyDeps): Promise<number> {
  const { address, ask, now, taken } = deps;
  const route = routeOf({ careArea: `${address}0000` });
  const since = monthsAfter(monthOf(now()), 0 - MONTHS_BACK);
  const known = taken.mark === null ? {} : { mark: taken.mark };
  const told = await ask('clearing.payments@1', route, { since, ...known }, { deadlineMs: DEADLINE_MS });
  if (!told.ok) return 0;
  let booked = 0;
  for (const order of told.value.orders)
    for (const side of SIDES)
      if (isDueIn(side, address, order) && (await bookClearingPayment(side, deps, order))) booked += 1;
  taken.mark = told.value.mark ?? null;
  return booked;
}

async function followDeductions(deps: ClearingMoneyDeps): Promise<number> {
  const current = monthOf(deps.now());
  let taken = 0;
  for (const month of [monthsAfter(current, -1), current]) taken += await followMonth(deps, month);
  return taken;
}

async function followMonth(deps: ClearingMoneyDeps, month: Month): Promise<number> {
  const { address, ask } = deps;
  const route = routeOf({ careArea: `${address}0000` });
  let taken = 0;
  for (let after = ''; ; ) {
    const page = await ask('clearing.deductions@1', route, { month, after }, { deadlineMs: DEADLINE_MS });
    if (!page.ok) return taken;
    for (const { amount, decidedAt, ...rest } of page.value.deductions) {
      const one = { ...rest, amount: fen(amount), decidedAt: instant(decidedAt) };
      const isOurs = (area: string): boolean => provinceOf(area) === address;
      if (isOurs(one.careArea) && (await deps.takeAtCare(one))) taken += 1;
      if (isOurs(one.insuredArea) && (await deps.takeAtInsured(one))) taken += 1;
      after = one.deductionId;
    }
    if (!page.value.isMore) return taken;
  }
}
