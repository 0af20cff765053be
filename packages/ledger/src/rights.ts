import { assert } from '@zhijie/kernel';

/**
 * Script that gives the application's role what it needs on a ledger and no more: transfers can be added and
 * read, never changed or removed (design §3). Run by the owner of the schema, after the migrations.
 */
export function ledgerRights(schema: string, role: string): string {
  for (const name of [schema, role]) assert(/^[a-z][a-z_]*$/.test(name), `"${name}" is not a plain SQL name`);
  return `
GRANT USAGE ON SCHEMA ${schema} TO ${role};
REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${role};
GRANT SELECT, INSERT ON ${schema}.transfer TO ${role};
GRANT SELECT, INSERT, UPDATE ON ${schema}.account, ${schema}.turnover, ${schema}.folded,
  ${schema}.hold, ${schema}.period TO ${role};`;
}
