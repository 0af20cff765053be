export { type Counterfactual, counterfactuals } from './counterfactuals.ts';
export { type BoundStep, type FundRoom, type Landmark, type RoomLeft, roomLeft } from './room-left.ts';
export {
  explainThreeDepths,
  type FormulaLine,
  type ThreeDepths,
  threeDepthsText,
  type WaterfallBar,
} from './three-depths.ts';
