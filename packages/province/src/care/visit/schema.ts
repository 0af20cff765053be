import type { Migration } from '@zhijie/database';

/** Visits and their diagnoses. A person is an opaque id here; name and certificate number are encrypted. */
export const visitMigration: Migration = {
  id: 'care-030-visit',
  sql: `
CREATE TABLE care.visit (
  provider_id text NOT NULL REFERENCES care.institution,
  visit_id text NOT NULL,
  care_area text NOT NULL,
  person_id text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL,
  person_group text NOT NULL,
  is_civil_servant boolean NOT NULL,
  name_sealed text NOT NULL,
  certificate_sealed text NOT NULL,
  certificate_digest text NOT NULL,
  gender text NOT NULL,
  birth_date text NOT NULL,
  kind text NOT NULL,
  care_type text,
  certificate_type text NOT NULL,
  serial_number text NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  state text NOT NULL,
  segment integer NOT NULL DEFAULT 1,
  revision bigint NOT NULL DEFAULT 0,
  disease_code text,
  disease_name text,
  is_emergency boolean NOT NULL,
  is_trauma boolean,
  involves_third_party boolean,
  is_transfer boolean NOT NULL DEFAULT false,
  details jsonb NOT NULL,
  registered_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_id)
);
-- One function over the row: every upload and settlement updates the visit, and PostgreSQL reads the
-- expression of each CHECK anew for every statement.
CREATE FUNCTION care.is_visit(v care.visit) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN v.kind IN ('outpatient', 'inpatient') AND v.state IN ('open', 'discharged', 'cancelled')
    AND v.segment >= 1 AND (v.ended_at IS NULL OR v.ended_at >= v.started_at)
    AND (v.state <> 'discharged' OR (v.kind = 'inpatient' AND v.ended_at IS NOT NULL));
END $$;
ALTER TABLE care.visit ADD CONSTRAINT visit_is_sound CHECK (care.is_visit(visit));
CREATE UNIQUE INDEX visit_serial ON care.visit (provider_id, kind, serial_number) WHERE state <> 'cancelled';
CREATE INDEX visit_person ON care.visit (provider_id, person_id, started_at);

CREATE TABLE care.diagnosis (
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  kind text NOT NULL,
  order_number integer NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  is_main boolean NOT NULL,
  department text NOT NULL,
  doctor_id text NOT NULL,
  doctor_name text NOT NULL,
  diagnosed_at bigint NOT NULL,
  is_voided boolean NOT NULL,
  PRIMARY KEY (provider_id, visit_id, order_number),
  FOREIGN KEY (provider_id, visit_id) REFERENCES care.visit
);
`,
};
