import { type Executor, statement } from '@zhijie/database';

const TOO_MUCH = statement(
  'insured.doctor.legs',
  `select l.person_id || ' ' || l.settlement_id as subject
   from (select person_id, settlement_id, sum(amount) as paid from insured.leg
     where state in ('held', 'confirmed') group by 1, 2) l
   left join insured.settlement s on s.person_id = l.person_id and s.settlement_id = l.settlement_id
   where s.settlement_id is null or l.paid > s.paid_in_cash order by 1 limit 100`,
);

/** All legs of a bill together pay at most what its settlement left to the person (procedures K-02, K-08). */
export async function legBreaches(db: Executor) {
  const rows = await db.query<{ subject: string }>(TOO_MUCH, []);
  const detail = 'K-02: other payers pay more than the settlement left to the person.';
  return rows.map(({ subject }) => ({ invariant: 'legs-pay-at-most-the-rest', subject, detail }));
}
