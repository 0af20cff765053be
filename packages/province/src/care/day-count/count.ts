import { type Executor, statement } from '@zhijie/database';
import type { CountedDay } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';
import { UNDER_WAY_MS } from '../queues/reading.ts';

/** Settlements that institutions here made in a time, by what the nation asks of them; fen, milliseconds. */
export type CareCount = Omit<CountedDay, 'day' | 'countedAt' | 'manualClaims'>;

// Behind the bills, never with one.
const COUNT = statement(
  'care-day-count',
  `WITH made AS (
     SELECT s.provider_id, s.settlement_id, s.certificate_type, s.settled_at - s.requested_at AS took,
       s.paid_by_critical_illness > 0 OR s.paid_by_medical_assistance > 0 AS supplemented,
       (s.provider_id, s.settlement_id) IN (SELECT o.provider_id, o.settlement_id FROM care.payment_order o
         WHERE o.settlement_id IS NOT NULL) AS is_mobile
     FROM care.settlement s
     WHERE s.state IN ('settled', 'reversed') AND s.settled_at >= $1 AND s.settled_at < $2)
   SELECT count(*)::bigint AS settlements,
     count(*) FILTER (WHERE m.certificate_type = 'insurance-code')::bigint AS "byInsuranceCode",
     count(*) FILTER (WHERE m.certificate_type = 'social-card')::bigint AS "bySocialCard",
     count(*) FILTER (WHERE m.certificate_type = 'id-card')::bigint AS "byIdCard",
     count(*) FILTER (WHERE m.is_mobile)::bigint AS "byMobile",
     count(*) FILTER (WHERE a.is_one_code AND NOT m.is_mobile)::bigint AS "byOneCode",
     count(*) FILTER (WHERE m.supplemented OR a.is_insured)::bigint AS "oneStop",
     coalesce(sum(a.credit), 0)::bigint AS "creditDrawn",
     coalesce(sum(greatest(0, m.took)), 0)::bigint AS milliseconds
   FROM made m
   LEFT JOIN LATERAL (
     SELECT bool_or(x.request IS NOT NULL) AS is_one_code,
       bool_or(l.kind = 'insurer' AND l.state = 'confirmed' AND l.amount > 0) AS is_insured,
       sum(l.amount) FILTER (WHERE l.kind = 'credit' AND l.state = 'confirmed') AS credit
     FROM care.act x JOIN care.act_leg l ON l.provider_id = x.provider_id AND l.act_id = x.act_id
     WHERE x.provider_id = m.provider_id AND x.settlement_id = m.settlement_id
       AND x.word NOT IN ('undone', 'failed')) a ON true`,
);
const UNKNOWN = statement(
  'care-day-count-unknown',
  `SELECT count(*)::bigint AS unknown, min(requested_at) AS "unknownSince" FROM (
     SELECT requested_at FROM care.settlement WHERE state = 'pending' AND requested_at < $1
     UNION ALL
     SELECT requested_at FROM care.reversal WHERE state = 'pending' AND requested_at < $1) AS open`,
);

export async function countCareDay(
  db: Executor,
  between: { readonly from: Instant; readonly until: Instant; readonly now: Instant },
): Promise<CareCount> {
  type Made = Omit<CareCount, 'unknown' | 'unknownSince'>;
  type Open = Pick<CareCount, 'unknown' | 'unknownSince'>;
  const [made] = await db.query<Made>(COUNT, [between.from, between.until]);
  const [open] = await db.query<Open>(UNKNOWN, [between.now - UNDER_WAY_MS]);
  return { ...made!, ...open! };
}
