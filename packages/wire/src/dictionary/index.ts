/** Every field of the national interface by its English name: search the name, the code or the label. */
export * from './catalogue.ts';
export * from './institution.ts';
export * from './line.ts';
export * from './person.ts';
export * from './settlement.ts';
export * from './visit.ts';
