export type { DelegationView, DelegationWish, Principal } from './service.ts';
export { delegationServices } from './services.ts';
export { DELEGATION_FACTS, delegationTables } from './tables.ts';
export type { WindowActView, WindowContent } from './window.ts';
export {
  ACTING_SCOPE_LABELS,
  DELEGATE_RELATION_LABELS,
  DELEGATE_RELATIONS,
  DELEGATION_METHOD_LABELS,
  DELEGATION_METHODS,
  type DelegateRelation,
  type DelegationMethod,
  WINDOW_ACT_LABELS,
  WINDOW_ACTS,
  WINDOW_PAPER_LABELS,
  WINDOW_PAPERS,
  type WindowPaper,
} from './words.ts';
