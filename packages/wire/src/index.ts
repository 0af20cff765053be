/** The national interface: one dictionary, messages, envelopes, header styles, error texts. */
export type { CodeTable } from './code-table.ts';
export { benefitChecks, credentialBusinesses } from './code-tables/credential.ts';
export { catalogueKinds, feeCategories, hospitalApprovals, paymentClasses } from './code-tables/fees.ts';
export { hospitalLevels, institutionKinds } from './code-tables/institution.ts';
export {
  type OrderPart,
  type OrderState,
  orderParts,
  orderStates,
  refundStates,
} from './code-tables/mobile.ts';
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
  readAnswerEnvelope,
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
export {
  type BrokenInput,
  brokenInputs,
  brokenMessage,
  brokenOnce,
  type Change,
  changed,
} from './examples/broken.ts';
export { exampleInput, exampleOutput, type SampleSize } from './examples/messages.ts';
export { exampleMobileApp } from './examples/mobile-app.ts';
export {
  damaged,
  damagedExample,
  exampleEnvelope,
  mutateTree,
  supportedGroups,
} from './examples/mutate.ts';
export type { Extension } from './extension.ts';
export type { Field, FieldRule } from './field.ts';
export {
  chronicColumns,
  daySurgeryColumns,
  diagnosisColumns,
  diseasePaymentColumns,
  granuleColumns,
  morphologyColumns,
  newServiceColumns,
  operationColumns,
  preparationColumns,
  tcmDiseaseColumns,
  tcmSyndromeColumns,
} from './files/code-columns.ts';
export {
  consumableColumns,
  drugColumns,
  herbColumns,
  serviceColumns,
} from './files/columns.ts';
export { unwrapMultipart } from './files/multipart.ts';
export { type ReadRows, type RowFileFault, readRowFile, writeRowFile } from './files/row-file.ts';
export { firstFileOf, isZip, tabRows, zipOf } from './files/zip.ts';
export {
  type CsbCredentials,
  type CsbQuestion,
  decodeMobile,
  decryptMobile,
  encodeGatewayRejection,
  encodeLocalAnswer,
  encodeLocalFailure,
  encodeMobile,
  encodeMobileAnswer,
  encodeMobileFailure,
  encodeMobileNotice,
  encryptMobile,
  explainCsb,
  explainSignature,
  explainTif,
  type GatewayHeaders,
  type GatewayRejection,
  type HeaderExplanation,
  IDENTITY_MISTAKES,
  isNoticeTaken,
  type KnownMobileApp,
  type LocalQuery,
  MISTAKES,
  MOBILE_PATHS,
  type MobileApp,
  type MobileCall,
  type MobileFault,
  type MobileMessage,
  mobileKey,
  mobilePrivateKey,
  mobilePublicKey,
  type ReadMobileCall,
  readLocalQuery,
  readMobileCall,
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
  type TifQuestion,
  verifyCsb,
  verifyMobile,
  verifyTif,
} from './gateway/index.ts';
export { brokenIdentity, type SettlementAmounts } from './identities.ts';
export {
  type CallReferences,
  type FieldVerdict,
  type InspectedAnswer,
  type InspectedCall,
  type InspectedRow,
  inspectAnswer,
  inspectCall,
  withMessageId,
  withUntidyOutput,
} from './inspect/index.ts';
export type { WireJson, WireObject } from './json.ts';
export {
  allNodesOf,
  isNode,
  type Message,
  type Node,
  type NodeField,
  nodesOf,
  type Transaction,
} from './message.ts';
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
export { orderExtensionText } from './transactions/mobile.ts';
export { statementRows, statementVerdicts } from './transactions/reconciliation.ts';
