export { ALERT_KINDS, type Alert, type AlertKind } from './alerts.ts';
export type { NationBill } from './bills.ts';
export type { Overview, OverviewRefusalCode, OverviewView } from './overview.ts';
export type { Matrix, PairRow, PairState } from './pairs.ts';
export { PAIR_STATES } from './pairs.ts';
