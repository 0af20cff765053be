import { type Executor, statement } from '@zhijie/database';
import type { Instant, Month } from '@zhijie/kernel';

export type ListState = 'draft' | 'submitted' | 'approved' | 'rejected';

/** A list as kept; content and faults are encrypted JSON. */
export type KeptList = {
  readonly listId: string;
  readonly providerId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly month: Month;
  readonly state: ListState;
  readonly contentSealed: string;
  readonly faultsSealed: string;
  readonly errors: number;
  readonly warnings: number;
  readonly checkVersion: string;
  readonly checkedAt: Instant;
};

const COLUMNS = `l.list_id AS "listId", l.provider_id AS "providerId", l.settlement_id AS "settlementId",
  l.visit_id AS "visitId", l.person_id AS "personId", l.month, l.state, l.content_sealed AS "contentSealed",
  l.faults_sealed AS "faultsSealed", l.errors, l.warnings, l.check_version AS "checkVersion",
  l.checked_at AS "checkedAt"`;

const LOCK = statement(
  'care-list-lock',
  `SELECT ${COLUMNS} FROM care.settlement_list l WHERE provider_id = $1 AND settlement_id = $2 FOR UPDATE`,
);
const FIND = statement(
  'care-list-find',
  `SELECT ${COLUMNS} FROM care.settlement_list l WHERE provider_id = $1 AND settlement_id = $2`,
);
const SAVE = statement(
  'care-list-save',
  `INSERT INTO care.settlement_list (list_id, provider_id, settlement_id, visit_id, person_id, month, state,
     content_sealed, faults_sealed, errors, warnings, check_version, checked_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   ON CONFLICT (provider_id, settlement_id) DO UPDATE SET state = excluded.state,
     content_sealed = excluded.content_sealed, faults_sealed = excluded.faults_sealed,
     errors = excluded.errors, warnings = excluded.warnings, check_version = excluded.check_version,
     checked_at = excluded.checked_at`,
);
const CHANGE = statement(
  'care-list-change',
  `WITH changed AS (UPDATE care.settlement_list SET state = $2 WHERE list_id = $1 RETURNING list_id, state)
   INSERT INTO care.settlement_list_change (list_id, state, actor_id, changed_at)
   SELECT list_id, state, $3, $4 FROM changed`,
);
const OF_MONTH = statement(
  'care-list-of-month',
  `SELECT ${COLUMNS} FROM care.settlement_list l
   WHERE provider_id = $1 AND month = $2 AND ($3::text IS NULL OR settlement_id = $3)
     AND ($4::text IS NULL OR person_id = $4)
     AND ($5::text IS NULL OR CASE $5 WHEN 'error' THEN errors > 0 ELSE errors = 0 AND warnings > 0 END)
     AND ($6::boolean IS NULL OR (state = 'rejected') = $6)
   ORDER BY settlement_id LIMIT $7 OFFSET $8`,
);
const COUNT = statement(
  'care-list-count',
  `SELECT count(*)::integer AS due, count(l.list_id)::integer AS uploaded FROM care.settlement s
   LEFT JOIN care.settlement_list l ON l.provider_id = s.provider_id AND l.settlement_id = s.settlement_id
   WHERE s.provider_id = $1 AND s.care_type = ANY($2) AND s.settled_at BETWEEN $3 AND $4
     AND (s.state = 'settled' OR ($5 AND s.state = 'reversed'))`,
);

const DUE = statement(
  'care-list-due',
  `SELECT s.settlement_id AS "settlementId", l.state, l.errors, l.warnings
   FROM care.settlement s
   LEFT JOIN care.settlement_list l ON l.provider_id = s.provider_id AND l.settlement_id = s.settlement_id
   WHERE s.provider_id = $1 AND s.state = 'settled' AND s.care_type LIKE '%inpatient'
     AND s.settled_at BETWEEN $2 AND $3
     AND ($4::boolean IS NULL OR coalesce(l.errors = 0, false) = $4)
     AND ($5::text IS NULL OR EXISTS (SELECT FROM care.diagnosis d WHERE d.provider_id = s.provider_id
       AND d.visit_id = s.visit_id AND d.is_main AND NOT d.is_voided AND starts_with(d.code, $5)))
   ORDER BY s.settled_at, s.settlement_id LIMIT $6 OFFSET $7`,
);

export async function lockList(
  tx: Executor,
  providerId: string,
  settlementId: string,
): Promise<KeptList | null> {
  return (await tx.query<KeptList>(LOCK, [providerId, settlementId]))[0] ?? null;
}

export async function findList(
  db: Executor,
  providerId: string,
  settlementId: string,
): Promise<KeptList | null> {
  return (await db.query<KeptList>(FIND, [providerId, settlementId]))[0] ?? null;
}

export async function saveList(tx: Executor, one: KeptList): Promise<void> {
  const { listId, providerId, settlementId, visitId, personId, month, state } = one;
  const { contentSealed, faultsSealed, errors, warnings, checkVersion, checkedAt } = one;
  const key = [listId, providerId, settlementId, visitId, personId, month, state];
  await tx.query(SAVE, [...key, contentSealed, faultsSealed, errors, warnings, checkVersion, checkedAt]);
}

/** Changes the state of a locked list and keeps who did it. */
export async function changeListState(
  tx: Executor,
  listId: string,
  state: ListState,
  made: { readonly actorId: string; readonly at: Instant },
): Promise<void> {
  await tx.query(CHANGE, [listId, state, made.actorId, made.at]);
}

export type ListFilter = {
  readonly month: Month;
  readonly settlementId: string | null;
  readonly personId: string | null;
  readonly level: 'error' | 'warning' | null;
  readonly isRejected: boolean | null;
  readonly page: number;
  readonly pageSize: number;
};

export function listsOfMonth(tx: Executor, providerId: string, by: ListFilter): Promise<KeptList[]> {
  const { month, settlementId, personId, level, isRejected, page, pageSize } = by;
  const values = [providerId, month, settlementId, personId, level, isRejected];
  return tx.query<KeptList>(OF_MONTH, [...values, pageSize, (page - 1) * pageSize]);
}

/** Settlements of some care types in a period, and how many of them have a list. */
export async function countLists(
  db: Executor,
  providerId: string,
  by: {
    readonly careTypes: readonly string[];
    readonly from: Instant;
    readonly until: Instant;
    readonly withRefunds: boolean;
  },
): Promise<{ readonly due: number; readonly uploaded: number }> {
  const values = [providerId, [...by.careTypes], by.from, by.until, by.withRefunds];
  return (await db.query<{ due: number; uploaded: number }>(COUNT, values))[0]!;
}

/** A settled stay whose list is due; the rest is null where none was uploaded. */
export type DueList = {
  readonly settlementId: string;
  readonly state: ListState | null;
  readonly errors: number | null;
  readonly warnings: number | null;
};

export type DueFilter = {
  readonly from: Instant;
  readonly until: Instant;
  /** Uploaded and without errors, or not; null: both. */
  readonly isSound: boolean | null;
  /** How the main diagnosis begins. */
  readonly diagnosis: string | null;
  readonly page: number;
  readonly pageSize: number;
};

export function dueLists(tx: Executor, providerId: string, by: DueFilter): Promise<DueList[]> {
  const { from, until, isSound, diagnosis, page, pageSize } = by;
  const values = [providerId, from, until, isSound, diagnosis];
  return tx.query<DueList>(DUE, [...values, pageSize, (page - 1) * pageSize]);
}
