export {
  type AccumulatorDelta,
  type Accumulators,
  addAccumulators,
  COUNTERS,
  type Counter,
  emptyAccumulators,
  negateDelta,
} from './accumulators.ts';
export { type AdjudicationInput, adjudicate } from './adjudicate.ts';
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
export * from './compare/index.ts';
export { type ExplainedStep, explain } from './explain.ts';
export type { Finding, PackProblem } from './findings.ts';
export { createPolicyLibrary, type PackSummary, type PlanQuestion, type PolicyLibrary } from './library.ts';
export { type LintOptions, lint } from './lint/lint.ts';
export type { PolicyFile } from './pack/load.ts';
export type { GoverningDates } from './pack/resolve.ts';
export type { FilingRule, Plan, PlanTable } from './plan/plan.ts';
export type { Clause } from './plan/program.ts';
export type { TraceRecord } from './plan/trace.ts';
export {
  describeRefusal,
  ENGINE_REFUSAL_TEXTS,
  type EngineRefusal,
  type EngineRefusalCode,
} from './refusals.ts';
export type { Adjudication, FundDetail } from './settled.ts';
