export { driveAct, lookAtAct } from './drive.ts';
export { CHOOSE_WITHIN_MS } from './funds-leg.ts';
export { payByOneCode, type ScanRequest } from './one-code.ts';
export { ownActOf } from './own.ts';
export { ACT_REFUSAL_TEXTS, type ActRefusalCode } from './refusals.ts';
export {
  actsOf,
  chooseMethods,
  handBackCash,
  type Method,
  type Offer,
  offersOf,
  openBillAct,
  readAct,
  resumeAct,
  undoAct,
} from './service.ts';
export { actOfSettlement, type ListedAct } from './store.ts';
export type { ActView, LegView } from './view.ts';
