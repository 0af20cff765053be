import type { Migration } from '@zhijie/database';

/**
 * Claims that the insurer wants a person to look at (K-07): questions that it answered with "later". What its
 * operator decides goes to its own system, which alone can sign. What it owes to a person is paid once.
 */
export const claimMigration: Migration = {
  id: 'gateway-006-claim',
  sql: `
CREATE TABLE gateway.decision (
  question_id text PRIMARY KEY REFERENCES gateway.question,
  decision text NOT NULL CHECK (decision IN ('pays', 'declines')),
  amount bigint NOT NULL CHECK ((decision = 'pays') = (amount > 0)),
  reason text CHECK ((decision = 'declines') = (reason IS NOT NULL)),
  request_key text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL
);
CREATE TABLE gateway.person_payment (
  fact_id text PRIMARY KEY REFERENCES gateway.payment_fact,
  amount bigint NOT NULL CHECK (amount > 0),
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  paid_on text NOT NULL,
  request_key text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL
);
SELECT gateway.keep('gateway.decision');
SELECT gateway.keep('gateway.person_payment');
`,
};
