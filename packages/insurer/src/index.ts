export { type CallCore, httpCore } from './ask/core.ts';
export {
  type ClaimCursor,
  type ClaimDecision,
  type ClaimState,
  type ClaimView,
  DECLINE_REASONS,
} from './claim/claims.ts';
export type { PersonPayment, PersonPaymentCheck, PersonPaymentState } from './claim/person-payments.ts';
export type { Receipt, StatementView } from './clearing/clearing.ts';
export type { StatementBook, StatementState, StatementStep } from './clearing/statement.ts';
export { LEDGER as GATEWAY_LEDGER } from './deps.ts';
export { type GatewayBreach, type GatewayCheck, gatewayBreaches } from './figures.ts';
export { createInsurerGateway, type InsurerGateway, type InsurerGatewayDeps } from './gateway.ts';
export type { InvoicePurpose } from './invoice/register.ts';
export { type LossRow, lossRatio } from './loss.ts';
export { GATEWAY_FACTS, gatewayMigrations } from './migrations.ts';
export { INSURER_ROLES, type InsurerActor, type InsurerRole } from './operator.ts';
export { COMMERCIAL_CODES, type FactCursor, type FactRow } from './payment/facts.ts';
export { GATEWAY_REFUSAL_TEXTS, type GatewayRefusal, type GatewayRefusalCode } from './refusals.ts';
export type { SignedWord } from './registry/join.ts';
export type { Insurer, InsurerEntry } from './registry/registry.ts';
