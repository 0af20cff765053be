/** Manual claims against their settlements, their postings, their payments and their history. */
import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { Breach } from './invariants.ts';

const unsettled = statement(
  'insured.doctor.claims-unsettled',
  `select coalesce(c.claim_id, s.settlement_id) as id, c.state, s.state as settlement
   from insured.claim c full join (
     select * from insured.settlement where settlement_id ~ '^C[0-9]{12}') s
     on s.settlement_id = c.claim_id and s.person_id = c.person_id
   where (case when c.state in ('approved', 'paid') then 'settled'
       when c.state = 'reversed' then 'reversed' end) is distinct from s.state
     or (s.state is not null and s.paid_by_funds is distinct from c.proposed_funds)
   order by 1 limit 100`,
);

const unbalanced = statement(
  'insured.doctor.claims-unbalanced',
  `select claim_id, balance, expected from (
     select c.claim_id,
       coalesce((select sum(case when t.credit like a.account then t.amount else -t.amount end)
         from insured_ledger.transfer t
         where t.reference in (c.claim_id, c.claim_id || '.reversed', c.claim_id || '.paid',
             c.claim_id || '.returned')
           and (t.credit like a.account or t.debit like a.account)), 0) as balance,
       case when c.state in ('approved', 'paid') then c.proposed_funds else 0 end
         - coalesce((select sum(case p.way when 'paid' then p.amount else -p.amount end)
             from insured.claim_payment p where p.claim_id = c.claim_id), 0) as expected
     from insured.claim c
     cross join lateral (select 'payable-to-claimant/%/' || c.claim_id as account) a
   ) x where balance <> expected order by 1 limit 100`,
);

const misposted = statement(
  'insured.doctor.claims-misposted',
  `select transfer_id from insured_ledger.transfer
   where reference ~ '^C[0-9]{12}'
     and (debit like 'payable-to-care-area/%' or credit like 'payable-to-care-area/%')
   order by 1 limit 100`,
);

const unpaid = statement(
  'insured.doctor.claims-unpaid',
  `select p.claim_id, p.way from insured.claim_payment p
   left join insured_ledger.transfer t on t.reference = p.claim_id || '.' || p.way
     and t.code = 'claim-' || p.way and t.amount = p.amount
   join insured.claim c on c.claim_id = p.claim_id
   where t.transfer_id is null or c.state not in ('paid', 'reversed')
   union all
   select c.claim_id, 'paid' from insured.claim c
   where c.state = 'paid' and not exists (
     select 1 from insured.claim_payment p where p.claim_id = c.claim_id and p.way = 'paid')
   order by 1, 2 limit 100`,
);

const unregistered = statement(
  'insured.doctor.claims-unregistered',
  `select c.claim_id, c.state, count(u.digest) as uses from insured.claim c
   left join insured.invoice_use u on u.claim_id = c.claim_id and u.released_at is null
   group by 1, 2
   having count(u.digest)
     <> case when c.state in ('in-review', 'proposed', 'approved', 'paid') then 1 else 0 end
   order by 1 limit 100`,
);

const steps = statement(
  'insured.doctor.claim-steps',
  `select s.claim_id as "claimId", s.step, s.kind, s.actor_id as "actorId", s.actor_kind as "actorKind", s.at,
     s.funds, s.note, c.revision, coalesce((select array_agg(encode(j.digest, 'hex')) from evidence.journal j
       where j.kind = 'insured.claim-step' and j.subject = s.claim_id || '/' || s.step), '{}') as leaves
   from insured.claim_step s join insured.claim c on c.claim_id = s.claim_id
   where (s.claim_id, s.step) > ($1, $2) order by s.claim_id, s.step limit 500`,
);
const uncounted = statement(
  'insured.doctor.claims-uncounted',
  `select c.claim_id from insured.claim c
   where c.revision <> (select count(*) from insured.claim_step s where s.claim_id = c.claim_id)
   order by 1 limit 100`,
);

/**
 * An approved claim has one live settlement of what was proposed; what is owed to its person is that less
 * what the bank paid; a payment has one posting; a received claim has one invoice in use; every step is the
 * leaf that the journal keeps.
 */
export async function claimInvariants(db: Executor): Promise<Breach[]> {
  const rows = <T>(query: ReturnType<typeof statement>) => db.query<T & { claim_id: string }>(query, []);
  const breach = (invariant: string, subject: string, detail: string): Breach => ({
    invariant,
    subject,
    detail,
  });
  const settled = await db.query<{ id: string; state: string | null; settlement: string | null }>(
    unsettled,
    [],
  );
  const posted = await db.query<{ transfer_id: string }>(misposted, []);
  return [
    ...settled.map(({ id, state, settlement }) =>
      breach(
        'claim-agrees-with-its-settlement',
        id,
        `The claim is ${state ?? 'missing'}, its settlement ${settlement ?? 'missing'}.`,
      ),
    ),
    ...(await rows<{ balance: number; expected: number }>(unbalanced)).map((row) =>
      breach(
        'claim-owes-what-is-unpaid',
        row.claim_id,
        `${row.balance} fen are owed, not ${row.expected} fen.`,
      ),
    ),
    ...posted.map((row) =>
      breach('claim-owes-no-care-area', row.transfer_id, 'A manual claim is owed to its person.'),
    ),
    ...(await rows<{ way: string }>(unpaid)).map((row) =>
      breach('claim-payment-has-one-posting', row.claim_id, `Fact and posting "${row.way}" do not agree.`),
    ),
    ...(await rows<{ state: string; uses: number }>(unregistered)).map((row) =>
      breach('claim-has-its-invoice', row.claim_id, `${row.state}, with ${row.uses} invoices in use.`),
    ),
    ...(await rows(uncounted)).map((row) =>
      breach('claim-step-equals-its-leaf', row.claim_id, 'The history has lost or gained a step.'),
    ),
    ...(await stepBreaches(db)),
  ];
}

type StepRow = {
  readonly claimId: string;
  readonly step: number;
  readonly revision: number;
  readonly leaves: readonly string[];
};

async function stepBreaches(db: Executor): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (let after: [string, number] = ['', 0]; ; ) {
    const page = await db.query<StepRow>(steps, after);
    for (const { leaves, revision: _, ...row } of page) {
      if (leaves.length === 1 && leaves[0] === toHex(digestOf(row))) continue;
      const subject = `${row.claimId}/${row.step}`;
      const detail = 'The step differs from what the journal keeps of it.';
      breaches.push({ invariant: 'claim-step-equals-its-leaf', subject, detail });
    }
    const last = page.at(-1);
    if (last === undefined) return breaches;
    after = [last.claimId, last.step];
  }
}
