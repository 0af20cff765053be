import type { Migration } from '@zhijie/database';

/**
 * Who a patient is, by two people at a window: for somebody without a telephone whose face no camera knows
 * (journey 13; users' pain P6). One compares card and person and photographs the signed paper; another,
 * signed in as himself, confirms. The photo is kept encrypted apart from the fact, with its digest; of a face
 * nothing is kept.
 */
export const identityMigration: Migration = {
  id: 'care-250-identity-check',
  sql: `
CREATE TABLE care.identity_check (
  check_id text PRIMARY KEY,
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  person_id text NOT NULL,
  card text NOT NULL CHECK (card IN ('social-card', 'id-card')),
  paper_digest text NOT NULL CHECK (paper_digest ~ '^[0-9a-f]{64}$'),
  paper_type text NOT NULL CHECK (paper_type IN ('image/jpeg', 'image/png')),
  request_key text NOT NULL,
  maker text NOT NULL,
  maker_name text NOT NULL,
  made_at bigint NOT NULL,
  UNIQUE (provider_id, request_key),
  UNIQUE (check_id, maker),
  FOREIGN KEY (provider_id, visit_id) REFERENCES care.visit
);
COMMENT ON TABLE care.identity_check IS
  'A patient compared with a card by one operator; valid when another one has confirmed it';
CREATE INDEX identity_check_by_visit ON care.identity_check (provider_id, visit_id);

CREATE TABLE care.identity_paper (
  check_id text PRIMARY KEY REFERENCES care.identity_check,
  content_sealed text NOT NULL
);
COMMENT ON TABLE care.identity_paper IS
  'The photo of the signed paper, encrypted (Base64 inside); its SM3 stands with the check';

CREATE TABLE care.identity_decision (
  check_id text PRIMARY KEY,
  maker text NOT NULL,
  checker text NOT NULL,
  checker_name text NOT NULL,
  accepted boolean NOT NULL,
  note text NOT NULL,
  decided_at bigint NOT NULL,
  FOREIGN KEY (check_id, maker) REFERENCES care.identity_check (check_id, maker),
  CONSTRAINT identity_two_persons CHECK (checker <> maker),
  CONSTRAINT identity_refusal_has_reason CHECK (accepted OR btrim(note) <> '')
);
COMMENT ON TABLE care.identity_decision IS 'What the second operator found';

CREATE TRIGGER identity_check_append_only BEFORE UPDATE OR DELETE ON care.identity_check
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER identity_paper_append_only BEFORE UPDATE OR DELETE ON care.identity_paper
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER identity_decision_append_only BEFORE UPDATE OR DELETE ON care.identity_decision
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
