import { type Executor, statement } from '@zhijie/database';
import type { InsuranceType, Month } from '@zhijie/kernel';

/**
 * What an insured area owes a care area by this side's books, fen; a reversal counts negative in its own
 * month.
 */
export type CareFigure = {
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly month: Month;
  readonly amount: number;
  readonly items: number;
};

const FIGURES = statement(
  'care-figures',
  `SELECT care_area AS "careArea", insured_area AS "insuredArea", insurance_type AS "insuranceType", month,
     sum(claim)::bigint AS amount, count(*)::integer AS items
   FROM (
     SELECT s.care_area, s.insured_area, s.insurance_type, t.month,
       CASE WHEN t.debit LIKE 'receivable-%' THEN t.amount ELSE -t.amount END AS claim
     FROM care_ledger.transfer t
     LEFT JOIN care.reversal r ON r.reversal_id = t.reference
     JOIN care.settlement s ON s.settlement_id = coalesce(r.settlement_id, t.reference)) x
   GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
);

/** Claims by pair of areas, insurance type and clearing month, from the transfers themselves. */
export function careFigures(db: Executor): Promise<CareFigure[]> {
  return db.query<CareFigure>(FIGURES, []);
}
