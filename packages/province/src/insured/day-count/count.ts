import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

const CLAIMS = statement(
  'insured-day-count-claims',
  'SELECT count(*)::bigint AS claims FROM insured.claim WHERE opened_at >= $1 AND opened_at < $2',
);

/** Claims by paper that people insured here brought in a time. */
export async function countManualClaims(
  db: Executor,
  between: { readonly from: Instant; readonly until: Instant },
): Promise<number> {
  const [row] = await db.query<{ claims: number }>(CLAIMS, [between.from, between.until]);
  return row?.claims ?? 0;
}
