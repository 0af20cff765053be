import { type Migration, nodeMigrations } from '@zhijie/database';
import { evidenceMigrations } from '@zhijie/evidence';
import { ledgerMigrations } from '@zhijie/ledger';
import { askMigration } from './ask/migration.ts';
import { claimMigration } from './claim/migration.ts';
import { clearingMigration } from './clearing/migration.ts';
import { invoiceMigration } from './invoice/migration.ts';
import { paymentMigration } from './payment/migration.ts';
import { registryMigration } from './registry/migration.ts';

const schema: Migration = {
  id: 'gateway-001-schema',
  sql: `
CREATE SCHEMA gateway;
CREATE FUNCTION gateway.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_NAME;
END $$;
CREATE FUNCTION gateway.keep(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION gateway.refuse_change()', p_table);
  EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION gateway.refuse_change()', p_table);
END $$;
`,
};

/** Everything in the gateway's database: schemas node, evidence, gateway_ledger and gateway. */
export const gatewayMigrations: readonly Migration[] = [
  ...nodeMigrations,
  ...evidenceMigrations,
  ...ledgerMigrations('gateway_ledger'),
  schema,
  registryMigration,
  askMigration,
  paymentMigration,
  clearingMigration,
  claimMigration,
  invoiceMigration,
];

/** Facts: they are added and read, never changed or removed. */
export const GATEWAY_FACTS = [
  'gateway_ledger.transfer',
  'gateway.join',
  'gateway.answer',
  'gateway.payment_fact',
  'gateway.clearing_run',
  'gateway.statement',
  'gateway.statement_item',
  'gateway.statement_step',
  'gateway.decision',
  'gateway.person_payment',
  'gateway.person_payment_check',
] as const;
