import { type Executor, statement } from '@zhijie/database';

// Each kind of row against what stands in the ledger under its own reference and codes.
const UNEQUAL = statement(
  'insured.doctor.family',
  `with posted as (
     select reference, sum(case when code in ('aid-paid', 'aid-set-aside', 'aid-spent', 'aid-unspent')
       then amount else -amount end) as amount
     from insured_ledger.transfer where code like 'aid-%' group by reference
   ), said as (
     select leg_id as reference, case state when 'confirmed' then amount else 0 end as amount
       from insured.family_leg where way = 'binding'
     union all
     select transfer_id, case state when 'refused' then 0 else amount end from insured.quota_transfer
     union all
     select spend_id, amount from insured.quota_spend
   )
   select coalesce(s.reference, p.reference) as subject, coalesce(s.amount, 0)::bigint as said,
     coalesce(p.amount, 0)::bigint as posted
   from said s full join posted p on p.reference = s.reference
   where coalesce(s.amount, 0) <> coalesce(p.amount, 0) order by 1 limit 100`,
);
const HOLDS = statement(
  'insured.doctor.family-holds',
  `select coalesce(l.leg_id, substr(h.hold_id, 8)) as subject
   from (select * from insured.family_leg where way = 'binding' and state = 'held') l
   full join (select * from insured_ledger.hold where hold_id like 'family.%' and state = 'held') h
     on h.hold_id = 'family.' || l.leg_id
   where l.leg_id is null or h.hold_id is null or l.amount <> h.amount order by 1 limit 100`,
);
// who pays by a bound account is bound to the patient of that very settlement.
const STRANGERS = statement(
  'insured.doctor.family-persons',
  `select l.leg_id as subject from insured.family_leg l
   left join insured.settlement s on s.person_id = l.person_id and s.settlement_id = l.settlement_id
   left join insured.family_binding b on b.binding_id = l.binding_id
   where l.state in ('held', 'confirmed')
     and (s.settlement_id is null
       or l.way = 'binding' and (b.relative_id <> l.person_id or b.donor_id <> l.donor_id))
   order by 1 limit 100`,
);

/** Mutual aid: rows say what the ledger says, holds are legs, the patient is the settlement's person. */
export async function familyInvariants(db: Executor) {
  const unequal = await db.query<{ subject: string; said: number; posted: number }>(UNEQUAL, []);
  const holds = await db.query<{ subject: string }>(HOLDS, []);
  const strangers = await db.query<{ subject: string }>(STRANGERS, []);
  return [
    ...unequal.map(({ subject, said, posted }) => ({
      invariant: 'mutual-aid-is-posted',
      subject,
      detail: `Q-12: the rows say ${said} fen, ${posted} fen are posted.`,
    })),
    ...holds.map(({ subject }) => ({
      invariant: 'mutual-aid-holds-are-legs',
      subject,
      detail: 'A held leg has no hold of its amount in the ledger, or the other way round.',
    })),
    ...strangers.map(({ subject }) => ({
      invariant: 'mutual-aid-is-for-the-patient',
      subject,
      detail: 'Q-07: the leg belongs to no settlement of its person, or to another binding.',
    })),
  ];
}

const SPENDS = statement(
  'insured.doctor.quota-spends',
  'select spend_id as "spendId", amount from insured.quota_spend',
);
const TRANSFERS = statement(
  'insured.doctor.quota-transfers',
  'select transfer_id as "transferId", amount, state from insured.quota_transfer',
);

/** What this node's books have of the nation's wallets, for comparison with the nation. */
export async function aidInBooks(db: Executor) {
  const spends = await db.query<{ spendId: string; amount: number }>(SPENDS, []);
  type Transfer = { transferId: string; amount: number; state: string };
  const transfers = await db.query<Transfer>(TRANSFERS, []);
  return {
    spends: new Map(spends.map(({ spendId, amount }) => [spendId, amount])),
    transfers: new Map(transfers.map((each) => [each.transferId, each])),
  };
}
