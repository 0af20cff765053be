import type { Migration } from '@zhijie/database';

/** Designated institutions of the care place, with agreement state and the three flags (procedures F-17). */
export const institutionMigration: Migration = {
  id: 'care-010-institution',
  sql: `
CREATE SCHEMA care;

CREATE TABLE care.institution (
  provider_id text PRIMARY KEY,
  name text NOT NULL,
  credit_code text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('hospital', 'pharmacy')),
  level text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{6}$'),
  agreement text NOT NULL CHECK (agreement IN ('active', 'suspended', 'terminated')),
  is_inpatient_open boolean NOT NULL,
  is_outpatient_open boolean NOT NULL,
  is_chronic_open boolean NOT NULL,
  chronic_diseases text[] NOT NULL,
  -- From this day on drug lines carry trace codes (procedures V-16); null: not demanded yet.
  trace_codes_from text,
  -- What is decided from this day on and not confirmed by the 20th is deferred (procedures R-03); null: it
  -- clears as it stands.
  confirms_from text,
  -- Messages that are not exactly as the standard has them are refused instead of read.
  is_read_strictly boolean NOT NULL DEFAULT false,
  -- A village clinic (村卫生室), for which some insured places have a ratio of their own.
  is_village_clinic boolean NOT NULL DEFAULT false
);

CREATE TABLE care.institution_change (
  provider_id text NOT NULL REFERENCES care.institution,
  changed_at bigint NOT NULL,
  actor_id text NOT NULL,
  agreement text NOT NULL,
  is_inpatient_open boolean NOT NULL,
  is_outpatient_open boolean NOT NULL,
  is_chronic_open boolean NOT NULL,
  trace_codes_from text,
  confirms_from text,
  is_read_strictly boolean NOT NULL,
  reason text NOT NULL,
  -- The agency's own key of the request: the same key has one effect.
  request_key text
);
CREATE UNIQUE INDEX institution_change_request ON care.institution_change (actor_id, request_key);

CREATE TABLE care.operator_session (
  session_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  operator_id text NOT NULL,
  device_address text NOT NULL,
  network_address text NOT NULL,
  signed_in_at bigint NOT NULL,
  signed_out_at bigint
);

-- Where a person found by an identification is insured: a later registration may come without the place.
CREATE TABLE care.known_person (
  person_id text PRIMARY KEY,
  insured_area text NOT NULL
);

-- Who read whose data, and why; append-only.
CREATE TABLE care.access_log (
  read_at bigint NOT NULL,
  actor_id text NOT NULL,
  provider_id text NOT NULL,
  person_id text NOT NULL,
  purpose text NOT NULL,
  message_id text NOT NULL
);
CREATE INDEX ON care.access_log (person_id, read_at);
CREATE FUNCTION care.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of %.%', tg_op, tg_table_schema, tg_table_name;
END $$;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON care.access_log
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
