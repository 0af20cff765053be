import type { Migration } from '@zhijie/database';

/**
 * Staff whose payment eligibility (医保支付资格) is suspended or terminated, and the history of those decisions
 * (procedures V-18, G-05). Whoever has no row is eligible.
 */
export const staffMigration: Migration = {
  id: 'care-015-staff',
  sql: `
CREATE TABLE care.staff_eligibility (
  staff_code text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('eligible', 'suspended', 'terminated')),
  from_on text NOT NULL,
  until_on text,
  area text NOT NULL,
  CHECK (until_on >= from_on)
);
CREATE TABLE care.staff_eligibility_change (
  staff_code text NOT NULL REFERENCES care.staff_eligibility,
  changed_at bigint NOT NULL,
  actor_id text NOT NULL,
  state text NOT NULL,
  from_on text NOT NULL,
  until_on text,
  reason text NOT NULL
);
CREATE TRIGGER staff_eligibility_change_append_only BEFORE UPDATE OR DELETE ON care.staff_eligibility_change
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

-- Who practises where, as the agency of the place registers it; a person may practise at several. Names and
-- certificates are encrypted.
CREATE TABLE care.practitioner (
  provider_id text NOT NULL REFERENCES care.institution,
  staff_code text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('physician', 'nurse', 'pharmacist', 'technician')),
  name_sealed text NOT NULL,
  certificate_sealed text NOT NULL,
  own_number text,
  qualification_number text,
  licence_number text,
  started_on text NOT NULL,
  ended_on text CHECK (ended_on >= started_on),
  reason text NOT NULL,
  PRIMARY KEY (provider_id, staff_code)
);
CREATE TABLE care.practitioner_change (
  provider_id text NOT NULL,
  staff_code text NOT NULL,
  changed_at bigint NOT NULL,
  actor_id text NOT NULL,
  started_on text NOT NULL,
  ended_on text,
  reason text NOT NULL,
  FOREIGN KEY (provider_id, staff_code) REFERENCES care.practitioner
);
CREATE TRIGGER practitioner_change_append_only BEFORE UPDATE OR DELETE ON care.practitioner_change
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
