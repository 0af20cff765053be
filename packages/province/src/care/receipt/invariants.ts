import { type Executor, statement } from '@zhijie/database';
import type { CareBreach } from '../doctor/invariants.ts';

const BREACHES = statement(
  'care-doctor-receipts',
  `SELECT 'receipts-equal-their-settlement' AS invariant, r.code || '/' || r.number AS subject,
     'The amounts differ from those of the settlement.' AS detail
   FROM care.receipt r
   JOIN care.settlement s ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
   WHERE (r.total, r.pooled, r.account, r.cash, r.others) IS DISTINCT FROM
     (s.fee_total, s.paid_by_pooled_fund, s.paid_by_personal_account, s.paid_in_cash,
      s.paid_by_funds - s.paid_by_pooled_fund + s.paid_by_hospital) AND r.kind = 'normal'
   UNION ALL
   SELECT 'red-receipts-negate-their-original', r.code || '/' || r.number,
     'It does not take back exactly what the original says.'
   FROM care.receipt r JOIN care.receipt o ON o.code = r.of_code AND o.number = r.of_number
   WHERE (-r.total, -r.pooled, -r.others, -r.account, -r.cash, -r.self_paid, -r.self_funded,
       r.provider_id, r.settlement_id, 'normal') IS DISTINCT FROM
     (o.total, o.pooled, o.others, o.account, o.cash, o.self_paid, o.self_funded,
       o.provider_id, o.settlement_id, o.kind)
   UNION ALL
   SELECT 'receipt-numbers-have-no-gap', b.code || ' ' || b.book,
     'The book gave out ' || b.last || ' numbers, and ' || count(r.number) || ' receipts carry one.'
   FROM care.receipt_book b LEFT JOIN care.receipt r ON r.code = b.code AND r.provider_id = b.provider_id
     AND left(r.number, 5) = lpad(b.book::text, 5, '0')
   GROUP BY b.code, b.book, b.last HAVING count(r.number) <> b.last
   UNION ALL
   SELECT 'rows-equal-their-leaves', r.code || '/' || r.number,
     'The receipt differs from the leaf in the journal.'
   FROM care.receipt r WHERE NOT EXISTS (SELECT FROM evidence.journal j WHERE j.kind = 'care.receipt'
     AND j.subject = r.code || '/' || r.number AND j.digest = r.face_digest)`,
);

/** Receipts equal their settlements, red ones negate theirs, numbers have no gap (procedures A-03). */
export const receiptBreaches = (db: Executor): Promise<CareBreach[]> => db.query<CareBreach>(BREACHES, []);
