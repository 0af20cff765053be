import type { Migration } from '@zhijie/database';

/**
 * Receipts that insurers use for claims of their own (OS2, procedures A-03), by keyed digest. Reimbursement
 * of an expense uses a receipt up, whoever the insurer is; a fixed benefit uses it up at its insurer only.
 */
export const invoiceMigration: Migration = {
  id: 'gateway-007-invoice',
  sql: `
CREATE TABLE gateway.invoice_use (
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  purpose text NOT NULL CHECK (purpose IN ('expense', 'benefit')),
  insurer text NOT NULL,
  claim_reference text NOT NULL,
  -- The direct settlement that the receipt is of; null: of none that the nation knows.
  settlement_id text,
  used_at bigint NOT NULL,
  used_by text NOT NULL,
  released_at bigint CHECK (released_at >= used_at)
);
CREATE UNIQUE INDEX expense_used_once ON gateway.invoice_use (digest)
  WHERE purpose = 'expense' AND released_at IS NULL;
CREATE UNIQUE INDEX benefit_used_once ON gateway.invoice_use (digest, insurer)
  WHERE purpose = 'benefit' AND released_at IS NULL;
CREATE INDEX ON gateway.invoice_use (settlement_id) WHERE released_at IS NULL;
`,
};
