import { type Executor, statement } from '@zhijie/database';
import type { StoredCoverage } from '../person/store.ts';

const lock = statement(
  'insured.coverage.lock',
  'select * from insured.coverage where person_id = $1 and insurance_type = $2 for no key update',
);

export async function lockCoverage(
  tx: Executor,
  personId: string,
  insuranceType: string,
): Promise<StoredCoverage | null> {
  return (await tx.query<StoredCoverage>(lock, [personId, insuranceType]))[0] ?? null;
}

const insertChange = statement(
  'insured.coverage-change.insert',
  `insert into insured.coverage_change (event_id, person_id, insurance_type, status, effective_on, changed_at,
     actor_id, body)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export type CoverageChange = {
  readonly eventId: string;
  readonly personId: string;
  readonly insuranceType: string;
  readonly status: string;
  readonly effectiveOn: string;
  readonly changedAt: number;
  readonly actorId: string;
  readonly body: string;
};

const readChange = statement(
  'insured.coverage-change.read',
  'select body from insured.coverage_change where person_id = $1 and event_id = $2',
);

/** What the feed said under this id, as it was stored; null when the id is new. */
export async function readCoverageChange(
  tx: Executor,
  personId: string,
  eventId: string,
): Promise<string | null> {
  return (await tx.query<{ body: string }>(readChange, [personId, eventId]))[0]?.body ?? null;
}

/** Stores an event of a coverage that the caller has locked. */
export async function insertCoverageChange(tx: Executor, change: CoverageChange): Promise<void> {
  await tx.query(insertChange, [
    change.eventId,
    change.personId,
    change.insuranceType,
    change.status,
    change.effectiveOn,
    change.changedAt,
    change.actorId,
    change.body,
  ]);
}

const update = statement(
  'insured.coverage.update',
  `update insured.coverage set status = $3, started_on = $4, paused_on = $5, facts = $6::jsonb,
     version = version + 1
   where person_id = $1 and insurance_type = $2`,
);

export async function updateCoverage(
  tx: Executor,
  personId: string,
  coverage: StoredCoverage,
): Promise<void> {
  const { insurance_type, status, started_on, paused_on, facts } = coverage;
  const said = JSON.stringify(facts);
  await tx.query(update, [personId, insurance_type, status, started_on, paused_on, said]);
}
