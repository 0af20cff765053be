/** What waits for an agency's people at the care side: counts for the start page, and unknown outcomes. */
import { statement } from '@zhijie/database';
import { type Actor, type Fen, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { maintainedAreas } from '../permissions.ts';

export const CARE_QUEUES = ['approvals-first', 'approvals-second', 'unknown-outcomes', 'catalogues'] as const;
export type CareQueue = (typeof CARE_QUEUES)[number];
export type QueueCount = {
  readonly queue: CareQueue;
  readonly count: number;
  /** Since when the oldest waits; null: nothing waits. */
  readonly oldestAt: Instant | null;
};

/** A call that is younger is still under way. */
export const UNDER_WAY_MS = 60_000;

/** Of places $1; settlements and reversals asked for before $2 whose outcome nobody knows. */
const UNKNOWN = `
  SELECT 'settlement' AS kind, s.settlement_id AS id, s.settlement_id AS "settlementId", s.provider_id,
    i.name, s.insured_area, s.requested_at, s.attempts, (s.bill->'totals'->>'total')::bigint AS total
  FROM care.settlement s JOIN care.institution i ON i.provider_id = s.provider_id
  WHERE s.state = 'pending' AND s.requested_at < $2 AND i.area = ANY ($1)
    AND NOT EXISTS (SELECT FROM care.reversal r WHERE r.provider_id = s.provider_id
      AND r.settlement_id = s.settlement_id AND r.state = 'pending')
  UNION ALL
  SELECT 'reversal', r.reversal_id, r.settlement_id, r.provider_id, i.name, s.insured_area, r.requested_at,
    r.attempts, s.fee_total
  FROM care.reversal r JOIN care.institution i ON i.provider_id = r.provider_id
  JOIN care.settlement s ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
  WHERE r.state = 'pending' AND r.requested_at < $2 AND i.area = ANY ($1)`;
const COUNTS = statement(
  'care-queue-counts',
  `SELECT 'approvals-first' AS queue, count(*)::integer AS count, min(submitted_at) AS "oldestAt"
   FROM care.approval WHERE state = 'submitted' AND care_area = ANY ($1)
   UNION ALL
   SELECT 'approvals-second', count(*)::integer, min(submitted_at)
   FROM care.approval WHERE state = 'reviewed' AND care_area = ANY ($1)
   UNION ALL
   SELECT 'catalogues', count(*)::integer, min(made_at)
   FROM care.catalogue_release WHERE state = 'draft' AND area = ANY ($1)
   UNION ALL
   SELECT 'unknown-outcomes', count(*)::integer, min(requested_at) FROM (${UNKNOWN}) u`,
);
const LIST = statement(
  'care-queue-unknown',
  `SELECT kind, id, "settlementId", provider_id AS "providerId", name, insured_area AS "insuredArea",
     requested_at AS "requestedAt", attempts, total
   FROM (${UNKNOWN}) u ORDER BY requested_at, id LIMIT $3`,
);

const notPermitted = refuse('not-permitted', { field: 'session' });

/** How much waits in each queue. Refusal: `not-permitted`. */
export async function countQueues(
  { db, now }: Pick<CareDeps, 'db' | 'now'>,
  actor: Actor,
): Promise<Result<readonly QueueCount[], Refusal<'not-permitted'>>> {
  const places = maintainedAreas(actor);
  if (places.length === 0) return notPermitted;
  return ok(await db.query<QueueCount>(COUNTS, [places, now() - UNDER_WAY_MS]));
}

/** A settlement or reversal whose outcome is unknown; the resolver goes on asking by itself. */
export type UnknownOutcome = {
  readonly kind: 'settlement' | 'reversal';
  /** Its own id: of the settlement, or of the reversal. */
  readonly id: string;
  readonly settlementId: string;
  readonly providerId: string;
  readonly name: string;
  readonly insuredArea: string;
  readonly requestedAt: Instant;
  readonly attempts: number;
  /** Fee total of the bill. */
  readonly total: Fen | null;
};

const MOST = 500;

/** The oldest first, at most 500. Refusal: `not-permitted`. */
export async function unknownOutcomes(
  { db, now }: Pick<CareDeps, 'db' | 'now'>,
  actor: Actor,
): Promise<Result<readonly UnknownOutcome[], Refusal<'not-permitted'>>> {
  const places = maintainedAreas(actor);
  if (places.length === 0) return notPermitted;
  return ok(await db.query<UnknownOutcome>(LIST, [places, now() - UNDER_WAY_MS, MOST]));
}
