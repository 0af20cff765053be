export { type FilingSummary, filingSummary } from './filing/store.ts';
export { createHub, type Hub, type HubDeps, type HubHealth } from './hub.ts';
export { hubMigrations } from './migrations.ts';
export { HUB_REFUSAL_HTTP, HUB_REFUSAL_TEXTS, HUB_REFUSALS, type HubRefusal } from './refusals.ts';
export { type HubBreach, type HubCheck, type HubFigures, hubFigures } from './trade/figures.ts';
export {
  type PairSum,
  sumByPair,
  type TradeCursor,
  type TradeFilter,
  type TradeRecord,
  tradesOf,
} from './trade/store.ts';
