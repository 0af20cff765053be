import type { Migration } from '@zhijie/database';

/**
 * Questions to insurers that answer by themselves (K-04, mode 2), and what came back: sums by consented class
 * only. Every try leaves an answer row, also of silence; the first whole one counts unless it was "later".
 */
export const askMigration: Migration = {
  id: 'gateway-003-ask',
  sql: `
CREATE TABLE gateway.question (
  question_id text PRIMARY KEY,
  insurer text NOT NULL REFERENCES gateway.insurer,
  product text NOT NULL REFERENCES gateway.product,
  node text NOT NULL,
  question jsonb NOT NULL,
  asked_at bigint NOT NULL
);
CREATE INDEX ON gateway.question (insurer, asked_at);
CREATE TABLE gateway.answer (
  question_id text NOT NULL REFERENCES gateway.question,
  number integer NOT NULL CHECK (number >= 1),
  -- 'late': whole and rightly signed, but after the platform had stopped waiting; it has no effect.
  outcome text NOT NULL CHECK (outcome IN ('pays', 'declines', 'later', 'silent', 'bad', 'late')),
  paid bigint NOT NULL CHECK (paid >= 0),
  -- What came, as it was signed.
  text text,
  signature text,
  -- Why it does not count.
  fault text,
  at bigint NOT NULL,
  PRIMARY KEY (question_id, number),
  CHECK (outcome IN ('silent', 'bad') OR (text IS NOT NULL AND signature IS NOT NULL AND fault IS NULL)),
  CHECK (outcome NOT IN ('silent', 'bad') OR fault IS NOT NULL),
  CHECK ((outcome = 'pays') = (paid > 0))
);
-- One answer counts for ever.
CREATE UNIQUE INDEX answer_that_counts ON gateway.answer (question_id) WHERE outcome IN ('pays', 'declines');
SELECT gateway.keep('gateway.answer');
`,
};
