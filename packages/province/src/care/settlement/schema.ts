import type { Migration } from '@zhijie/database';
import { AMOUNT_COLUMNS } from './parts.ts';

const columns = AMOUNT_COLUMNS.map(([, column]) => `  ${column} bigint,`).join('\n');
const amounts = AMOUNT_COLUMNS.map(([, column]) => `s.${column}`).join(', ');

/**
 * Settlements and their reversals at the care side. `is_settlement` holds the identities of a bill
 * (procedures T-01).
 * States: pending → settled → reversed, or pending → refused; none of the last three goes back.
 */
export const settlementMigration: Migration = {
  id: 'care-050-settlement',
  sql: `
CREATE TABLE care.settlement (
  provider_id text NOT NULL,
  settlement_id text NOT NULL,
  visit_id text NOT NULL,
  segment integer NOT NULL,
  kind text NOT NULL,
  is_interim boolean NOT NULL,
  state text NOT NULL,
  interface_number text NOT NULL,
  message_id text NOT NULL,
  person_id text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL,
  care_type text NOT NULL,
  certificate_type text NOT NULL,
  invoice_number text,
  batch text,
  line_count integer NOT NULL,
  bill json NOT NULL,
  requested_at bigint NOT NULL,
  resolve_after bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  settled_at bigint,
  month text,
  decision json,
  account_balance bigint,
${columns}
  pool_rate integer,
  details_delivered_at bigint,
  PRIMARY KEY (provider_id, settlement_id)
) WITH (toast_tuple_target = 8160);

-- One function over the row, because PostgreSQL reads the expression of every CHECK anew for every statement.
-- Raises with the name of what does not hold.
CREATE FUNCTION care.is_settlement(s care.settlement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF s.kind IN ('outpatient', 'inpatient')
    AND (s.state IN ('settled', 'reversed')) = (num_nulls(s.settled_at, s.month, s.decision, s.fee_total,
      s.paid_by_funds, s.borne_by_person, s.paid_by_hospital) = 0)
    AND s.state IN ('pending', 'settled', 'refused', 'reversed')
    AND (s.fee_total IS NULL OR (
      least(${amounts}) >= 0
      AND s.fee_total = s.paid_by_funds + s.borne_by_person + s.paid_by_hospital
      AND s.fee_total = s.fee_excluded + s.fee_over_limit + s.fee_self_paid_first + s.fee_eligible
      AND s.paid_by_funds = s.paid_by_pooled_fund + s.paid_by_civil_servant_fund
        + s.paid_by_enterprise_supplement + s.paid_by_critical_illness + s.paid_by_large_amount
        + s.paid_by_medical_assistance + s.paid_by_other_funds
      AND s.borne_by_person = s.paid_by_personal_account + s.paid_in_cash
      AND s.paid_by_family_account <= s.paid_by_personal_account))
  THEN RETURN true; END IF;
  RAISE EXCEPTION '%', CASE
    WHEN s.borne_by_person <> s.paid_by_personal_account + s.paid_in_cash THEN 'settlement_person'
    WHEN s.fee_total <> s.paid_by_funds + s.borne_by_person + s.paid_by_hospital THEN 'settlement_total'
    WHEN s.fee_total <> s.fee_excluded + s.fee_over_limit + s.fee_self_paid_first + s.fee_eligible
      THEN 'settlement_fees'
    WHEN least(${amounts}) < 0 THEN 'settlement_amounts'
    WHEN s.paid_by_family_account > s.paid_by_personal_account THEN 'settlement_family'
    WHEN s.fee_total IS NOT NULL THEN 'settlement_funds'
    ELSE 'settlement_decided' END
    USING ERRCODE = 'check_violation', DETAIL = s.settlement_id;
END $$;
ALTER TABLE care.settlement ADD CONSTRAINT settlement_adds_up CHECK (care.is_settlement(settlement));

-- At most one live settlement per visit segment (design, "Delivery rules").
CREATE UNIQUE INDEX settlement_segment ON care.settlement (provider_id, visit_id, segment)
  WHERE state IN ('pending', 'settled');
CREATE INDEX settlement_pending ON care.settlement (resolve_after) WHERE state = 'pending';
CREATE INDEX settlement_details ON care.settlement (settled_at)
  WHERE state = 'settled' AND kind = 'inpatient' AND details_delivered_at IS NULL;

CREATE TABLE care.reversal (
  provider_id text NOT NULL,
  reversal_id text NOT NULL,
  settlement_id text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('undo', 'unknown-outcome', 'refund')),
  state text NOT NULL CHECK (state IN ('pending', 'reversed', 'never-settled')),
  interface_number text,
  message_id text,
  requested_at bigint NOT NULL,
  resolve_after bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  reversed_at bigint,
  month text,
  account_balance bigint,
  PRIMARY KEY (provider_id, reversal_id),
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement,
  CHECK ((state = 'reversed') = (num_nulls(reversed_at, month) = 0))
);
CREATE UNIQUE INDEX reversal_settlement ON care.reversal (provider_id, settlement_id);
CREATE INDEX reversal_pending ON care.reversal (resolve_after) WHERE state = 'pending';
`,
};
