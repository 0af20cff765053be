export { type ClauseCoverage, coverClauses } from './clause-coverage.ts';
export { type Counterfactual, counterfactuals } from './counterfactuals.ts';
export type { NumberView } from './number-view.ts';
export { countNumbers, type NumberCounts } from './numbers.ts';
export { type PlanCliff, planCliffs } from './plan-cliffs.ts';
export {
  type ChangedBill,
  type ComparedPayer,
  diffMoney,
  diffTables,
  type MoneyDiff,
  type TableChange,
} from './policy-diff.ts';
export { type PolicyView, type TableView, viewPolicy } from './policy-view.ts';
export { type BoundStep, type FundRoom, type Landmark, type RoomLeft, roomLeft } from './room-left.ts';
export { type FigureBadge, figureBadge, worstFigureBadge } from './step.ts';
export {
  explainThreeDepths,
  type FormulaLine,
  type ThreeDepths,
  threeDepthsText,
  type WaterfallBar,
} from './three-depths.ts';
export { type Fact, type UnstatedFact, unstatedFacts } from './unstated.ts';
