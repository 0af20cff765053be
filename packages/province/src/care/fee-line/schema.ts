import type { Migration } from '@zhijie/database';

/**
 * Fee lines, each split under the care place's catalogue (procedures P-01, V-03). Amounts in fen, unit
 * prices in micro-yuan, quantities in 1/10 000 unit.
 *
 * Every line is updated once, when it is settled. Pages are filled to half and `settlement_id` is in no
 * index, so that the new version stays in its page and no index is written: a sixth of the log, half of the
 * time. Lines of a settlement are found through its visit. No foreign key to the visit: who adds lines holds
 * the lock of its visit, visits are never deleted, and the key's check was a third of an upload.
 */
export const feeLineMigration: Migration = {
  id: 'care-040-fee-line',
  sql: `
CREATE TABLE care.fee_line (
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  line_number text NOT NULL,
  batch text,
  original_line_number text,
  prescription_number text,
  item_code text NOT NULL,
  item_name text NOT NULL,
  hospital_item_code text NOT NULL,
  category text NOT NULL,
  payment_class text NOT NULL,
  ceiling bigint,
  self_paid_first_rate integer NOT NULL,
  is_limited boolean NOT NULL,
  unit_price bigint NOT NULL,
  quantity bigint NOT NULL,
  total bigint NOT NULL,
  excluded bigint NOT NULL,
  over_limit bigint NOT NULL,
  self_paid_first bigint NOT NULL,
  eligible bigint NOT NULL,
  occurred_at bigint NOT NULL,
  details jsonb NOT NULL,
  settlement_id text,
  uploaded_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_id, line_number),
  CONSTRAINT fee_line_parts CHECK (total = excluded + over_limit + self_paid_first + eligible),
  CONSTRAINT fee_line_sign CHECK (CASE WHEN original_line_number IS NULL
    THEN least(total, excluded, over_limit, self_paid_first, eligible) >= 0 AND quantity > 0
    ELSE total <= 0 AND quantity < 0 END)
) WITH (fillfactor = 50);

-- What a hospital says of its lines afterwards (2306); the latest stands. Beside the lines, so that a line is
-- written once more at its settlement and never again.
CREATE TABLE care.line_remark (
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  line_number text NOT NULL,
  message_id text NOT NULL,
  remark text NOT NULL,
  changed_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_id, line_number, message_id)
);
CREATE TRIGGER line_remark_append_only BEFORE UPDATE OR DELETE ON care.line_remark
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
