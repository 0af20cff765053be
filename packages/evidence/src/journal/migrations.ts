import type { Migration } from '@zhijie/database';

/**
 * `leaf_index` and `leaf_hash` are empty until the sealer places the row in the tree; everything else of a
 * row never changes. The triggers stop mistakes of programs; the signed heads show what somebody did who can
 * switch triggers off.
 */
const JOURNAL = `
CREATE SCHEMA evidence;

CREATE TABLE evidence.journal (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  digest bytea NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  leaf_index bigint,
  leaf_hash bytea
);
-- One function over the row, because PostgreSQL reads the expression of every CHECK anew for every statement.
CREATE FUNCTION evidence.is_entry(e evidence.journal) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN e.kind <> '' AND e.subject <> '' AND octet_length(e.digest) = 32
    AND CASE WHEN e.leaf_index IS NULL THEN e.leaf_hash IS NULL
      ELSE e.leaf_index >= 0 AND coalesce(octet_length(e.leaf_hash), 0) = 32 END;
END $$;
ALTER TABLE evidence.journal ADD CONSTRAINT entry_is_sound CHECK (evidence.is_entry(journal));
CREATE UNIQUE INDEX journal_leaf ON evidence.journal (leaf_index) WHERE leaf_index IS NOT NULL;
CREATE INDEX journal_unsealed ON evidence.journal (sequence) WHERE leaf_index IS NULL;
CREATE INDEX journal_subject ON evidence.journal (subject);

CREATE TABLE evidence.head (
  size bigint PRIMARY KEY CHECK (size > previous_size),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  signed_at bigint NOT NULL,
  signature text NOT NULL,
  previous_size bigint NOT NULL UNIQUE CHECK (previous_size >= 0),
  frontier bytea NOT NULL
);

CREATE FUNCTION evidence.append(kind text, subject text, digest bytea) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_sequence bigint;
BEGIN
  INSERT INTO evidence.journal (kind, subject, digest) VALUES ($1, $2, $3) RETURNING sequence INTO v_sequence;
  RETURN v_sequence;
END
$$;

CREATE FUNCTION evidence.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'evidence is append-only: no % of %', tg_op, tg_table_name
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION evidence.allow_sealing_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF old.leaf_index IS NOT NULL OR new.leaf_index IS NULL
    OR (new.sequence, new.kind, new.subject, new.digest, new.transaction_id)
      IS DISTINCT FROM (old.sequence, old.kind, old.subject, old.digest, old.transaction_id)
  THEN
    RAISE EXCEPTION 'evidence is append-only: no change of journal row %', old.sequence
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN new;
END
$$;

CREATE TRIGGER sealing_only BEFORE UPDATE ON evidence.journal
  FOR EACH ROW EXECUTE FUNCTION evidence.allow_sealing_only();
CREATE TRIGGER no_delete BEFORE DELETE ON evidence.journal
  FOR EACH ROW EXECUTE FUNCTION evidence.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON evidence.journal
  FOR EACH STATEMENT EXECUTE FUNCTION evidence.refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON evidence.head
  FOR EACH ROW EXECUTE FUNCTION evidence.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON evidence.head
  FOR EACH STATEMENT EXECUTE FUNCTION evidence.refuse_change();
`;

export const evidenceMigrations: readonly Migration[] = [{ id: 'evidence-001-journal', sql: JOURNAL }];
