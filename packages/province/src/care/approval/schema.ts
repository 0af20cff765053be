import type { Migration } from '@zhijie/database';

/**
 * Pre-approval (事前审批) of special drugs, items and operations: which items of a care place need it,
 * applications with their materials, decisions at two levels by two people, and what was used of an
 * approval. Quantities in 1/10 000 unit. What is left is counted over the fee lines that exist, so a
 * withdrawn or refunded line gives it back.
 */
export const approvalMigration: Migration = {
  id: 'care-094-approval',
  sql: `
CREATE TABLE care.approval_item (
  care_area text NOT NULL CHECK (care_area ~ '^[0-9]{6}$'),
  item_code text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('drug', 'item', 'operation')),
  from_on text NOT NULL,
  until_on text CHECK (until_on >= from_on),
  PRIMARY KEY (care_area, item_code)
);
CREATE TABLE care.approval_item_change (
  care_area text NOT NULL,
  item_code text NOT NULL,
  kind text NOT NULL,
  from_on text NOT NULL,
  until_on text,
  reason text NOT NULL,
  actor_id text NOT NULL,
  changed_at bigint NOT NULL
);
CREATE TRIGGER approval_item_change_append_only BEFORE UPDATE OR DELETE ON care.approval_item_change
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

CREATE TABLE care.approval (
  approval_id text PRIMARY KEY,
  care_area text NOT NULL,
  provider_id text NOT NULL REFERENCES care.institution,
  person_id text NOT NULL,
  item_code text NOT NULL,
  diagnosis_code text NOT NULL,
  reason text NOT NULL,
  materials text[] NOT NULL CHECK (array_length(materials, 1) > 0),
  quantity bigint NOT NULL CHECK (quantity > 0),
  state text NOT NULL CHECK (state IN ('submitted', 'reviewed', 'approved', 'rejected')),
  starts_on text,
  ends_on text,
  submitted_at bigint NOT NULL,
  submitted_by text NOT NULL,
  request_key text NOT NULL,
  -- Who asks for it again under the same key gets the same application.
  UNIQUE (submitted_by, request_key),
  CONSTRAINT an_approval_has_its_days
    CHECK (state <> 'approved' OR (starts_on IS NOT NULL AND ends_on >= starts_on))
);
CREATE INDEX approval_waiting ON care.approval (care_area, state, submitted_at)
  WHERE state IN ('submitted', 'reviewed');
CREATE INDEX approval_person ON care.approval (person_id, item_code);
CREATE TABLE care.approval_step (
  approval_id text NOT NULL REFERENCES care.approval,
  level integer NOT NULL CHECK (level IN (1, 2)),
  decision text NOT NULL CHECK (decision IN ('approve', 'reject')),
  reason text NOT NULL CHECK (reason <> ''),
  actor_id text NOT NULL,
  decided_at bigint NOT NULL,
  PRIMARY KEY (approval_id, level),
  -- Two levels are two people.
  CONSTRAINT checker_is_not_maker UNIQUE (approval_id, actor_id)
);
CREATE TRIGGER approval_step_append_only BEFORE UPDATE OR DELETE ON care.approval_step
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TABLE care.approval_use (
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  line_number text NOT NULL,
  approval_id text NOT NULL REFERENCES care.approval,
  quantity bigint NOT NULL CHECK (quantity <> 0),
  PRIMARY KEY (provider_id, visit_id, line_number)
);
CREATE INDEX approval_use_approval ON care.approval_use (approval_id);
-- Used: lines that exist, of visits that are not cancelled; a refund line counts negative.
CREATE FUNCTION care.approval_used(p_approval text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(u.quantity), 0)::bigint FROM care.approval_use u
  JOIN care.fee_line l ON l.provider_id = u.provider_id AND l.visit_id = u.visit_id
    AND l.line_number = u.line_number AND l.details->>'approvalId' = u.approval_id
  JOIN care.visit v ON v.provider_id = u.provider_id AND v.visit_id = u.visit_id AND v.state <> 'cancelled'
  WHERE u.approval_id = p_approval
$$;
`,
};
