export { BadBody, decodeAnswer, decodeRequest, encodeBody, type Fault, isMessageName } from './bodies.ts';
export type {
  ClearingOperator,
  ClearingStepRequest,
  ClearingView,
  ClearingViewItem,
} from './clearing-messages.ts';
export type { DecidedDeduction, PaidClearingOrder } from './clearing-money-messages.ts';
export {
  type CommercialFact,
  INSURER_REASONS,
  type InsurerAnswer,
  InsurerAnswerSchema,
  type InsurerQuestion,
  InsurerQuestionSchema,
  PRODUCT_MODES,
  RESULT_CLASSES,
  type ResultClass,
} from './commercial-messages.ts';
export { NoAnswer, NotDelivered } from './errors.ts';
export {
  type MutualAidPair,
  QUOTA_REFUSALS,
  type QuotaLegAnswer,
  RELATIONS,
  type Relation,
} from './family-messages.ts';
export {
  type Frame,
  type FrameHeader,
  type FrameKind,
  MAX_FRAME_BYTES,
  MAX_HEADER_BYTES,
  readFrame,
} from './frame.ts';
export { type Handler, type HandlerResult, type Handlers, okWithTrades, type Question } from './handlers.ts';
export { type HttpsListener, type HttpsListenerOptions, httpsListener } from './https-listener.ts';
export {
  type HttpsTransport,
  type HttpsTransportOptions,
  httpsTransport,
  type TlsIdentity,
} from './https-transport.ts';
export { type InProcessNetwork, inProcessNetwork } from './in-process.ts';
export { type NodeKeys, type PeerKeys, UnknownPeer } from './links.ts';
export * from './messages.ts';
export type { CountedDay } from './nation-messages.ts';
export { type DeliveryDeps, deliverOutbox, type OutboxMessage, outboxPayload } from './outbox.ts';
export { type Ask, type AskOptions, createPort, type Port, type PortDeps } from './port.ts';
export type { PrepaymentBooking, PrepaymentPool, PrepaymentView } from './prepayment-messages.ts';
export type {
  ReconciliationException,
  ReconciliationReference,
  ReconciliationSide,
  ReconciliationSighting,
} from './reconciliation-messages.ts';
export { addressOf, destinationOf, mayAsk, routeConflict, routeOf, routeTo, type Side } from './routing.ts';
export { areaOfNode } from './sealing.ts';
export type { RejectReason } from './serve.ts';
export type { TicketOpening, TicketStepRequest, TicketView } from './ticket-messages.ts';
export type { RelationApplication, RelationCertificate, RelationPeriod } from './transfer-messages.ts';
export {
  GATEWAY,
  HUB,
  type Log,
  type LogEntry,
  type NodeAddress,
  type Serve,
  type Transport,
} from './transport.ts';
