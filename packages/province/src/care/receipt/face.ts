import {
  addFen,
  assert,
  type CalendarDate,
  type FeeCategory,
  type Fen,
  fen,
  type InsuranceType,
  type ReceiptCode,
  type ReceiptNumber,
  type SettlementParts,
} from '@zhijie/kernel';

export const RED_REASONS = ['refund', 'undo', 'error'] as const;
export type RedReason = (typeof RED_REASONS)[number];
export const RED_REASON_LABELS: Readonly<Record<RedReason, string>> = {
  refund: '退费',
  undo: '结算撤销',
  error: '开票有误',
};

/**
 * Amounts of a receipt (procedures A-03), fen: `total` = pooled + others + account + cash, and what the
 * person bears, account + cash, is also self-paid (inside the policy) + self-funded (outside it).
 * A red receipt has them negated.
 */
export type ReceiptAmounts = {
  readonly total: Fen;
  /** 医保统筹基金支付 */
  readonly pooled: Fen;
  /** 其他支付: every other fund, and what the institution bears. */
  readonly others: Fen;
  /** 个人账户支付, the family's account included. */
  readonly account: Fen;
  /** 个人现金支付: all that is left to the person, by whatever channel it is paid then. */
  readonly cash: Fen;
  /** 个人自付 */
  readonly selfPaid: Fen;
  /** 个人自费 */
  readonly selfFunded: Fen;
  /** 先行自付, a part of what is self-paid. */
  readonly selfPaidFirst: Fen;
};

export type ReceiptKey = { readonly code: ReceiptCode; readonly number: ReceiptNumber };

/** Everything that stands on a receipt; what is signed is its canonical form. */
export type ReceiptFace = ReceiptKey & {
  readonly checkCode: string;
  readonly kind: 'normal' | 'red';
  readonly care: 'outpatient' | 'inpatient';
  readonly issuer: { readonly name: string; readonly creditCode: string; readonly providerId: string };
  readonly payer: string;
  readonly cashier: string;
  readonly issuedOn: CalendarDate;
  readonly settlementId: string;
  /** The hospital's number of the stay or visit. */
  readonly visitNumber: string;
  readonly insuranceType: InsuranceType;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly items: readonly { readonly category: FeeCategory; readonly amount: Fen }[];
  readonly amounts: ReceiptAmounts;
  /** Of a red receipt: what it takes back, and why. */
  readonly reverses: (ReceiptKey & { readonly reason: RedReason }) | null;
};

/**
 * The code: province, 06 medical, 01 outpatient or 02 inpatient, two digits of the year. Fits the receipts
 * seen; the ministry's rule was not read.
 */
export function receiptCodeOf(area: string, care: ReceiptFace['care'], on: CalendarDate): ReceiptCode {
  return `${area.slice(0, 2)}06${care === 'inpatient' ? '02' : '01'}${on.slice(2, 4)}` as ReceiptCode;
}

/** The amounts of a settlement as a receipt says them; they equal it to the fen or it is a defect. */
export function amountsOfParts(parts: SettlementParts): ReceiptAmounts {
  const outside = addFen(parts.feeExcluded, parts.feeOverLimit);
  // A fund may pay for what is outside the policy; then the person bears less of it.
  const selfFunded = fen(Math.min(outside, parts.borneByPerson));
  const selfPaid = fen(parts.borneByPerson - selfFunded);
  const amounts = {
    total: parts.feeTotal,
    pooled: parts.paidByPooledFund,
    others: fen(parts.paidByFunds - parts.paidByPooledFund + parts.paidByHospital),
    account: parts.paidByPersonalAccount,
    cash: parts.paidInCash,
    selfPaid,
    selfFunded,
    selfPaidFirst: fen(Math.min(parts.feeSelfPaidFirst, selfPaid)),
  };
  assertAddsUp(amounts);
  return amounts;
}

export function assertAddsUp(amounts: ReceiptAmounts): void {
  const { total, pooled, others, account, cash, selfPaid, selfFunded } = amounts;
  assert(total === pooled + others + account + cash, 'The parts of a receipt add up to its total');
  assert(selfPaid + selfFunded === account + cash, 'What a person bears is self-paid or self-funded');
}

const negated = (amount: Fen): Fen => fen(amount === 0 ? 0 : -amount);

/** The same amounts the other way round: stored ones are negated, nothing is computed again. */
export function negatedAmounts(amounts: ReceiptAmounts): ReceiptAmounts {
  const entries = Object.entries(amounts).map(([name, amount]) => [name, negated(amount)]);
  return Object.fromEntries(entries) as ReceiptAmounts;
}

export function negatedItems(items: ReceiptFace['items']): ReceiptFace['items'] {
  return items.map(({ category, amount }) => ({ category, amount: negated(amount) }));
}
