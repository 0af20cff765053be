import type { Migration } from '@zhijie/database';

/** Planned stoppages of this node (procedures V-14); called off, a row stays with its time. */
export const downtimeMigration: Migration = {
  id: 'care-015-downtime',
  sql: `
CREATE TABLE care.downtime (
  downtime_id text PRIMARY KEY,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL CHECK (ends_at > starts_at),
  reason text NOT NULL CHECK (reason <> ''),
  declared_by text NOT NULL,
  declared_at bigint NOT NULL,
  called_off_at bigint
);
CREATE INDEX downtime_ends ON care.downtime (ends_at) WHERE called_off_at IS NULL;
`,
};
