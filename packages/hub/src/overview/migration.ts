import type { Migration } from '@zhijie/database';

/**
 * What provinces told of their days. Statistics: a later count of the same day replaces the earlier one; no
 * money moves by it.
 */
export const overviewMigration: Migration = {
  id: 'hub-110-nation-day',
  sql: `
CREATE TABLE hub.nation_day (
  day text NOT NULL CHECK (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  province text NOT NULL CHECK (province ~ '^[0-9]{2}$'),
  counted_at bigint NOT NULL,
  settlements bigint NOT NULL CHECK (settlements >= 0),
  by_insurance_code bigint NOT NULL CHECK (by_insurance_code >= 0),
  by_social_card bigint NOT NULL CHECK (by_social_card >= 0),
  by_id_card bigint NOT NULL CHECK (by_id_card >= 0),
  by_mobile bigint NOT NULL CHECK (by_mobile >= 0),
  by_one_code bigint NOT NULL CHECK (by_one_code >= 0),
  one_stop bigint NOT NULL CHECK (one_stop BETWEEN 0 AND settlements),
  credit_drawn bigint NOT NULL CHECK (credit_drawn >= 0),
  milliseconds bigint NOT NULL CHECK (milliseconds >= 0),
  manual_claims bigint NOT NULL CHECK (manual_claims >= 0),
  unknown bigint NOT NULL CHECK (unknown >= 0),
  unknown_since bigint,
  PRIMARY KEY (day, province),
  CHECK (by_insurance_code + by_social_card + by_id_card <= settlements),
  CHECK (by_mobile + by_one_code <= settlements),
  CHECK ((unknown = 0) = (unknown_since IS NULL))
);
COMMENT ON TABLE hub.nation_day IS
  'Counts of a day as the province told them last; fen and milliseconds; statistics only';
`,
};
