import type { Migration } from '@zhijie/database';

/**
 * How the questions between provinces ended, added up by day. No message waits for it: a process adds what it
 * has counted once a minute, so a crash loses a minute of statistics and nothing else.
 */
export const circularMigration: Migration = {
  id: 'hub-090-exchange-tally',
  sql: `
CREATE TABLE hub.exchange_tally (
  day text NOT NULL CHECK (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  care text NOT NULL,
  insured text NOT NULL,
  message text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'refused', 'failed', 'not-delivered', 'no-answer')),
  asks bigint NOT NULL CHECK (asks > 0),
  milliseconds bigint NOT NULL CHECK (milliseconds >= 0),
  PRIMARY KEY (day, care, insured, message, outcome)
);
COMMENT ON TABLE hub.exchange_tally IS
  'Questions that the hub handed on, by day, pair of provinces, message and how they ended; statistics only';
`,
};
