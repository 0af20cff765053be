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
`,
};
