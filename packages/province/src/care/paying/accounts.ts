import { accountId } from '@zhijie/ledger';

export { ownExpense } from '@zhijie/ledger';

/**
 * Accounts of the care side's ledger besides those of settlements: money at the bank is negative here, as
 * everything that is owed to us.
 */

/** The account from which the agency of an area pays its institutions (支出户). */
export const payingBank = (area: string): string => accountId('paying-bank', area);
/** Movements of that account that nobody has explained yet. */
export const suspense = (area: string): string => accountId('suspense', area);
/** Penalties stay with the care agency (C-06). */
export const penaltyIncome = (area: string): string => accountId('penalty-income', area);
/** Working capital that lies with an institution (I-08), negative while it does. */
export const workingCapital = (providerId: string): string => accountId('working-capital', providerId);

/** Codes under which paying moves money. */
export const PAYING_CODES = [
  'hospital-payment',
  'bank-duplicate',
  'bank-return',
  'bank-recovery',
  'bank-unknown',
  'treasury-transfer',
  'suspense-resolved',
  'payment-returned',
  'payment-on-account',
  'bank-charge',
  'deduction',
  'restoration',
  'penalty',
  'working-capital-paid',
  'working-capital-repaid',
  'working-capital-offset',
] as const;
export type PayingCode = (typeof PAYING_CODES)[number];
