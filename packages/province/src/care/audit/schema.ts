import type { Migration } from '@zhijie/database';

/**
 * What the rules found in orders before and during treatment, and what the doctor answered (procedures
 * V-15). Both are facts: added, never changed. Findings stay for supervision; nothing here blocks a
 * settlement.
 */
export const auditMigration: Migration = {
  id: 'care-090-audit',
  sql: `
CREATE TABLE care.audit_finding (
  finding_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  -- As the hospital names it: before the registration it is the hospital's own number.
  visit_id text NOT NULL,
  person_id text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('before', 'during')),
  rule text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('definite', 'suspected', 'doubtful')),
  excess bigint NOT NULL CHECK (excess >= 0),
  lines jsonb NOT NULL CHECK (jsonb_array_length(lines) > 0),
  evidence text NOT NULL,
  point text,
  message_id text NOT NULL,
  found_at bigint NOT NULL
);
CREATE INDEX audit_finding_visit ON care.audit_finding (provider_id, visit_id, found_at);
CREATE TABLE care.audit_response (
  finding_id text PRIMARY KEY REFERENCES care.audit_finding,
  response text NOT NULL CHECK (response IN ('continued', 'changed')),
  reason text NOT NULL,
  actor_id text NOT NULL,
  responded_at bigint NOT NULL,
  CONSTRAINT going_on_has_a_reason CHECK (response = 'changed' OR reason <> '')
);
CREATE TRIGGER audit_finding_append_only BEFORE UPDATE OR DELETE ON care.audit_finding
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER audit_response_append_only BEFORE UPDATE OR DELETE ON care.audit_response
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
