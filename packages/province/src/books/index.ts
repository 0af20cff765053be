/** The ledgers of a node as its agency's people read them. */
export { BOOKS, type Book, type BookDocument } from './documents.ts';
export {
  type AccountBalance,
  type BookLine,
  type BookStatement,
  type BooksRefusal,
  isOfPerson,
  type ReferenceView,
  readAccounts,
  readReference,
  readStatement,
  readTrialBalance,
} from './reading.ts';
