import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { FilingRecord, RequestOf } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';

const PRIOR = statement(
  'hub-filing-prior',
  `SELECT insured_area AS "insuredArea", care_areas AS "careAreas" FROM hub.filing
   WHERE filing_id = $1 FOR UPDATE`,
);
const RECORD = statement(
  'hub-record-filing',
  `SELECT hub.record_filing($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text[], $11::date, $12::date, $13)
     AS "isNew"`,
);
const READ = statement(
  'hub-filing',
  `SELECT filing_id AS "filingId", event_id AS "eventId", changed_at AS "changedAt", person_id AS "personId",
     insured_area AS "insuredArea", insurance_type AS "insuranceType", category, care_areas AS "careAreas",
     starts_on AS "startsOn", ends_on AS "endsOn", state
   FROM hub.filing WHERE filing_id = $1`,
);

export type FilingPlaces = { readonly insuredArea: string; readonly careAreas: readonly string[] };

/** Where the filing applied before this event, locked for the rest of the transaction. */
export async function priorPlaces(tx: Executor, filingId: string): Promise<FilingPlaces | undefined> {
  const [row] = await tx.query<FilingPlaces>(PRIOR, [filingId]);
  return row;
}

/** True when the event is new. The same event with other content fails with `filing_event_conflict`. */
export async function recordFiling(
  tx: Executor,
  event: RequestOf<'filing.changed@1'>,
  receivedAt: Instant,
): Promise<boolean> {
  const { filing } = event;
  const [row] = await tx.query<{ isNew: boolean }>(RECORD, [
    event.eventId,
    event.changedAt,
    receivedAt,
    digestOf(event),
    filing.filingId,
    filing.personId,
    filing.insuredArea,
    filing.insuranceType,
    filing.category,
    filing.careAreas,
    filing.startsOn,
    filing.endsOn,
    filing.state,
  ]);
  return row?.isNew === true;
}

export type FilingSummary = Omit<FilingRecord, 'byCommitment'> & {
  readonly eventId: string;
  readonly changedAt: Instant;
};

export async function filingSummary(db: Executor, filingId: string): Promise<FilingSummary | undefined> {
  const [row] = await db.query<FilingSummary>(READ, [filingId]);
  return row;
}
