export {
  RED_REASON_LABELS,
  RED_REASONS,
  type ReceiptAmounts,
  type ReceiptFace,
  type RedReason,
} from './face.ts';
export { receiptFacts, receiptFile, receiptTitle } from './file.ts';
export { issueReceipt, receiptIdOf, redReceipt } from './issue.ts';
export {
  issueReceiptFor,
  receiptFor,
  receiptOf,
  receiptsFor,
  redReceiptFor,
  type Verified,
  verifyReceipt,
} from './read.ts';
export { RECEIPT_REFUSAL_TEXTS, type ReceiptRefusalCode } from './refusals.ts';
export type { StoredReceipt } from './store.ts';
