import type { Migration } from '@zhijie/database';
import { RED_REASONS } from './face.ts';

/**
 * Electronic medical receipts (医疗收费电子票据, procedures A-03). An institution takes numbers from a book of
 * 99 999 of its own, in order and without a gap, because a number and its receipt are one transaction; code
 * and number are unique. Books begin at 40 000: the numbers below stay with receipts that hospitals issue
 * themselves (our own convention). A receipt is never changed or removed: a red one takes it back, once.
 */
export const receiptMigration: Migration = {
  id: 'care-170-receipt',
  sql: `
CREATE TABLE care.receipt_book (
  code text NOT NULL CHECK (code ~ '^\\d{2}060[12]\\d{2}$'),
  book integer NOT NULL CHECK (book BETWEEN 40000 AND 99999),
  provider_id text NOT NULL REFERENCES care.institution,
  last integer NOT NULL CHECK (last BETWEEN 1 AND 99999),
  PRIMARY KEY (code, book)
);
COMMENT ON TABLE care.receipt_book IS 'Number books of receipts; last: the number given out last';
CREATE UNIQUE INDEX receipt_book_open ON care.receipt_book (code, provider_id) WHERE last < 99999;

CREATE TABLE care.receipt (
  code text NOT NULL,
  number text NOT NULL,
  check_code text NOT NULL,
  kind text NOT NULL,
  provider_id text NOT NULL,
  settlement_id text NOT NULL,
  -- The act of the bill that asked for it; null: a counter, the person, or the node by itself.
  act_id text,
  person_id text NOT NULL,
  of_code text,
  of_number text,
  reason text,
  total bigint NOT NULL,
  pooled bigint NOT NULL,
  others bigint NOT NULL,
  account bigint NOT NULL,
  cash bigint NOT NULL,
  self_paid bigint NOT NULL,
  self_funded bigint NOT NULL,
  issued_at bigint NOT NULL,
  -- What stands on it, in canonical form, encrypted; the signature of the node is over it.
  face_sealed text NOT NULL,
  face_digest bytea NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (code, number),
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement,
  FOREIGN KEY (of_code, of_number) REFERENCES care.receipt
);
-- One function behind one constraint (ADR 0011).
CREATE FUNCTION care.is_receipt(v care.receipt) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN v.code ~ '^\\d{2}060[12]\\d{2}$' AND v.number ~ '^\\d{10}$' AND v.check_code ~ '^[0-9a-f]{6}$'
    AND v.kind IN ('normal', 'red') AND octet_length(v.face_digest) = 32
    AND (v.reason IS NULL OR v.reason IN ('${RED_REASONS.join("', '")}'))
    AND v.total = v.pooled + v.others + v.account + v.cash
    AND v.self_paid + v.self_funded = v.account + v.cash
    -- A red receipt negates what it takes back, and names it.
    AND CASE v.kind
      WHEN 'normal' THEN
        least(v.total, v.pooled, v.others, v.account, v.cash, v.self_paid, v.self_funded) >= 0
      ELSE greatest(v.total, v.pooled, v.others, v.account, v.cash, v.self_paid, v.self_funded) <= 0 END
    AND num_nulls(v.of_code, v.of_number, v.reason) = CASE v.kind WHEN 'normal' THEN 3 ELSE 0 END;
END $$;
ALTER TABLE care.receipt ADD CONSTRAINT receipt_is_sound CHECK (care.is_receipt(receipt));
COMMENT ON TABLE care.receipt IS 'Electronic medical receipts, amounts in fen, moments in ms';
CREATE UNIQUE INDEX receipt_of_settlement ON care.receipt (provider_id, settlement_id) WHERE kind = 'normal';
CREATE UNIQUE INDEX receipt_reversed_once ON care.receipt (of_code, of_number) WHERE kind = 'red';
CREATE INDEX receipt_of_person ON care.receipt (person_id, issued_at DESC, code DESC, number DESC);
CREATE INDEX receipt_of_provider ON care.receipt (provider_id, issued_at DESC, code DESC, number DESC);
CREATE INDEX receipt_issued ON care.receipt (kind, issued_at);
CREATE INDEX receipt_red_of_settlement ON care.receipt (provider_id, settlement_id) WHERE kind = 'red';
CREATE INDEX reversal_done ON care.reversal (reversed_at) WHERE state = 'reversed';
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE ON care.receipt
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

-- The next number of an institution. The book's row stays locked until the receipt is committed, so that a
-- receipt that fails gives its number back. A new book of a code is begun under one lock.
CREATE FUNCTION care.next_receipt_number(p_code text, p_provider text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v record;
BEGIN
  FOR attempt IN 1..2 LOOP
    UPDATE care.receipt_book SET last = last + 1
    WHERE code = p_code AND provider_id = p_provider AND last < 99999 RETURNING book, last INTO v;
    IF FOUND THEN RETURN lpad((v.book::bigint * 100000 + v.last)::text, 10, '0'); END IF;
    -- Another call of this institution may have begun the book meanwhile: look again under the lock.
    PERFORM pg_advisory_xact_lock(hashtextextended('care.receipt_book/' || p_code, 0));
  END LOOP;
  INSERT INTO care.receipt_book (code, book, provider_id, last)
  SELECT p_code, coalesce(max(book) + 1, 40000), p_provider, 1 FROM care.receipt_book WHERE code = p_code
  RETURNING book, last INTO v;
  RETURN lpad((v.book::bigint * 100000 + v.last)::text, 10, '0');
END $$;

-- A receipt of a settled bill under the number that was seen to be the next, with its leaf. Raises
-- 'receipt_moved' when another took that number or the bill is undone; everything is then as before.
CREATE FUNCTION care.keep_receipt(p_receipt jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v care.receipt := jsonb_populate_record(NULL::care.receipt, p_receipt);
BEGIN
  IF NOT EXISTS (SELECT FROM care.settlement WHERE provider_id = v.provider_id
      AND settlement_id = v.settlement_id AND state = 'settled')
    OR care.next_receipt_number(v.code, v.provider_id) <> v.number THEN
    RAISE EXCEPTION 'receipt_moved';
  END IF;
  INSERT INTO care.receipt SELECT (v).*;
  INSERT INTO evidence.journal (kind, subject, digest)
  VALUES ('care.receipt', v.code || '/' || v.number, v.face_digest);
  RETURN v.number;
END $$;
`,
};
