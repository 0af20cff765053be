import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

/** A settled trauma bill that nobody of the care place's agency has looked at. Amounts in fen. */
export type TraumaBill = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly careType: string;
  readonly startedAt: Instant;
  readonly settledAt: Instant;
  readonly feeTotal: number;
  readonly paidByFunds: number;
};

export type Finding = 'accepted' | 'questioned';

export type TraumaReview = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly finding: Finding;
  /** Whether the commitment that no third party is liable was seen at the hospital. */
  readonly isCommitmentSeen: boolean;
  readonly note: string;
};

const WAITING = statement(
  'care-review-waiting',
  `SELECT s.provider_id AS "providerId", s.settlement_id AS "settlementId", s.visit_id AS "visitId",
     s.person_id AS "personId", s.insured_area AS "insuredArea", s.care_type AS "careType",
     v.started_at AS "startedAt", s.settled_at AS "settledAt", s.fee_total AS "feeTotal",
     s.paid_by_funds AS "paidByFunds"
   FROM care.visit v
   JOIN care.settlement s ON s.provider_id = v.provider_id AND s.visit_id = v.visit_id
   WHERE v.is_trauma AND v.care_area = ANY($1) AND s.state = 'settled'
     AND (s.settled_at, s.settlement_id) > ($2, $3)
     AND NOT EXISTS (SELECT FROM care.trauma_review r
       WHERE r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id)
   ORDER BY s.settled_at, s.settlement_id LIMIT $4`,
);
const AREA = statement(
  'care-review-area',
  `SELECT s.care_area AS "careArea", s.person_id AS "personId" FROM care.settlement s
   JOIN care.visit v ON v.provider_id = s.provider_id AND v.visit_id = s.visit_id
   WHERE s.provider_id = $1 AND s.settlement_id = $2 AND v.is_trauma AND s.state IN ('settled', 'reversed')`,
);
const SAVE = statement(
  'care-review-save',
  `INSERT INTO care.trauma_review (provider_id, settlement_id, finding, is_commitment_seen, note, reviewed_at,
     actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING settlement_id`,
);
const READ = statement(
  'care-review-read',
  `SELECT provider_id AS "providerId", settlement_id AS "settlementId", finding,
     is_commitment_seen AS "isCommitmentSeen", note
   FROM care.trauma_review WHERE provider_id = $1 AND settlement_id = $2`,
);

export type ReviewPage = {
  readonly after?: { readonly settledAt: number; readonly settlementId: string };
  readonly limit?: number;
};

/** Bills to look at in some areas, the oldest first, after the given key. */
export function readWaiting(
  db: Executor,
  areas: readonly string[],
  page: { readonly settledAt: number; readonly settlementId: string; readonly limit: number },
): Promise<TraumaBill[]> {
  return db.query<TraumaBill>(WAITING, [[...areas], page.settledAt, page.settlementId, page.limit]);
}

/** Where a trauma bill was made and for whom; null when there is none of that id. */
export async function areaOfBill(
  db: Executor,
  bill: { readonly providerId: string; readonly settlementId: string },
): Promise<{ readonly careArea: string; readonly personId: string } | null> {
  const rows = await db.query<{ careArea: string; personId: string }>(AREA, [
    bill.providerId,
    bill.settlementId,
  ]);
  return rows[0] ?? null;
}

/** Null when the finding is new and kept now, otherwise the one that stands. */
export async function saveReview(
  tx: Executor,
  review: TraumaReview,
  made: { readonly at: number; readonly actorId: string },
): Promise<TraumaReview | null> {
  const { providerId, settlementId, finding, isCommitmentSeen, note } = review;
  const values = [providerId, settlementId, finding, isCommitmentSeen, note, made.at, made.actorId];
  if ((await tx.query(SAVE, values)).length > 0) return null;
  return (await tx.query<TraumaReview>(READ, [providerId, settlementId]))[0] ?? null;
}
