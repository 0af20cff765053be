import type { Migration } from '@zhijie/database';

/** Which area insures the holder of a certificate: keyed digests and person ids, never a number or a name. */
export const directoryMigration: Migration = {
  id: 'hub-003-directory',
  sql: `
CREATE TABLE hub.directory (
  digest text NOT NULL,
  insured_area text NOT NULL,
  person_id text NOT NULL,
  registered_at bigint NOT NULL,
  PRIMARY KEY (digest, insured_area)
);

CREATE FUNCTION hub.register_entries(
  p_digests text[], p_insured_areas text[], p_person_ids text[], p_at bigint, p_subject text, p_fact bytea
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  changed integer;
BEGIN
  INSERT INTO hub.directory AS d (digest, insured_area, person_id, registered_at)
  SELECT e.digest, e.insured_area, e.person_id, p_at
  FROM unnest(p_digests, p_insured_areas, p_person_ids) AS e (digest, insured_area, person_id)
  ORDER BY e.digest, e.insured_area
  ON CONFLICT (digest, insured_area) DO UPDATE
  SET person_id = excluded.person_id, registered_at = excluded.registered_at
  WHERE d.person_id <> excluded.person_id;
  GET DIAGNOSTICS changed = ROW_COUNT;
  IF changed > 0 THEN
    PERFORM evidence.append('directory.register', p_subject, p_fact);
  END IF;
  RETURN changed;
END $$;
`,
};
