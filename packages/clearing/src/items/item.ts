import {
  type Fen,
  INSURANCE_TYPES,
  type Instant,
  type InsuranceType,
  isAreaCode,
  isWord,
  type Month,
  provinceOf,
} from '@zhijie/kernel';

/**
 * - `settlement`: the claim on the insured area: public funds plus personal account (amount ≥ 0).
 * - `reversal`: the same claim taken back (≤ 0); procedures T-04, T-05.
 * - `deduction`: what the care area's audit takes off a settlement (≤ 0); C-06, V-13.
 * - `restoration`: a deduction taken back after an appeal, or because its settlement was reversed (≥ 0).
 */
export const ITEM_KINDS = ['settlement', 'reversal', 'deduction', 'restoration'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** A deferral that a person signed (C-03). */
export type Deferral = {
  readonly months: number;
  readonly reason: string;
  readonly signedBy: string;
  readonly signedAt: Instant;
};

/** One amount that clears between two provinces, once. Fen, positive: the insured area owes the care area. */
export type ClearingItem = {
  /** Of its own: the settlement's id, the reversal's, the deduction's. Never used twice. */
  readonly itemId: string;
  readonly kind: ItemKind;
  /** The settlement that the amount belongs to. */
  readonly settlementId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly amount: Fen;
  /** When the insured side settled or reversed it, or the audit decided it: stamped once, kept verbatim. */
  readonly decidedAt: Instant;
  /** In which month the settlement was due to clear; null for a settlement, or when nobody knows it. */
  readonly settlementPeriod: Month | null;
  readonly deferral: Deferral | null;
};

/** What can be wrong with an item by its own fields, in this order. */
export const ITEM_PROBLEMS = [
  'no-id',
  'not-an-area',
  'same-province',
  'no-such-insurance-type',
  'wrong-sign',
  'settlement-has-its-own-id',
  'deferral-out-of-range',
  'deferral-unsigned',
] as const;
export type ItemProblem = (typeof ITEM_PROBLEMS)[number];

/** C-03: at most two months. */
export const MOST_DEFERRED_MONTHS = 2;

/**
 * The first problem of an item, or null. A trade inside one province is none of the nation's business (C-01):
 * it would owe itself.
 */
export function problemOf(item: ClearingItem): ItemProblem | null {
  const { itemId, kind, settlementId, careArea, insuredArea, amount, deferral } = item;
  if (itemId === '' || settlementId === '') return 'no-id';
  if (!isAreaCode(careArea) || !isAreaCode(insuredArea)) return 'not-an-area';
  if (provinceOf(careArea) === provinceOf(insuredArea)) return 'same-province';
  if (!isWord(INSURANCE_TYPES, item.insuranceType)) return 'no-such-insurance-type';
  const isOwed = kind === 'settlement' || kind === 'restoration';
  if (isOwed ? amount < 0 : amount > 0) return 'wrong-sign';
  if ((kind === 'settlement') !== (itemId === settlementId)) return 'settlement-has-its-own-id';
  if (deferral === null) return null;
  const { months, reason, signedBy } = deferral;
  if (!Number.isSafeInteger(months) || months < 1 || months > MOST_DEFERRED_MONTHS)
    return 'deferral-out-of-range';
  return reason.trim() === '' || signedBy.trim() === '' ? 'deferral-unsigned' : null;
}
