export * from './deadlines.ts';
export * from './rows.ts';
export * from './sheet.ts';
