/** The national interface: one dictionary, messages, envelopes, header styles, error texts. */
export type { CodeTable } from './code-table.ts';
export { catalogueKinds, feeCategories, hospitalApprovals, paymentClasses } from './code-tables/fees.ts';
export { hospitalLevels, institutionKinds } from './code-tables/institution.ts';
export {
  certificateTypes,
  counters,
  coverageStatuses,
  credentialTypes,
  identityKinds,
  insuranceTypes,
  personGroups,
} from './code-tables/person.ts';
export {
  accountUses,
  clearingCategories,
  clearingMethods,
  type Fund,
  type FundPart,
  fundOf,
  funds,
  paymentPlaces,
  settlementWays,
} from './code-tables/settlement.ts';
export { careTypes, dischargeWays } from './code-tables/visit.ts';
export { type Decoded, decodeInput, decodeOutput, errorOfFault, type FieldFault } from './decode.ts';
export * as dictionary from './dictionary/index.ts';
export {
  ANSWER_CONTENT_TYPE,
  contentTypeOf,
  encodeAnswer,
  encodeFailure,
  formatStamp,
  type Receipt,
  referenceNumber,
} from './envelope/answer.ts';
export {
  type Answer,
  type AnswerRefusal,
  encodeRequest,
  type ReadAnswer,
  type RequestHeader,
  readAnswer,
} from './envelope/client.ts';
export { contentDigest, differingField } from './envelope/content.ts';
export {
  type OperatorKind,
  type ReadOptions,
  type RequestEnvelope,
  readRequest,
  type WireFault,
} from './envelope/request.ts';
export {
  errorOfText,
  errorText,
  WHO_FIXES,
  type WhoFixes,
  type WireError,
  type WireErrorEntry,
  type WireErrorName,
  wireErrors,
} from './errors/index.ts';
export { exampleInput, exampleOutput, type SampleSize } from './examples/messages.ts';
export type { Extension } from './extension.ts';
export type { Field, FieldRule } from './field.ts';
export {
  consumableColumns,
  drugColumns,
  herbColumns,
  serviceColumns,
} from './files/columns.ts';
export { unwrapMultipart } from './files/multipart.ts';
export { firstFileOf, isZip, tabRows, zipOf } from './files/zip.ts';
export {
  type CsbCredentials,
  decodeMobile,
  decryptMobile,
  encodeGatewayRejection,
  encodeMobile,
  encryptMobile,
  explainSignature,
  type GatewayHeaders,
  type GatewayRejection,
  IDENTITY_MISTAKES,
  MISTAKES,
  type MobileApp,
  type MobileFault,
  type MobileMessage,
  mobileKey,
  mobilePrivateKey,
  mobilePublicKey,
  type SignatureExplanation,
  type SignatureForms,
  type SignatureQuestion,
  signCsb,
  signedText,
  signMobile,
  signTif,
  type TextDifference,
  type TextMistake,
  type TifCredentials,
  verifyCsb,
  verifyMobile,
  verifyTif,
} from './gateway/index.ts';
export { brokenIdentity, type SettlementAmounts } from './identities.ts';
export type { WireJson, WireObject } from './json.ts';
export { type Message, type Node, type NodeField, nodesOf, type Transaction } from './message.ts';
export { officialCodes } from './official-codes.ts';
export {
  type DictionaryEntry,
  type OfficialDictionary,
  officialDictionaries,
} from './official-dictionaries.ts';
export {
  nearestSupported,
  type OfficialTransaction,
  officialTransactions,
  TRANSACTION_DIRECTIONS,
  TRANSACTION_GROUPS,
} from './official-transactions.ts';
export {
  type InputOf,
  isSupported,
  type OutputOf,
  TRANSACTION_NUMBERS,
  TRANSACTIONS,
  type TransactionNumber,
  transactionOf,
} from './transactions/index.ts';
