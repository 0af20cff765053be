export { checkBatch, orderFile, type Proposed, proposeBatch, readBatch, type Skipped } from './batch.ts';
export type { Batch, BatchKind, LineView } from './batch-store.ts';
export { batchesOf } from './batch-store.ts';
export {
  declareMonth,
  noteAccount,
  setTerms,
  stopOrLift,
} from './declaration.ts';
export { type DeductionRequest, deduct } from './deduction.ts';
export { SKIP_LABELS, type SkipReason } from './instant.ts';
export { LINE_STATE_LABELS, type LineState } from './match.ts';
export { type Movement, type MovementPlace, movementsOf } from './movements.ts';
export { PAYING_REFUSAL_TEXTS, type PayingRefusalCode } from './refusals.ts';
export { decideReview, reviewsOf } from './review.ts';
export { PAYING_FACTS, payingMigration } from './schema.ts';
export { type StatementTaken, takeStatement } from './statement.ts';
export {
  closeLine,
  type OpenEntry,
  openEntries,
  RESOLUTIONS,
  type Resolution,
  resolveEntry,
} from './suspense.ts';
export type { Cycle, PayMode, PayTerms } from './terms.ts';
export {
  type DeductionRate,
  deductionRates,
  type InstantFigures,
  instantFigures,
  type Payable,
  payables,
} from './view.ts';
export {
  type Grant,
  grantsOf,
  grantWorkingCapital,
  offsetWorkingCapital,
  PURPOSES,
  type Purpose,
  reportUse,
} from './working-capital.ts';
