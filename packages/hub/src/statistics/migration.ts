import type { Migration } from '@zhijie/database';

/**
 * Months as they were published for everybody. What was published stays: of two versions of a month somebody
 * could subtract one from the other and read what the difference hides.
 */
export const statisticsMigration: Migration = {
  id: 'hub-120-open-month',
  sql: `
CREATE TABLE hub.open_month (
  month text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  published_at bigint NOT NULL,
  content jsonb NOT NULL
);
COMMENT ON TABLE hub.open_month IS
  'Open statistics of a month, counts below ten hidden; published once and never again';
`,
};
