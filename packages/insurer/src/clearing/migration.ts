import type { Migration } from '@zhijie/database';

/**
 * The clearing centre of commercial money (K-08), apart from public clearing: monthly statements per insurer,
 * hospital and insured area, whose lines are payment facts, each in one statement.
 */
export const clearingMigration: Migration = {
  id: 'gateway-005-clearing',
  sql: `
CREATE TABLE gateway.clearing_run (
  month text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  drawn_at bigint NOT NULL
);
CREATE TABLE gateway.statement (
  statement_id text PRIMARY KEY,
  run text NOT NULL REFERENCES gateway.clearing_run,
  -- The month that its lines name themselves; earlier than the run's for lines that arrived late.
  month text NOT NULL CHECK (month <= run),
  insurer text NOT NULL,
  hospital_id text NOT NULL,
  hospital_name text NOT NULL,
  insured_area text NOT NULL,
  lines integer NOT NULL CHECK (lines > 0),
  paid bigint NOT NULL CHECK (paid >= 0),
  undone bigint NOT NULL CHECK (undone >= 0),
  amount bigint NOT NULL CHECK (amount = paid - undone),
  drawn_at bigint NOT NULL,
  UNIQUE (run, month, insurer, hospital_id, insured_area)
);
CREATE INDEX ON gateway.statement (insurer, month);
CREATE TABLE gateway.statement_item (
  fact_id text PRIMARY KEY REFERENCES gateway.payment_fact,
  statement_id text NOT NULL REFERENCES gateway.statement
);
CREATE INDEX ON gateway.statement_item (statement_id);
CREATE TABLE gateway.statement_step (
  statement_id text NOT NULL REFERENCES gateway.statement,
  number integer NOT NULL CHECK (number >= 1),
  kind text NOT NULL CHECK (kind IN ('confirm', 'dispute', 'pay', 'approve', 'send-back')),
  request_key text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL,
  input jsonb NOT NULL,
  PRIMARY KEY (statement_id, number),
  CHECK (kind <> 'pay' OR (btrim(input->>'bank') <> '' AND btrim(input->>'serial') <> ''))
);
CREATE UNIQUE INDEX statement_step_key ON gateway.statement_step ((actor->>'insurer'), request_key);
SELECT gateway.keep('gateway.clearing_run');
SELECT gateway.keep('gateway.statement');
SELECT gateway.keep('gateway.statement_item');
SELECT gateway.keep('gateway.statement_step');
`,
};
