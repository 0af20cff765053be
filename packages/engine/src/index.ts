export {
  type AccumulatorDelta,
  type Accumulators,
  addAccumulators,
  admissionsAt,
  COUNTERS,
  COUNTS,
  type Counter,
  emptyAccumulators,
  negateDelta,
  oneAdmissionAt,
} from './accumulators.ts';
export { type AdjudicationInput, adjudicate } from './adjudicate.ts';
export { type AmendedFiles, type Amendment, amendPack } from './amend.ts';
export { type BenchDeps, type BenchRow, benchEngine } from './bench/engine-bench.ts';
export { BUCKET_LABELS, BUCKETS, type Bucket, FUNDS, type Fund } from './buckets.ts';
export { type CaseResult, runCases, type SettleCase } from './cases.ts';
export {
  type Catalogue,
  type CatalogueItem,
  type ItemTerms,
  loadCatalogue,
  withTerms,
} from './catalogue/catalogue.ts';
export {
  type ClassifiedLine,
  classifyLine,
  type LineApproval,
  type LineInput,
} from './catalogue/classify-line.ts';
export { readCsv } from './catalogue/read-csv.ts';
export {
  type ChronicDisease,
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  type CivilServantRank,
  CONTRIBUTION_TIERS,
  type ContributionTier,
  chronicDiseaseOf,
  EDGE_LABELS,
  EDGE_ROUTES,
  type EdgeRoute,
  UNINSURED_CAUSES,
  type UninsuredCause,
  VISIT_CAUSES,
  type VisitCause,
} from './circumstances.ts';
export * from './commercial/index.ts';
export * from './compare/index.ts';
export { type ExplainedStep, explain } from './explain.ts';
export type { Finding, PackProblem } from './findings.ts';
export { createPolicyLibrary, type PackSummary, type PlanQuestion, type PolicyLibrary } from './library.ts';
export { type LintOptions, lint } from './lint/lint.ts';
export { applyOverlay, type Overlay } from './overlay.ts';
export {
  overlayFromChanges,
  type Parameter,
  type ParameterChange,
  parametersOf,
} from './overlay-edit.ts';
export { isOverlayPath, type PolicyFile } from './pack/load.ts';
export type { GoverningDates } from './pack/resolve.ts';
export { ASSUMED, type AskedFact } from './plan/asks.ts';
export { DIMENSION_LABELS, type Dimension } from './plan/dimensions.ts';
export { documentOf } from './plan/document.ts';
export {
  classAt,
  type FilingRule,
  type Plan,
  type PlanTable,
  planFromDocument,
  statesEdge,
} from './plan/plan.ts';
export type { Clause } from './plan/program.ts';
export type { TraceRecord } from './plan/trace.ts';
export {
  describeRefusal,
  ENGINE_REFUSAL_TEXTS,
  type EngineRefusal,
  type EngineRefusalCode,
} from './refusals.ts';
export type { Adjudication, FundDetail } from './settled.ts';
export { type PlanChange, type PolicyShelf, planChanges, policyShelf } from './shelf.ts';
