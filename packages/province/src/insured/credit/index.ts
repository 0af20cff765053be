export {
  type BankAnswer,
  type BankEntry as CreditBankEntry,
  BankSilent,
  type CreditBank,
  type DebitState,
  type Opening,
  type Repayment as BankRepayment,
  type Reservation,
} from './bank.ts';
export type { CreditDeps } from './deps.ts';
export {
  type CreditProduct,
  RELATIONSHIP_LABELS,
  RELATIONSHIPS,
  type Relationship,
  readCreditProducts,
} from './product.ts';
export { CREDIT_REFUSAL_TEXTS, type CreditRefusalCode } from './refusals.ts';
export { CREDIT_STATE_LABELS, CREDIT_STATES, CREDIT_STEP_LABELS, type CreditState } from './words.ts';
