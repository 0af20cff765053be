import type { Migration } from '@zhijie/database';

/**
 * Claims that the insurer wants a person to look at (K-07): questions that it answered with "later". What its
 * operator decides goes to its own system, which alone can sign. What it owes to a person is paid once: one
 * enters it, another approves it; what was sent back is entered anew.
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
  fact_id text NOT NULL REFERENCES gateway.payment_fact,
  attempt integer NOT NULL CHECK (attempt > 0),
  amount bigint NOT NULL CHECK (amount > 0),
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  paid_on text NOT NULL,
  request_key text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (fact_id, attempt)
);
CREATE TABLE gateway.person_payment_check (
  fact_id text NOT NULL,
  attempt integer NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approve', 'send-back')),
  reason text CHECK ((decision = 'send-back') = (reason IS NOT NULL)),
  request_key text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (fact_id, attempt),
  FOREIGN KEY (fact_id, attempt) REFERENCES gateway.person_payment
);
CREATE UNIQUE INDEX person_payment_approved ON gateway.person_payment_check (fact_id)
  WHERE decision = 'approve';
SELECT gateway.keep('gateway.decision');
SELECT gateway.keep('gateway.person_payment');
SELECT gateway.keep('gateway.person_payment_check');
`,
};
