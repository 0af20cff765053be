import type { Migration } from '@zhijie/database';

/**
 * Receipts of direct settlements, told to the nation's register of used invoices (procedures A-03). 'taken':
 * the register has another use of the same invoice; 'unreadable': the hospital's text is no invoice number.
 */
export const invoiceMigration: Migration = {
  id: 'care-098-invoice',
  sql: `
CREATE TABLE care.invoice_report (
  provider_id text NOT NULL,
  settlement_id text NOT NULL,
  care_area text NOT NULL,
  settled_at bigint NOT NULL,
  digest text,
  outcome text NOT NULL CHECK (outcome IN ('registered', 'taken', 'unreadable')),
  reported_at bigint NOT NULL,
  released_at bigint,
  PRIMARY KEY (provider_id, settlement_id),
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement,
  CHECK ((digest IS NULL) = (outcome = 'unreadable'))
);
COMMENT ON TABLE care.invoice_report IS 'What the nation said of a settlement''s invoice; moments in ms';
CREATE INDEX ON care.invoice_report (settled_at);
CREATE INDEX ON care.invoice_report (reported_at);
CREATE INDEX ON care.invoice_report (care_area, reported_at) WHERE outcome = 'taken';
CREATE INDEX invoice_report_taken ON care.invoice_report (provider_id, settlement_id) WHERE outcome = 'taken';
`,
};
