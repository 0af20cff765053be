import type { Migration } from '@zhijie/database';

/**
 * Settlement lists (医疗保障基金结算清单), one per settlement: the content as uploaded and what its quality control
 * found, both encrypted because they name the patient; counts of the faults in the clear. A submitted list
 * stays as it is.
 */
export const settlementListMigration: Migration = {
  id: 'care-096-settlement-list',
  sql: `
CREATE TABLE care.settlement_list (
  list_id text PRIMARY KEY,
  provider_id text NOT NULL,
  settlement_id text NOT NULL,
  visit_id text NOT NULL,
  person_id text NOT NULL,
  month text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'rejected')),
  content_sealed text NOT NULL,
  faults_sealed text NOT NULL,
  errors integer NOT NULL CHECK (errors >= 0),
  warnings integer NOT NULL CHECK (warnings >= 0),
  check_version text NOT NULL,
  checked_at bigint NOT NULL,
  UNIQUE (provider_id, settlement_id),
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement,
  CONSTRAINT what_is_submitted_is_sound CHECK (state NOT IN ('submitted', 'approved') OR errors = 0)
);
CREATE INDEX settlement_list_month ON care.settlement_list (provider_id, month, settlement_id);
CREATE TABLE care.settlement_list_change (
  list_id text NOT NULL REFERENCES care.settlement_list,
  state text NOT NULL,
  actor_id text NOT NULL,
  changed_at bigint NOT NULL
);
CREATE TRIGGER settlement_list_change_append_only BEFORE UPDATE OR DELETE ON care.settlement_list_change
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
