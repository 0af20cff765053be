import type { Migration } from '@zhijie/database';

/**
 * Insurers and their products (OS2). Products come from the files of the installation; an insurer's key and
 * place come from its own signed word, of which the latest counts.
 */
export const registryMigration: Migration = {
  id: 'gateway-002-registry',
  sql: String.raw`
CREATE TABLE gateway.insurer (
  insurer text PRIMARY KEY CHECK (insurer ~ '^[\w.:-]{1,64}$'),
  name text NOT NULL
);
COMMENT ON TABLE gateway.insurer IS 'Insurers as the files of the installation name them';
CREATE TABLE gateway.product (
  product text PRIMARY KEY,
  insurer text NOT NULL REFERENCES gateway.insurer,
  title text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('inside', 'insurer-answers'))
);
CREATE INDEX ON gateway.product (insurer);
-- The word with which an insurer joined, as it was signed.
CREATE TABLE gateway.join (
  insurer text NOT NULL REFERENCES gateway.insurer,
  number integer NOT NULL CHECK (number >= 1),
  public_key text NOT NULL CHECK (public_key ~ '^04[0-9a-f]{128}$'),
  endpoint text NOT NULL,
  text text NOT NULL,
  signature text NOT NULL,
  admitted_by text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (insurer, number)
);
SELECT gateway.keep('gateway.join');
`,
};
