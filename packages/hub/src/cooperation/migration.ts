import type { Migration } from '@zhijie/database';

/**
 * Inquiries and tickets between provinces (procedures B-01…B-04). A ticket is the fold of its steps, which
 * are only added; no column names a person.
 */
export const cooperationMigration: Migration = {
  id: 'hub-021-cooperation',
  sql: `
CREATE TABLE hub.ticket (
  ticket_id text PRIMARY KEY,
  from_province text NOT NULL CHECK (from_province ~ '^[0-9]{2}$'),
  to_province text NOT NULL CHECK (to_province ~ '^[0-9]{2}$'),
  opened_at bigint NOT NULL,
  CHECK (from_province <> to_province)
);
CREATE INDEX ticket_from ON hub.ticket (from_province, ticket_id);
CREATE INDEX ticket_to ON hub.ticket (to_province, ticket_id);

CREATE TABLE hub.ticket_step (
  ticket_id text NOT NULL REFERENCES hub.ticket,
  version integer NOT NULL CHECK (version > 0),
  step_id text NOT NULL UNIQUE,
  province text NOT NULL,
  actor_id text NOT NULL,
  at bigint NOT NULL,
  step jsonb NOT NULL,
  PRIMARY KEY (ticket_id, version)
);
`,
};
