import type { Migration } from '@zhijie/database';

/**
 * What the care place's agency found about a trauma bill (procedures V-09). The list of those to look at is
 * no table: every settled bill of a trauma visit is on it until it has a finding.
 */
export const reviewMigration: Migration = {
  id: 'care-070-review',
  sql: `
CREATE TABLE care.trauma_review (
  provider_id text NOT NULL,
  settlement_id text NOT NULL,
  finding text NOT NULL CHECK (finding IN ('accepted', 'questioned')),
  is_commitment_seen boolean NOT NULL,
  note text NOT NULL,
  reviewed_at bigint NOT NULL,
  actor_id text NOT NULL,
  PRIMARY KEY (provider_id, settlement_id),
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement
);
CREATE INDEX visit_trauma ON care.visit (care_area, provider_id, visit_id) WHERE is_trauma;
`,
};
