/** Every field of the national interface by its English name: search the name, the code or the label. */
export * from './audit.ts';
export * from './catalogue.ts';
export * from './credential.ts';
export * from './department.ts';
export * from './exam-report.ts';
export * from './filing.ts';
export * from './goods.ts';
export * from './institution.ts';
export * from './line.ts';
export * from './mobile.ts';
export * from './person.ts';
export * from './reconciliation.ts';
export * from './settlement.ts';
export * from './settlement-list.ts';
export * from './visit.ts';
