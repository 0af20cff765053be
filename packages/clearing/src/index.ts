export * from './book/book.ts';
export { type Duty, dutiesOf } from './book/duties.ts';
export { type MatrixRow, matrixRows, type Position, positionsOf } from './book/matrix.ts';
export { recordPayment, recordReceipt, submitToFinance, whyNotAsDue } from './book/payments.ts';
export { mayActFor, mayIssue } from './book/permissions.ts';
export * from './book/statuses.ts';
export * from './calendar/clearing-dates.ts';
export { type DaysOff, HOLIDAY_YEARS, type HolidayYear } from './calendar/holidays.ts';
export { dayOfMonth, lastDayOf, monthsAfter } from './calendar/months.ts';
export * from './calendar/working-days.ts';
export * from './items/confirmation.ts';
export * from './items/item.ts';
export * from './items/period.ts';
export { itemsOfTrade, type TradeToClear } from './items/trades.ts';
export * from './prepayment/amount.ts';
export { type Forecast, forecastRed } from './prepayment/forecast.ts';
export * from './prepayment/increase.ts';
export * from './prepayment/order.ts';
export {
  ALERT_LEVELS,
  type AlertLevel,
  type AlertNotice,
  noticeLog,
  noticeOf,
  type Observation,
  percentOf,
  type Usage,
  usageOf,
} from './prepayment/usage.ts';
export {
  type NationalTree,
  nationalTree,
  PROOF_FORMAT,
  type ProofHead,
  proofHead,
  proofLine,
  proofText,
  startTree,
} from './proof/proof.ts';
export {
  createVerifier,
  type OwnComparison,
  type OwnItem,
  PROOF_BREACHES,
  type ProofBreach,
  type ProvenItem,
  type ProvenNet,
  startComparison,
  type Verifier,
  verifyProof,
} from './proof/verify.ts';
export * from './reconciliation/index.ts';
export {
  accountOn,
  type BankAccount,
  type Notice,
  type NoticeLine,
  noticesOf,
  type Payment,
  paymentsOf,
} from './run/notices.ts';
export {
  type AreaShare,
  type ClearingRun,
  generateRun,
  itemsBehind,
  LINE_PARTS,
  type LinePart,
  lineOf,
  type PairLine,
  type Penalty,
  type ProvinceNet,
  partOf,
  type RunTables,
  startTables,
} from './run/run.ts';
export type { Tally } from './run/tally.ts';
