import type { Migration } from '@zhijie/database';
import { ledgerMigrations } from '@zhijie/ledger';
import { feeLineMigration } from './fee-line/schema.ts';
import { fileMigration } from './file/schema.ts';
import { headerNonceMigration } from './header-nonce/schema.ts';
import { institutionMigration } from './institution/schema.ts';
import { mappingMigration } from './mapping/schema.ts';
import { requestKeyMigration } from './request-key/schema.ts';
import { reviewMigration } from './review/schema.ts';
import { settlementFunctionsMigration } from './settlement/functions.ts';
import { settlementMigration } from './settlement/schema.ts';
import { staffMigration } from './staff/schema.ts';
import { visitMigration } from './visit/schema.ts';

export const CARE_LEDGER = 'care_ledger';

/** Schemas `care` and `care_ledger`. The node brings `evidence` and `node`, which both sides use. */
export const careMigrations: readonly Migration[] = [
  ...ledgerMigrations(CARE_LEDGER),
  institutionMigration,
  staffMigration,
  requestKeyMigration,
  headerNonceMigration,
  visitMigration,
  feeLineMigration,
  settlementMigration,
  settlementFunctionsMigration,
  reviewMigration,
  mappingMigration,
  fileMigration,
];
