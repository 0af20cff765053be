import type { Migration } from '@zhijie/database';

/**
 * Terminals in villages and halls (PS7): sessions in which staff act for somebody whose identity two of them
 * verified, bound to one terminal, and the entries that a terminal hands in, each taken once.
 */
export const terminalMigration: Migration = {
  id: 'care-201-terminal',
  sql: `
CREATE TABLE care.terminal_session (
  provider_id text NOT NULL REFERENCES care.institution,
  session_id text NOT NULL,
  terminal_id text NOT NULL CHECK (terminal_id <> ''),
  person_id text NOT NULL,
  insured_area text NOT NULL,
  -- The act of two members of staff who verified the person.
  verification text NOT NULL,
  opened_by text NOT NULL,
  opened_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  PRIMARY KEY (provider_id, session_id),
  CONSTRAINT terminal_session_span CHECK (opened_at < ends_at)
);
COMMENT ON TABLE care.terminal_session IS 'Who was served at which terminal, verified by whom; ms';
CREATE TABLE care.terminal_entry (
  provider_id text NOT NULL,
  terminal_id text NOT NULL,
  entry_key text NOT NULL,
  session_id text NOT NULL,
  digest text NOT NULL,
  result jsonb NOT NULL,
  taken_by text NOT NULL,
  taken_at bigint NOT NULL,
  PRIMARY KEY (provider_id, terminal_id, entry_key),
  FOREIGN KEY (provider_id, session_id) REFERENCES care.terminal_session
);
COMMENT ON TABLE care.terminal_entry IS 'What a terminal handed in, and what came of it; facts';
CREATE TRIGGER terminal_session_append_only BEFORE UPDATE OR DELETE ON care.terminal_session
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER terminal_entry_append_only BEFORE UPDATE OR DELETE ON care.terminal_entry
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
