import type { Migration } from '@zhijie/database';

/** Which item of the catalogue a hospital's own item is (3301); undone, a row stays with its time. */
export const mappingMigration: Migration = {
  id: 'care-080-mapping',
  sql: `
CREATE TABLE care.item_mapping (
  provider_id text NOT NULL REFERENCES care.institution,
  hospital_item_code text NOT NULL,
  catalogue_kind text NOT NULL,
  item_code text NOT NULL,
  hospital_item_name text NOT NULL,
  started_on text NOT NULL,
  ended_on text,
  details jsonb NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  undone_at bigint,
  PRIMARY KEY (provider_id, hospital_item_code, catalogue_kind, item_code)
);
`,
};
