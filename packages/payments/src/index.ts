export {
  ACT_WORDS,
  type Act,
  type ActWord,
  fundsOf,
  isGone,
  isOver,
  isPayer,
  LEG_KINDS,
  type Leg,
  type LegKind,
  type LegState,
  leftOf,
  type NewLeg,
  openAct,
  type PartStatus,
  type Reason,
  statusesOf,
  type UndoReason,
  wordOf,
} from './act.ts';
export { type ActEvent, applyEvent, type Said, type SaidState, type Verb } from './apply.ts';
export { type Action, HOLD_BEYOND_MS, nextActions, PATIENCE_MS } from './next.ts';
