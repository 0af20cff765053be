export {
  type AccumulatorDelta,
  type Accumulators,
  addAccumulators,
  COUNTERS,
  type Counter,
  emptyAccumulators,
  negateDelta,
} from './accumulators.ts';
export { type Adjudication, type AdjudicationInput, adjudicate, type FundDetail } from './adjudicate.ts';
export { type BenchDeps, type BenchRow, benchEngine } from './bench/engine-bench.ts';
export { BUCKET_LABELS, BUCKETS, type Bucket, FUNDS, type Fund } from './buckets.ts';
export { type CaseResult, runCases } from './cases.ts';
export { type Catalogue, type CatalogueItem, loadCatalogue } from './catalogue/catalogue.ts';
export {
  type ClassifiedLine,
  classifyLine,
  type LineApproval,
  type LineInput,
} from './catalogue/classify-line.ts';
export { type ExplainedStep, explain } from './explain.ts';
export type { Finding, PackProblem } from './findings.ts';
export { createPolicyLibrary, type PackSummary, type PlanQuestion, type PolicyLibrary } from './library.ts';
export { type LintOptions, lint } from './lint/lint.ts';
export type { PolicyFile } from './pack/load.ts';
export type { GoverningDates } from './pack/resolve.ts';
export type { FilingRule, Plan, PlanTable } from './plan/plan.ts';
export type { Clause, TraceRecord } from './plan/program.ts';
export {
  describeRefusal,
  ENGINE_REFUSAL_TEXTS,
  type EngineRefusal,
  type EngineRefusalCode,
} from './refusals.ts';
