import { type Executor, statement } from '@zhijie/database';

const UNEQUAL = statement(
  'insured.doctor.relations',
  `with posted as (
     select reference, code, sum(amount) as amount from insured_ledger.transfer
     where code like 'relation-%' group by reference, code
   ), said as (
     select application_id as reference, 'relation-out' as code, balance as amount from insured.relation_out
       where state in ('issued', 'joined') and balance > 0
     union all
     select application_id, 'relation-owed', balance from insured.relation_out
       where state = 'joined' and balance > 0
     union all
     select application_id, 'relation-in', balance from insured.relation_in
       where state in ('joined', 'done') and balance > 0
     union all
     select application_id, 'relation-due', balance from insured.relation_in
       where state = 'done' and balance > 0
   )
   select coalesce(s.reference, p.reference) as subject, coalesce(s.code, p.code) as code,
     coalesce(s.amount, 0)::bigint as said, coalesce(p.amount, 0)::bigint as posted
   from said s full join posted p on p.reference = s.reference and p.code = s.code
   where s.amount is distinct from p.amount order by 1, 2 limit 100`,
);
// From the day on which the insurance stands elsewhere the old area has paid nothing.
const DOUBLE = statement(
  'insured.doctor.relation-double',
  `select s.settlement_id as subject from insured.relation_out o
   join insured.settlement s on s.person_id = o.person_id and s.insurance_type = o.insurance_type
     and s.insured_area = o.from_area
   where o.state in ('issued', 'joined') and s.state = 'settled' and s.discharged_on >= o.starts_on
     and s.settled_at >= o.issued_at
     and not exists (select from insured.relation_in i where i.person_id = o.person_id
       and i.insurance_type = o.insurance_type and i.to_area = o.from_area and i.starts_on >= o.starts_on)
   order by 1 limit 100`,
);

/** Transfers of insurance: what the rows say is posted; nobody benefits twice (PS2). */
export async function transferInvariants(db: Executor) {
  type Row = { subject: string; code: string; said: number; posted: number };
  const unequal = await db.query<Row>(UNEQUAL, []);
  const double = await db.query<{ subject: string }>(DOUBLE, []);
  return [
    ...unequal.map(({ subject, code, said, posted }) => ({
      invariant: 'moved-balances-are-posted',
      subject,
      detail: `PS2: ${code} says ${said} fen, ${posted} fen are posted.`,
    })),
    ...double.map(({ subject }) => ({
      invariant: 'no-benefit-after-leaving',
      subject,
      detail: 'PS2: the old area settled a bill of a day on which the insurance stood elsewhere.',
    })),
  ];
}

const TRANSIT = statement(
  'insured.doctor.relation-transit',
  `select coalesce(sum(case when credit like 'relation-transit/%' then amount else -amount end), 0)::bigint
     as amount
   from insured_ledger.transfer where credit like 'relation-transit/%' or debit like 'relation-transit/%'`,
);
const IN_FLIGHT = statement(
  'insured.doctor.relation-in-flight',
  `select application_id as "applicationId", left(from_area, 2) as "from", balance, state, 'out' as way
     from insured.relation_out where state in ('issued', 'joined') and balance > 0
   union all
   select application_id, left(from_area, 2), balance, state, 'in'
     from insured.relation_in where state in ('joined', 'done') and balance > 0`,
);
const ACTIVE = statement(
  'insured.doctor.relation-active',
  `select n.directory_digest as digest, c.insured_area as area, c.started_on as "startedOn"
   from insured.coverage c join insured.certificate n on n.person_id = c.person_id and n.kind = 'id-card'
   where c.insurance_type = 'employee' and c.status = 'in-force' and exists (
     select from insured.relation_in i where i.person_id = c.person_id
     union all select from insured.relation_out o where o.person_id = c.person_id)`,
);

/** What one node knows of balances on their way and of employees who moved, for the network's doctor. */
export async function transferFigures(db: Executor) {
  const [row] = await db.query<{ amount: number }>(TRANSIT, []);
  type Moved = {
    readonly applicationId: string;
    readonly from: string;
    readonly balance: number;
    readonly state: string;
    readonly way: 'in' | 'out';
  };
  return {
    transit: row!.amount,
    moved: await db.query<Moved>(IN_FLIGHT, []),
    active: await db.query<{ digest: string; area: string; startedOn: string }>(ACTIVE, []),
  };
}
