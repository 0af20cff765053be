import type { Migration } from '@zhijie/database';

/** The departments of an institution (3401…3403); a withdrawn one stays with its time. */
export const departmentMigration: Migration = {
  id: 'care-085-department',
  sql: `
CREATE TABLE care.department (
  provider_id text NOT NULL REFERENCES care.institution,
  department_code text NOT NULL,
  department_name text NOT NULL,
  specialty text NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint CHECK (ended_at >= started_at),
  -- Who heads it, and that person's telephone: encrypted.
  head_sealed text NOT NULL,
  telephone_sealed text NOT NULL,
  details jsonb NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  withdrawn_at bigint,
  PRIMARY KEY (provider_id, department_code)
);
`,
};
