export { IDENTIFIED_BY, type OpenMonth, type OpenStatistics } from './statistics.ts';
export { LEAST_SHOWN, type OpenTable } from './suppress.ts';
