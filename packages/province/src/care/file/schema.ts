import type { Migration } from '@zhijie/database';

/** Files that hospitals hand in (9101), encrypted; each is kept until its last day. */
export const fileMigration: Migration = {
  id: 'care-085-file',
  sql: `
CREATE TABLE care.file (
  file_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  name text NOT NULL,
  content_sealed text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX ON care.file (provider_id, expires_at);
`,
};
