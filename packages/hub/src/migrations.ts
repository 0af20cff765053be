import { type Migration, nodeMigrations } from '@zhijie/database';
import { evidenceMigrations } from '@zhijie/evidence';
import { ledgerMigrations } from '@zhijie/ledger';
import { circularMigration } from './circular/migration.ts';
import { clearingMigration } from './clearing/migration.ts';
import { cooperationMigration } from './cooperation/migration.ts';
import { directoryMigration } from './directory/migration.ts';
import { filingMigration } from './filing/migration.ts';
import { invoiceMigration } from './invoice/migration.ts';
import { mutualAidMigration } from './mutual-aid/migration.ts';
import { overviewMigration } from './overview/migration.ts';
import { prepaymentMigration } from './prepayment/migration.ts';
import { reconciliationMigration } from './reconciliation/migration.ts';
import { statisticsMigration } from './statistics/migration.ts';
import { tradeMigration } from './trade/migration.ts';

const schema: Migration = { id: 'hub-001-schema', sql: 'CREATE SCHEMA hub;' };

/** Everything in the hub's database: schemas node, evidence, hub_ledger and hub. */
export const hubMigrations: readonly Migration[] = [
  ...nodeMigrations,
  ...evidenceMigrations,
  ...ledgerMigrations('hub_ledger'),
  schema,
  tradeMigration,
  directoryMigration,
  filingMigration,
  clearingMigration,
  prepaymentMigration,
  reconciliationMigration,
  cooperationMigration,
  invoiceMigration,
  mutualAidMigration,
  circularMigration,
  overviewMigration,
  statisticsMigration,
];
