export {
  COUNTER_REFUSAL_TEXTS,
  type CounterRefusal,
  type CounterRefusalCode,
} from './refusals.ts';
export {
  type CounterBill,
  type CounterVisit,
  closeShift,
  counterBills,
  counterPlace,
  counterVisit,
  type OpenShift,
  openShift,
  type ShiftClosing,
  waitingAtCounter,
} from './service.ts';
export type { Shift, ShiftBill, Takings, WaitingVisit } from './store.ts';
