/**
 * `@zhijie/engine/oracle`: a second engine, written differently, that checks the first. For `pack check`
 * and tests; settlements and the browser do not load it.
 */
export { checkThresholds, type ThresholdCheck } from './oracle/thresholds.ts';
export { consult, type OracleOutcome } from './testing/oracle.ts';
