import { type Executor, statement } from '@zhijie/database';
import type { CareBreach } from '../doctor/invariants.ts';

const HALF_PAID = statement(
  'care-doctor-act-half-paid',
  `SELECT a.act_id AS subject FROM care.act a
   LEFT JOIN (SELECT provider_id, act_id, sum(amount) FILTER (WHERE state = 'confirmed'
       AND kind NOT IN ('funds', 'receipt')) AS paid,
       count(*) FILTER (WHERE kind <> 'receipt'
         AND state IN ('asked', 'held', 'confirming', 'voiding')) AS open,
       count(*) FILTER (WHERE state = 'confirmed') AS standing
     FROM care.act_leg GROUP BY 1, 2) l USING (provider_id, act_id)
   WHERE a.word = 'paid' AND (coalesce(l.paid, 0) <> a.rest OR l.open > 0)
     OR a.word IN ('undone', 'failed') AND (l.open > 0 OR l.standing > 0)
   ORDER BY 1 LIMIT 100`,
);
const UNSETTLED = statement(
  'care-doctor-act-unsettled',
  `SELECT a.act_id AS subject FROM care.act a
   LEFT JOIN care.settlement s ON s.provider_id = a.provider_id AND s.settlement_id = a.settlement_id
   WHERE a.word = 'paid' AND (s.settlement_id IS NULL OR s.paid_in_cash <> a.rest)
   ORDER BY 1 LIMIT 100`,
);
const STEPS = statement(
  'care-doctor-act-steps',
  `SELECT a.act_id AS subject FROM care.act a
   WHERE a.version <> (SELECT count(*) FROM care.act_step s
     WHERE s.provider_id = a.provider_id AND s.act_id = a.act_id) ORDER BY 1 LIMIT 100`,
);

/** No bill is half paid at the end, no channel was charged without a settled bill, every step is there. */
export async function actBreaches(db: Executor): Promise<CareBreach[]> {
  const of = async (invariant: string, query: ReturnType<typeof statement>, detail: string) =>
    (await db.query<{ subject: string }>(query, [])).map(({ subject }) => ({ invariant, subject, detail }));
  return [
    ...(await of('act-ends-whole', HALF_PAID, 'Q-09: it is paid or undone in part only.')),
    ...(await of('paid-act-is-settled', UNSETTLED, 'Q-01: its bill is not settled, or for another amount.')),
    ...(await of('act-is-its-steps', STEPS, 'Its version is not the number of its steps.')),
  ];
}
