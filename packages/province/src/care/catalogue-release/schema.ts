import type { Migration } from '@zhijie/database';

/** Tables that are only added to. */
export const CATALOGUE_FACTS = ['care.catalogue_row', 'care.catalogue_unit_note'] as const;

/**
 * Releases of a place's catalogue (就医地目录; procedures P-01): a file of one person, checked row by row, that
 * another person publishes from a day on. Rates and shares in 1/10 000, ceilings in micro-yuan.
 */
export const catalogueReleaseMigration: Migration = {
  id: 'care-210-catalogue-release',
  sql: `
CREATE TABLE care.catalogue_release (
  release_id text PRIMARY KEY,
  area text NOT NULL CHECK (area ~ '^\\d{6}$'),
  effective_on text NOT NULL CHECK (effective_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  file_name text NOT NULL CHECK (btrim(file_name) <> ''),
  -- Of the rows as told, so that the same file again is known again.
  content_digest bytea NOT NULL CHECK (octet_length(content_digest) = 32),
  row_count integer NOT NULL CHECK (row_count > 0),
  quarantined integer NOT NULL CHECK (quarantined BETWEEN 0 AND row_count),
  state text NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn', 'replaced')),
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  decided_by text,
  decided_at bigint CHECK (decided_at >= made_at),
  reason text CHECK (btrim(reason) <> ''),
  CHECK ((state = 'draft') = (decided_by IS NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (state <> 'withdrawn' OR reason IS NOT NULL),
  CONSTRAINT maker_is_not_checker CHECK (state <> 'published' OR decided_by <> made_by)
);
CREATE UNIQUE INDEX catalogue_release_draft ON care.catalogue_release (area, effective_on)
  WHERE state = 'draft';
CREATE INDEX catalogue_release_area ON care.catalogue_release (area, made_at, release_id);

-- One line of the file. told: as it was written. A row with problems is in quarantine and has no effect; the
-- others say for which part (share) the place's own item stands for an item of the catalogue.
CREATE TABLE care.catalogue_row (
  release_id text NOT NULL REFERENCES care.catalogue_release DEFERRABLE INITIALLY DEFERRED,
  row integer NOT NULL CHECK (row > 0),
  told jsonb NOT NULL,
  problems jsonb NOT NULL CHECK (jsonb_typeof(problems) = 'array'),
  local_code text,
  item_code text,
  local_unit text,
  item_unit text,
  share integer CHECK (share BETWEEN 1 AND 10000),
  payment_class text CHECK (payment_class IN ('A', 'B', 'C')),
  self_paid_first_rate integer CHECK (self_paid_first_rate BETWEEN 0 AND 10000),
  ceiling bigint CHECK (ceiling >= 0),
  PRIMARY KEY (release_id, row),
  CHECK (num_nulls(local_code, item_code, local_unit, item_unit, share, payment_class,
    self_paid_first_rate) = CASE WHEN problems = '[]' THEN 0 ELSE 7 END),
  CHECK (problems = '[]' OR ceiling IS NULL)
);
CREATE INDEX catalogue_row_local ON care.catalogue_row (local_code, release_id) WHERE local_code IS NOT NULL;

-- A person says that the units of the two items may be set equal, e.g. one examination and one part of the
-- body. It holds for these two items and these two units in every later file.
CREATE TABLE care.catalogue_unit_note (
  area text NOT NULL,
  local_code text NOT NULL,
  item_code text NOT NULL,
  local_unit text NOT NULL,
  item_unit text NOT NULL CHECK (item_unit <> local_unit),
  note text NOT NULL CHECK (btrim(note) <> ''),
  noted_by text NOT NULL,
  noted_name text NOT NULL,
  noted_at bigint NOT NULL,
  PRIMARY KEY (area, local_code, item_code, local_unit, item_unit)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON care.catalogue_row
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON care.catalogue_unit_note
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
