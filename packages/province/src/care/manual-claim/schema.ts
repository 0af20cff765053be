import type { Migration } from '@zhijie/database';

/**
 * Bills that could not be settled directly and are handed to the insured place for an online manual claim
 * (procedures V-12, B-05). A closed bill never settles: its lines name the claim as theirs.
 */
export const manualClaimMigration: Migration = {
  id: 'care-096-manual-claim',
  sql: `
CREATE TABLE care.manual_claim (
  provider_id text NOT NULL REFERENCES care.institution,
  claim_id text NOT NULL,
  visit_id text NOT NULL,
  person_id text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  receipt_number text NOT NULL CHECK (receipt_number <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  line_count integer NOT NULL CHECK (line_count > 0),
  bill json NOT NULL,
  lines json NOT NULL,
  closed_by text NOT NULL,
  closed_at bigint NOT NULL,
  delivered_at bigint,
  PRIMARY KEY (provider_id, claim_id),
  UNIQUE (provider_id, receipt_number)
);
CREATE INDEX manual_claim_due ON care.manual_claim (closed_at) WHERE delivered_at IS NULL;
`,
};
