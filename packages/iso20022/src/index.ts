export {
  type BankStatement,
  CAMT_053,
  closingOf,
  type Direction,
  readStatement,
  type StatementEntry,
  writeStatement,
} from './camt053.ts';
export {
  type CreditTransfer,
  PAIN_001,
  readTransferOrder,
  type TransferOrder,
  writeTransferOrder,
} from './pain001.ts';
export { MESSAGE_REFUSAL_TEXTS, type MessageRefusal, type MessageRefusalCode } from './refusals.ts';
export type { Party } from './writing.ts';
