import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, Instant } from '@zhijie/kernel';

export type ReportKind = 'examination' | 'laboratory';

/** A report as kept; what it says stands encrypted in `contentSealed`. */
export type KeptReport = {
  readonly providerId: string;
  readonly reportNumber: string;
  readonly kind: ReportKind;
  readonly visitSerial: string;
  readonly personId: string | null;
  readonly itemCodes: readonly string[];
  readonly itemNames: readonly string[];
  readonly reportedOn: CalendarDate | null;
  readonly contentSealed: string;
  readonly isValid: boolean;
};

/** A report with the name of the institution that made it. */
export type FoundReport = KeptReport & { readonly institution: string };

const COLUMNS = `r.provider_id AS "providerId", r.report_number AS "reportNumber", r.kind,
  r.visit_serial AS "visitSerial", r.person_id AS "personId", r.item_codes AS "itemCodes",
  r.item_names AS "itemNames", r.reported_on AS "reportedOn", r.content_sealed AS "contentSealed",
  r.is_valid AS "isValid", i.name AS institution`;
const SAVE = statement(
  'care-exam-report-save',
  `INSERT INTO care.exam_report (provider_id, report_number, kind, visit_serial, person_id, item_codes,
     item_names, reported_on, content_sealed, is_valid, message_id, uploaded_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   ON CONFLICT (provider_id, report_number) DO UPDATE SET kind = excluded.kind,
     visit_serial = excluded.visit_serial, person_id = excluded.person_id,
     item_codes = excluded.item_codes, item_names = excluded.item_names,
     reported_on = excluded.reported_on, content_sealed = excluded.content_sealed,
     is_valid = excluded.is_valid, message_id = excluded.message_id, uploaded_at = excluded.uploaded_at`,
);
const SEARCH = statement(
  'care-exam-report-search',
  `SELECT ${COLUMNS} FROM care.exam_report r JOIN care.institution i USING (provider_id)
   WHERE r.person_id = $1 AND r.is_valid AND ($2::text IS NULL OR r.provider_id = $2)
     AND ($3::text IS NULL OR i.name = $3) AND ($4::text IS NULL OR $4 = ANY (r.item_codes))
     AND ($5::text IS NULL OR $5 = ANY (r.item_names))
   ORDER BY r.reported_on DESC NULLS LAST, r.provider_id, r.report_number LIMIT 100`,
);
const FIND = statement(
  'care-exam-report-find',
  `SELECT ${COLUMNS} FROM care.exam_report r JOIN care.institution i USING (provider_id)
   WHERE r.provider_id = $1 AND r.report_number = $2 AND r.person_id = $3 AND r.is_valid`,
);

export async function saveReport(
  tx: Executor,
  one: KeptReport,
  by: { readonly messageId: string; readonly at: Instant },
): Promise<void> {
  const { providerId, reportNumber, kind, visitSerial, personId, itemCodes, itemNames, reportedOn } = one;
  const key = [providerId, reportNumber, kind, visitSerial, personId, [...itemCodes], [...itemNames]];
  await tx.query(SAVE, [...key, reportedOn, one.contentSealed, one.isValid, by.messageId, by.at]);
}

export type ReportFilter = {
  readonly personId: string;
  readonly providerId: string | null;
  readonly institution: string | null;
  readonly itemCode: string | null;
  readonly itemName: string | null;
};

/** A person's reports at all institutions of the province, the latest first, at most 100. */
export function searchReports(tx: Executor, by: ReportFilter): Promise<FoundReport[]> {
  const values = [by.personId, by.providerId, by.institution, by.itemCode, by.itemName];
  return tx.query<FoundReport>(SEARCH, values);
}

export async function findReport(
  tx: Executor,
  by: { readonly providerId: string; readonly reportNumber: string; readonly personId: string },
): Promise<FoundReport | null> {
  return (await tx.query<FoundReport>(FIND, [by.providerId, by.reportNumber, by.personId]))[0] ?? null;
}
