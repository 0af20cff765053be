export {
  CIRCULAR_REFUSAL_TEXTS,
  type CircularRefusalCode,
  type CoverageRow,
  type MonthlyCircular,
  type PaymentRow,
  type QuarterlyCircular,
} from './circular/circular.ts';
export type { Clearing, MonthState, StepOrder, StepRequest } from './clearing/clearing.ts';
export type { ClearingCheck } from './clearing/invariants.ts';
export { decidedBefore, type MadePayment, madePayments } from './clearing/money.ts';
export { CLEARING_CODES } from './clearing/postings.ts';
export {
  ALL_CLEARING_REFUSALS,
  CLEARING_REFUSAL_TEXTS,
  type ClearingRefusalCode,
} from './clearing/refusals.ts';
export { rootBytes } from './clearing/run.ts';
export { type NationalView, nationalViewOf } from './clearing/views.ts';
export type { Cooperation } from './cooperation/cooperation.ts';
export { TICKET_REFUSAL_TEXTS, type TicketRefusalCode } from './cooperation/refusals.ts';
export { LEAST_INQUIRY_TOTAL } from './cooperation/ticket.ts';
export { type FilingSummary, filingSummary } from './filing/store.ts';
export { createHub, type Hub, type HubDeps, type HubHealth } from './hub.ts';
export { hubMigrations } from './migrations.ts';
export { aidOfNation } from './mutual-aid/invariants.ts';
export type { MutualAid } from './mutual-aid/mutual-aid.ts';
export * from './overview/index.ts';
export { type PaidPrepayment, paidPrepayments } from './prepayment/invariants.ts';
export type { Prepayment } from './prepayment/prepayment.ts';
export {
  PREPAYMENT_REFUSAL_TEXTS,
  type PrepaymentRefusalCode,
} from './prepayment/refusals.ts';
export type { Reconciliation } from './reconciliation/reconciliation.ts';
export {
  RECONCILIATION_REFUSAL_TEXTS,
  type ReconciliationRefusalCode,
} from './reconciliation/refusals.ts';
export { HUB_REFUSAL_HTTP, HUB_REFUSAL_TEXTS, HUB_REFUSALS, type HubRefusal } from './refusals.ts';
export * from './statistics/index.ts';
export { type HubBreach, type HubCheck, type HubFigures, hubFigures } from './trade/figures.ts';
export {
  type PairSum,
  recordTrades,
  sumByPair,
  type TradeCursor,
  type TradeFilter,
  type TradeRecord,
  tradesOf,
} from './trade/store.ts';
