import type { Migration } from '@zhijie/database';

/**
 * What a hospital and this side agreed on (procedures R-02). A statement is a fact: it is added and never
 * changed; `reconciled_item` says which settlements and reversals it covers, each once.
 */
export const reconciliationMigration: Migration = {
  id: 'care-090-reconciliation',
  sql: `
CREATE TABLE care.statement (
  provider_id text NOT NULL REFERENCES care.institution,
  statement_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('totals', 'rows')),
  insurance_type text,
  clearing_category text,
  agency text NOT NULL,
  from_date text NOT NULL,
  until_date text NOT NULL CHECK (until_date >= from_date),
  result text NOT NULL CHECK (result IN ('equal', 'differs')),
  hospital_sums json NOT NULL,
  own_sums json NOT NULL,
  differing integer NOT NULL CHECK (differing >= 0),
  item_count integer NOT NULL CHECK (item_count >= 0),
  message_id text NOT NULL,
  actor_id text NOT NULL,
  stated_at bigint NOT NULL,
  PRIMARY KEY (provider_id, statement_id)
);
COMMENT ON TABLE care.statement IS 'Reconciliations that a hospital asked for; sums of both sides in fen';
CREATE TABLE care.reconciled_item (
  provider_id text NOT NULL,
  item_id text NOT NULL,
  statement_id text NOT NULL,
  reconciled_at bigint NOT NULL,
  PRIMARY KEY (provider_id, item_id),
  FOREIGN KEY (provider_id, statement_id) REFERENCES care.statement
);
-- The files that tell the result of a comparison of days (3211), each of which lives as long as a file does.
CREATE TABLE care.statement_file (
  provider_id text NOT NULL,
  statement_id text NOT NULL,
  part text NOT NULL CHECK (part IN ('all', 'hospital', 'platform')),
  file_id text NOT NULL,
  PRIMARY KEY (provider_id, statement_id, part),
  FOREIGN KEY (provider_id, statement_id) REFERENCES care.statement
);
COMMENT ON COLUMN care.reconciled_item.item_id IS 'Id of a settlement or of a reversal';
-- Days of settlements are looked for by period; a range index costs an insert next to nothing.
CREATE INDEX settlement_settled_at ON care.settlement USING brin (settled_at) WITH (pages_per_range = 16);
CREATE INDEX reversal_reversed_at ON care.reversal (provider_id, reversed_at) WHERE state = 'reversed';

-- A period's settlements and reversals of one institution, amounts in fen, of reversals negative. 'is_open':
-- its outcome is not known yet, or its reversal is under way. 'is_undone': a reversal by message took it
-- back, so that it never happened for the hospital.
CREATE FUNCTION care.period_items(p_provider text, p_from bigint, p_until bigint)
RETURNS TABLE (item_id text, settlement_id text, visit_id text, person_id text, message_id text,
  insurance_type text, care_type text, care_area text, insured_area text, is_refund boolean,
  is_decided boolean, is_open boolean, is_undone boolean, decided_at bigint, fee_total bigint,
  paid_by_funds bigint, paid_by_account bigint, paid_in_cash bigint)
LANGUAGE sql STABLE AS $$
  SELECT s.settlement_id, s.settlement_id, s.visit_id, s.person_id, s.message_id, s.insurance_type,
    s.care_type, s.care_area, s.insured_area, false, s.state <> 'pending',
    s.state = 'pending' OR coalesce(r.state = 'pending', false),
    s.state = 'reversed' AND r.reason = 'unknown-outcome', coalesce(s.settled_at, s.requested_at),
    coalesce(s.fee_total, 0), coalesce(s.paid_by_funds, 0), coalesce(s.paid_by_personal_account, 0),
    coalesce(s.paid_in_cash, 0)
  FROM care.settlement s
  LEFT JOIN care.reversal r ON r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id
  WHERE s.provider_id = p_provider AND s.state <> 'refused'
    AND (s.settled_at BETWEEN p_from AND p_until
      OR s.state = 'pending' AND s.requested_at BETWEEN p_from AND p_until)
  UNION ALL
  SELECT r.reversal_id, s.settlement_id, s.visit_id, s.person_id, coalesce(r.message_id, s.message_id),
    s.insurance_type, s.care_type, s.care_area, s.insured_area, true, true, false,
    r.reason = 'unknown-outcome', r.reversed_at, -s.fee_total, -s.paid_by_funds,
    -s.paid_by_personal_account, -s.paid_in_cash
  FROM care.reversal r
  JOIN care.settlement s ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
  WHERE r.provider_id = p_provider AND r.state = 'reversed' AND r.reversed_at BETWEEN p_from AND p_until
$$;
`,
};
