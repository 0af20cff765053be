export type { Clearing, MonthState, StepOrder, StepRequest } from './clearing/clearing.ts';
export type { ClearingCheck } from './clearing/invariants.ts';
export { CLEARING_CODES } from './clearing/postings.ts';
export {
  ALL_CLEARING_REFUSALS,
  CLEARING_REFUSAL_TEXTS,
  type ClearingRefusalCode,
} from './clearing/refusals.ts';
export { rootBytes } from './clearing/run.ts';
export { type NationalView, nationalViewOf } from './clearing/views.ts';
export { type FilingSummary, filingSummary } from './filing/store.ts';
export { createHub, type Hub, type HubDeps, type HubHealth } from './hub.ts';
export { hubMigrations } from './migrations.ts';
export { HUB_REFUSAL_HTTP, HUB_REFUSAL_TEXTS, HUB_REFUSALS, type HubRefusal } from './refusals.ts';
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
