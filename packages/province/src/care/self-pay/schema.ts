import type { Migration } from '@zhijie/database';

/**
 * Fees of patients who pay for themselves, as hospitals report them (4201, 4261): the latest state of each
 * visit and line; every report is a leaf of the journal. Nothing here is settled or booked. What names the
 * patient is encrypted. Amounts in fen, prices in micro-yuan, quantities in 1/10 000 unit.
 */
export const selfPayMigration: Migration = {
  id: 'care-097-self-pay',
  sql: `
CREATE TABLE care.self_pay_visit (
  provider_id text NOT NULL REFERENCES care.institution,
  visit_serial text NOT NULL,
  hospital_visit_number text,
  care_type text NOT NULL,
  person_digest text NOT NULL,
  content_sealed text NOT NULL,
  is_valid boolean NOT NULL,
  message_id text NOT NULL,
  reported_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_serial)
);
COMMENT ON COLUMN care.self_pay_visit.person_digest IS 'Keyed digest of the certificate number';
CREATE TABLE care.self_pay_line (
  provider_id text NOT NULL,
  visit_serial text NOT NULL,
  line_number text NOT NULL,
  batch text,
  item_code text,
  hospital_item_code text,
  category text,
  unit_price bigint NOT NULL,
  quantity bigint NOT NULL,
  total bigint NOT NULL,
  occurred_at bigint NOT NULL,
  details jsonb NOT NULL,
  is_valid boolean NOT NULL,
  message_id text NOT NULL,
  reported_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_serial, line_number),
  FOREIGN KEY (provider_id, visit_serial) REFERENCES care.self_pay_visit
);
`,
};
