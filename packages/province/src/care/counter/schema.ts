import type { Migration } from '@zhijie/database';

/**
 * Shifts that a window has closed (journey 12; users' pain H2). A shift takes in what changed since the one
 * before it, bill by bill as differences, so that a bill paid in one shift and taken back in another counts
 * in both and every fen exactly once. What was counted in the drawer stands beside what the bills say; a
 * difference is explained, never hidden. Amounts in fen; negative where a bill was taken back.
 */
export const counterMigration: Migration = {
  id: 'care-190-counter',
  sql: `
CREATE TABLE care.shift (
  provider_id text NOT NULL REFERENCES care.institution,
  number integer NOT NULL CHECK (number > 0),
  request_key text NOT NULL,
  ended_at bigint NOT NULL,
  closed_by text NOT NULL,
  cash_due bigint NOT NULL,
  cash_counted bigint NOT NULL,
  note text,
  PRIMARY KEY (provider_id, number),
  UNIQUE (provider_id, request_key),
  CONSTRAINT shift_difference_is_explained CHECK (cash_counted = cash_due OR btrim(coalesce(note, '')) <> '')
);
COMMENT ON TABLE care.shift IS 'Closed shifts of an institution''s windows, numbered without a gap; fen';

CREATE TABLE care.shift_bill (
  provider_id text NOT NULL,
  number integer NOT NULL,
  act_id text NOT NULL,
  total bigint NOT NULL,
  funds bigint NOT NULL,
  account bigint NOT NULL,
  others bigint NOT NULL,
  cash bigint NOT NULL,
  PRIMARY KEY (provider_id, act_id, number),
  FOREIGN KEY (provider_id, number) REFERENCES care.shift,
  FOREIGN KEY (provider_id, act_id) REFERENCES care.act,
  CONSTRAINT shift_bill_adds_up CHECK (total = funds + account + others + cash)
);
COMMENT ON TABLE care.shift_bill IS
  'What a shift took in of a bill, as the difference to the shifts before it; fen';
CREATE TRIGGER shift_append_only BEFORE UPDATE OR DELETE ON care.shift
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TRIGGER shift_bill_append_only BEFORE UPDATE OR DELETE ON care.shift_bill
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE INDEX act_by_change ON care.act (provider_id, changed_at);
`,
};
