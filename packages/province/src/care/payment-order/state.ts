/** What an order is, seen from its two parts (procedures ). Pure. */
import { type Fen, fen, formatYuan, ok, type Refusal, type Result } from '@zhijie/kernel';
import { careRefusal } from '../refusals.ts';
import type { OrderRefund } from './refund-store.ts';
import type { Order } from './store.ts';

/** Within it the cash part is paid, or the insurance part is reversed. */
export const PAY_WITHIN_MS = 10 * 60_000;

/** What the hospital is told; the interface has a code for each. */
export type OrderWord =
  | 'saved'
  | 'settling'
  | 'settled'
  | 'refunded'
  | 'insurance-refunded'
  | 'cash-refunded'
  | 'cash-partly-refunded'
  | 'insurance-and-part-refunded'
  | 'revoked'
  | 'insurance-revoked'
  | 'failed';

/** an order with one part open, or a refund under way, is `settling`: nobody takes it for paid. */
export function wordOf(order: Order): OrderWord {
  switch (order.state) {
    case 'open':
      return 'saved';
    case 'settling':
    case 'paying':
    case 'undoing':
      return 'settling';
    case 'revoked':
      return 'revoked';
    case 'undone':
      if (order.cashRefunded > 0) return 'refunded';
      return order.endedBy === 'cash-failed' ? 'failed' : 'insurance-revoked';
    case 'done':
      return wordOfDone(order);
  }
}

function wordOfDone({ cash, cashRefunded, isInsuranceRefunded }: Order): OrderWord {
  const isCashGone = cashRefunded === cash;
  if (isInsuranceRefunded) {
    if (isCashGone) return 'refunded';
    return cashRefunded > 0 ? 'insurance-and-part-refunded' : 'insurance-refunded';
  }
  if (cashRefunded === 0) return 'settled';
  return isCashGone ? 'cash-refunded' : 'cash-partly-refunded';
}

export type MixedStatus = 'created' | 'success' | 'refund' | 'fail';

/** The three statuses of a mixed order: the whole, the payer's own part, the insurance part. */
export function statusesOf(order: Order): Readonly<Record<'mixed' | 'self' | 'insurance', MixedStatus>> {
  const word = wordOf(order);
  const insurance = ((): MixedStatus => {
    if (order.isInsuranceRefunded) return 'refund';
    if (order.settlementId !== null) return 'success';
    return order.state === 'revoked' ? 'fail' : 'created';
  })();
  const self = ((): MixedStatus => {
    if (order.cashRefunded > 0) return 'refund';
    if (order.cashState === 'closed' || order.state === 'revoked') return 'fail';
    return order.cashState === 'paid' || order.state === 'done' ? 'success' : 'created';
  })();
  const mixed = ((): MixedStatus => {
    if (word === 'settled') return 'success';
    if (word === 'saved' || word === 'settling') return 'created';
    return word === 'revoked' || word === 'failed' || word === 'insurance-revoked' ? 'fail' : 'refund';
  })();
  return { mixed, self, insurance };
}

/** Which parts an order has money in. */
export const kindOf = ({ cash, total }: Pick<Order, 'cash' | 'total'>): 'all' | 'cash' | 'insurance' => {
  if (cash === null || cash === 0) return 'insurance';
  return cash === total ? 'cash' : 'all';
};

export type FeesTold = {
  readonly total: Fen;
  readonly lines: readonly Fen[];
  readonly excluded: Fen | null;
  readonly overLimit: Fen | null;
  readonly selfPaidFirst: Fen | null;
  readonly eligible: Fen | null;
};

const mismatch = (label: string, declared: number, lines: number) =>
  careRefusal('order-fees-mismatch', 'total', {
    label,
    declared: formatYuan(declared as Fen),
    lines: formatYuan(lines as Fen),
  });

/** the lines are the total; so are the four parts of it where they are told. */
export function checkFees(fees: FeesTold): Result<null, Refusal> {
  const lines = fees.lines.reduce((sum, amount) => sum + amount, 0);
  if (lines !== fees.total) return mismatch('总额', fees.total, lines);
  const parts = [fees.excluded, fees.selfPaidFirst, fees.eligible];
  if (parts.some((part) => part === null)) return ok(null);
  const sum = parts.reduce((all: number, part) => all + part!, 0) + (fees.overLimit ?? 0);
  return sum === fees.total ? ok(null) : mismatch('四项之和', sum, lines);
}

/** A refund as the hospital asks for it; what is not told is null. */
export type RefundTold = {
  readonly part: OrderRefund['part'];
  readonly total: Fen;
  readonly cash: Fen;
  readonly account: Fen | null;
  readonly funds: Fen | null;
};

export type RefundParts = Pick<OrderRefund, 'funds' | 'account' | 'cash'>;

const differs = (label: string, declared: Fen, expected: Fen) =>
  careRefusal('refund-total-mismatch', 'refundTotal', {
    label,
    declared: formatYuan(declared),
    expected: formatYuan(expected),
  });

const ZERO = fen(0);

/**
 * What a refund takes back: ALL every original part, CASH only cash and no more than is left, HI both
 * insurance parts whole, because a settlement is reversed as it was made. The total is that of the parts, or
 * of the original trade. Refusals: `refund-total-mismatch`, `refund-exceeds`, `refund-done-before`.
 */
export function planRefund(order: Order, told: RefundTold): Result<RefundParts, Refusal> {
  const { funds, account, cash, cashRefunded } = order;
  const takesInsurance = told.part !== 'cash';
  if (takesInsurance && order.isInsuranceRefunded) return careRefusal('refund-done-before', 'refundPart');
  const expected = takesInsurance ? { funds: funds!, account: account! } : { funds: ZERO, account: ZERO };
  if (told.funds !== null && told.funds !== expected.funds) {
    return differs('基金', told.funds, expected.funds);
  }
  if (told.account !== null && told.account !== expected.account) {
    return differs('个人账户', told.account, expected.account);
  }
  const wanted = told.part === 'all' ? cash! : told.part === 'insurance' ? ZERO : told.cash;
  if (told.cash !== wanted) return differs('现金', told.cash, wanted);
  const left = fen(cash! - cashRefunded);
  if (told.part === 'cash' && left === 0) return careRefusal('refund-done-before', 'refundPart');
  if (wanted > left || (told.part === 'cash' && wanted <= 0)) {
    const detail = { declared: formatYuan(wanted), expected: formatYuan(left) };
    return careRefusal('refund-exceeds', 'refundCash', detail);
  }
  const sum = fen(expected.funds + expected.account + wanted);
  const trade = fen(funds! + account! + cash!);
  if (told.total !== sum && told.total !== trade) return differs('总额', told.total, sum);
  return ok({ ...expected, cash: wanted });
}
