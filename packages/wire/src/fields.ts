/** Every kind of field, for the dictionary. */
export * from './date-fields.ts';
export * from './field.ts';
export * from './number-fields.ts';
export * from './text-fields.ts';
