import type { Migration } from '@zhijie/database';

/**
 * Reports of examinations and laboratories (4501, 4502) as institutions of the province upload them, so that
 * another need not repeat one (5401, 5402). The latest upload of a report stands; what it says is encrypted.
 */
export const examReportMigration: Migration = {
  id: 'care-098-exam-report',
  sql: `
CREATE TABLE care.exam_report (
  provider_id text NOT NULL REFERENCES care.institution,
  report_number text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('examination', 'laboratory')),
  visit_serial text NOT NULL,
  -- Null where the hospital names no insured person: then nobody finds it by one.
  person_id text,
  item_codes text[] NOT NULL,
  item_names text[] NOT NULL,
  reported_on text,
  content_sealed text NOT NULL,
  is_valid boolean NOT NULL,
  message_id text NOT NULL,
  uploaded_at bigint NOT NULL,
  PRIMARY KEY (provider_id, report_number)
);
CREATE INDEX exam_report_person ON care.exam_report (person_id, reported_on) WHERE is_valid;
`,
};
