import { type Executor, statement } from '@zhijie/database';
import type { FilingCategory, InsuranceType } from '@zhijie/kernel';

export type FilingState = 'submitted' | 'in-force' | 'refused' | 'cancelled' | 'replaced';

export type StoredFiling = {
  readonly person_id: string;
  readonly filing_id: string;
  readonly insured_area: string;
  readonly insurance_type: InsuranceType;
  readonly category: FilingCategory;
  readonly care_areas: readonly string[];
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly ended_on: string | null;
  readonly locked_until: string | null;
  readonly state: FilingState;
  readonly by_commitment: boolean;
  readonly documents: readonly string[];
  readonly disease_code: string | null;
  readonly renews: string | null;
  readonly replaces: string | null;
  readonly channel: string;
  readonly submitted_at: number;
  readonly decided_at: number | null;
  readonly decided_by: string | null;
  readonly reason: string | null;
  /** Given back for more documents, and not come again yet. */
  readonly returned_at: number | null;
  /** When the documents asked for came: the days of the decision count from here. */
  readonly completed_at: number | null;
  readonly version: number;
};

const insert = statement(
  'insured.filing.insert',
  `insert into insured.filing
   select x.* from json_populate_recordset(null::insured.filing, $1::json) x
   on conflict (person_id, filing_id) do nothing`,
);

export async function insertFilings(tx: Executor, rows: readonly StoredFiling[]): Promise<void> {
  await tx.query(insert, [JSON.stringify(rows)]);
}

const update = statement(
  'insured.filing.update',
  `update insured.filing set state = $3, ended_on = $4, by_commitment = $5, documents = $6, decided_at = $7,
     decided_by = $8, reason = $9, locked_until = $10, returned_at = $11, completed_at = $12,
     version = version + 1
   where person_id = $1 and filing_id = $2 and version = $13`,
);

/** Writes the changed fields of a filing that the caller has locked with `lockFiling`. */
export async function updateFiling(tx: Executor, row: StoredFiling): Promise<void> {
  await tx.query(update, [
    row.person_id,
    row.filing_id,
    row.state,
    row.ended_on,
    row.by_commitment,
    row.documents,
    row.decided_at,
    row.decided_by,
    row.reason,
    row.locked_until,
    row.returned_at,
    row.completed_at,
    row.version,
  ]);
}

const lock = statement(
  'insured.filing.lock',
  'select * from insured.filing where person_id = $1 and filing_id = $2 for update',
);

export async function lockFiling(
  tx: Executor,
  personId: string,
  filingId: string,
): Promise<StoredFiling | null> {
  return (await tx.query<StoredFiling>(lock, [personId, filingId]))[0] ?? null;
}

const ofPerson = statement(
  'insured.filing.of-person',
  'select * from insured.filing where person_id = $1 order by starts_on desc, filing_id',
);

export const readFilings = (db: Executor, personId: string): Promise<StoredFiling[]> =>
  db.query(ofPerson, [personId]);

const open = statement(
  'insured.filing.open',
  `select f.*, p.name_cipher, p.certificate_cipher from insured.filing f
     join insured.person p on p.person_id = f.person_id
   where f.state = 'submitted' and f.insured_area = any($1) and (f.returned_at is not null) = $5
     and (f.submitted_at, f.filing_id) > ($2, $3) order by f.submitted_at, f.filing_id limit $4`,
);

export type OpenFiling = StoredFiling & {
  readonly name_cipher: string;
  readonly certificate_cipher: string;
};

/** Filings that wait for a decision, or (`isReturned`) for the documents asked for; oldest first. */
export const readOpenFilings = (
  db: Executor,
  areas: readonly string[],
  page: { after: { submittedAt: number; filingId: string }; limit: number; isReturned: boolean },
): Promise<OpenFiling[]> =>
  db.query(open, [areas, page.after.submittedAt, page.after.filingId, page.limit, page.isReturned]);

const insertEvent = statement(
  'insured.filing-event.insert',
  `insert into insured.filing_event (person_id, event_id, filing_id, changed_at, actor_id, body)
   values ($1, $2, $3, $4, $5, $6)`,
);

export type FilingEvent = {
  readonly personId: string;
  readonly eventId: string;
  readonly filingId: string;
  readonly changedAt: number;
  readonly actorId: string;
  readonly body: string;
};

export async function insertFilingEvent(tx: Executor, event: FilingEvent): Promise<void> {
  const { personId, eventId, filingId, changedAt, actorId, body } = event;
  await tx.query(insertEvent, [personId, eventId, filingId, changedAt, actorId, body]);
}

const openTask = statement(
  'insured.verification-task.open',
  `insert into insured.verification_task (person_id, filing_id, created_at) values ($1, $2, $3)
   on conflict do nothing`,
);
const closeTask = statement(
  'insured.verification-task.close',
  `update insured.verification_task set done_at = $3, done_by = $4
   where person_id = $1 and filing_id = $2 and done_at is null`,
);

/** Every filing by commitment is checked later (F-11). */
export async function openVerification(
  tx: Executor,
  personId: string,
  filingId: string,
  at: number,
): Promise<void> {
  await tx.query(openTask, [personId, filingId, at]);
}

export async function closeVerification(
  tx: Executor,
  task: { personId: string; filingId: string; at: number; by: string },
): Promise<void> {
  await tx.query(closeTask, [task.personId, task.filingId, task.at, task.by]);
}

const lockCoverage = statement(
  'insured.filing.lock-coverage',
  `select insured_area from insured.coverage where person_id = $1 and insurance_type = $2 for no key update`,
);

/** The insured area; the row lock puts concurrent filings of one person in a queue. Null: not insured. */
export async function lockInsuredArea(
  tx: Executor,
  personId: string,
  insuranceType: string,
): Promise<string | null> {
  const rows = await tx.query<{ insured_area: string }>(lockCoverage, [personId, insuranceType]);
  return rows[0]?.insured_area ?? null;
}
