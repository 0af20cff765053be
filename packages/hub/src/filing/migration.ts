import type { Migration } from '@zhijie/database';

/**
 * Summary of filings (procedures F-15). `filing_event` holds every event once; `filing` the state after the
 * latest change, which an older event that arrives late does not overwrite.
 */
export const filingMigration: Migration = {
  id: 'hub-004-filing',
  sql: `
CREATE TABLE hub.filing_event (
  event_id text PRIMARY KEY,
  filing_id text NOT NULL,
  changed_at bigint NOT NULL,
  received_at bigint NOT NULL,
  digest bytea NOT NULL
);

CREATE TABLE hub.filing (
  filing_id text PRIMARY KEY,
  event_id text NOT NULL,
  changed_at bigint NOT NULL,
  person_id text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL,
  category text NOT NULL,
  care_areas text[] NOT NULL,
  starts_on date NOT NULL,
  ends_on date,
  state text NOT NULL
);

-- True when the event is new; false when it was received before with the same content.
CREATE FUNCTION hub.record_filing(
  p_event_id text, p_changed_at bigint, p_received_at bigint, p_digest bytea, p_filing_id text,
  p_person_id text, p_insured_area text, p_insurance_type text, p_category text, p_care_areas text[],
  p_starts_on date, p_ends_on date, p_state text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  known_digest bytea;
BEGIN
  INSERT INTO hub.filing_event (event_id, filing_id, changed_at, received_at, digest)
  VALUES (p_event_id, p_filing_id, p_changed_at, p_received_at, p_digest)
  ON CONFLICT (event_id) DO NOTHING;
  IF NOT FOUND THEN
    SELECT digest INTO known_digest FROM hub.filing_event WHERE event_id = p_event_id;
    IF known_digest <> p_digest THEN
      RAISE EXCEPTION 'filing_event_conflict' USING DETAIL = p_event_id;
    END IF;
    RETURN false;
  END IF;
  INSERT INTO hub.filing AS f (filing_id, event_id, changed_at, person_id, insured_area, insurance_type,
                               category, care_areas, starts_on, ends_on, state)
  VALUES (p_filing_id, p_event_id, p_changed_at, p_person_id, p_insured_area, p_insurance_type, p_category,
          p_care_areas, p_starts_on, p_ends_on, p_state)
  ON CONFLICT (filing_id) DO UPDATE
  SET event_id = excluded.event_id, changed_at = excluded.changed_at, person_id = excluded.person_id,
      insured_area = excluded.insured_area, insurance_type = excluded.insurance_type,
      category = excluded.category, care_areas = excluded.care_areas, starts_on = excluded.starts_on,
      ends_on = excluded.ends_on, state = excluded.state
  WHERE (f.changed_at, f.event_id) < (excluded.changed_at, excluded.event_id);
  PERFORM evidence.append('filing.changed', p_event_id, p_digest);
  RETURN true;
END $$;
`,
};
