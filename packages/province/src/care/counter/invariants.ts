import { type Executor, statement } from '@zhijie/database';
import type { CareBreach } from '../doctor/invariants.ts';

const SHIFTS = statement(
  'care-doctor-shifts',
  `SELECT s.provider_id || '/' || s.number AS subject, s.cash_due AS due,
     coalesce(b.cash, 0)::bigint AS bills, EXISTS (SELECT FROM evidence.journal j WHERE j.kind = 'care.shift'
       AND j.subject = s.provider_id || '/' || s.number) AS "isProved"
   FROM care.shift s
   LEFT JOIN (SELECT provider_id, number, sum(cash) AS cash FROM care.shift_bill GROUP BY 1, 2) b
     USING (provider_id, number)
   WHERE s.cash_due <> coalesce(b.cash, 0) OR NOT EXISTS (SELECT FROM evidence.journal j
     WHERE j.kind = 'care.shift' AND j.subject = s.provider_id || '/' || s.number)
   ORDER BY 1 LIMIT 100`,
);
type Row = {
  readonly subject: string;
  readonly due: number;
  readonly bills: number;
  readonly isProved: boolean;
};

/** The cash that was due at the end of a shift is that of its bills; each shift is a leaf of the journal. */
export async function shiftBreaches(db: Executor): Promise<CareBreach[]> {
  const rows = await db.query<Row>(SHIFTS, []);
  return rows.map(({ subject, due, bills, isProved }) => {
    const leaf = isProved ? '' : '; the journal has no leaf of it';
    const detail = `${due} fen were due, its bills say ${bills} fen${leaf}.`;
    return { invariant: 'shift-is-its-bills', subject, detail };
  });
}
