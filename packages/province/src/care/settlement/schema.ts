import type { Migration } from '@zhijie/database';
import { AMOUNT_COLUMNS } from './parts.ts';

const columns = AMOUNT_COLUMNS.map(([, column]) => `  ${column} bigint,`).join('\n');
const amounts = AMOUNT_COLUMNS.map(([, column]) => column).join(', ');

/**
 * Settlements and their reversals at the care side. The CHECKs are the identity of a bill (procedures T-01).
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
  kind text NOT NULL CHECK (kind IN ('outpatient', 'inpatient')),
  is_interim boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'settled', 'refused', 'reversed')),
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
  bill jsonb NOT NULL,
  requested_at bigint NOT NULL,
  resolve_after bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  settled_at bigint,
  month text,
  decision jsonb,
  account_balance bigint,
${columns}
  pool_rate integer,
  details_delivered_at bigint,
  PRIMARY KEY (provider_id, settlement_id),
  FOREIGN KEY (provider_id, visit_id) REFERENCES care.visit,
  CONSTRAINT settlement_decided CHECK (
    (state IN ('settled', 'reversed')) = (num_nulls(settled_at, month, decision, fee_total, paid_by_funds,
      borne_by_person, paid_by_hospital) = 0)),
  CONSTRAINT settlement_amounts CHECK (least(${amounts}) >= 0),
  CONSTRAINT settlement_total CHECK (fee_total = paid_by_funds + borne_by_person + paid_by_hospital),
  CONSTRAINT settlement_fees CHECK (
    fee_total = fee_excluded + fee_over_limit + fee_self_paid_first + fee_eligible),
  CONSTRAINT settlement_funds CHECK (paid_by_funds = paid_by_pooled_fund + paid_by_civil_servant_fund
    + paid_by_enterprise_supplement + paid_by_critical_illness + paid_by_large_amount
    + paid_by_medical_assistance + paid_by_other_funds),
  CONSTRAINT settlement_person CHECK (borne_by_person = paid_by_personal_account + paid_in_cash),
  CONSTRAINT settlement_family CHECK (paid_by_family_account <= paid_by_personal_account)
);
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
  reason text NOT NULL CHECK (reason IN ('undo', 'unknown-outcome')),
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
