import { type Executor, statement } from '@zhijie/database';
import { COUNTERS, columnOfCounter } from '../accumulator/counters.ts';
import type { EarlierFacts, Facts } from '../settlement/facts.ts';
import type { StoredTransfer } from '../settlement/store.ts';

const folded = COUNTERS.map(
  (counter, i) => `coalesce(sum(delta[${i + 1}]), 0) as ${columnOfCounter(counter)}`,
);
const differs = COUNTERS.map((counter) => {
  const column = columnOfCounter(counter);
  return `coalesce(a.${column}, 0) <> coalesce(f.${column}, 0)`;
});

const unfolded = statement(
  'insured.doctor.accumulators',
  `with f as (
     select person_id, insured_area, insurance_type, policy_year as year, ${folded.join(', ')}
     from insured.settlement_by_year where state = 'settled' group by 1, 2, 3, 4
   )
   select coalesce(a.person_id, f.person_id) as person_id,
     coalesce(a.insured_area, f.insured_area) as insured_area,
     coalesce(a.insurance_type, f.insurance_type) as insurance_type, coalesce(a.year, f.year) as year
   from insured.accumulators a full join f on f.person_id = a.person_id and f.insured_area = a.insured_area
     and f.insurance_type = a.insurance_type and f.year = a.year
   where ${differs.join(' or ')} order by 1, 2, 3, 4 limit 100`,
);

export type UnfoldedRow = {
  readonly person_id: string;
  readonly insured_area: string;
  readonly insurance_type: string;
  readonly year: number;
};

/** Accumulators that are not the fold of the deltas of live settlements. */
export const readUnfolded = (db: Executor): Promise<UnfoldedRow[]> => db.query(unfolded, []);

const misplaced = statement(
  'insured.doctor.earlier-years',
  `select e.settlement_id from insured.settlement_earlier_year e
   join insured.settlement s on s.person_id = e.person_id and s.settlement_id = e.settlement_id
   where e.policy_year is distinct from s.policy_year - 1 or e.insured_area is distinct from s.insured_area
     or e.insurance_type is distinct from s.insurance_type or e.paid_by_funds > s.paid_by_funds
     or e.borne_by_person > s.borne_by_person
   order by 1 limit 100`,
);

/** Parts of a policy year that do not fit the settlement they belong to (V-11). */
export const readMisplacedYears = (db: Executor): Promise<{ settlement_id: string }[]> =>
  db.query(misplaced, []);

const unbalanced = statement(
  'insured.doctor.accounts',
  `select a.account_id, a.balance, coalesce(t.folded, 0)::bigint as folded
   from insured_ledger.account a left join (
     select account_id, sum(change) as folded from (
       select credit as account_id, amount as change from insured_ledger.transfer
       union all select debit, -amount from insured_ledger.transfer) m group by account_id
   ) t on t.account_id = a.account_id
   where a.kind = 'guarded' and (a.balance <> coalesce(t.folded, 0) or a.balance < a.floor)
   order by a.account_id limit 100`,
);

/** Guarded accounts whose balance is not the fold of their transfers, or lies below the floor. */
export const readUnbalanced = (
  db: Executor,
): Promise<{ account_id: string; balance: number; folded: number }[]> => db.query(unbalanced, []);

const unposted = statement(
  'insured.doctor.postings',
  `select s.settlement_id, e.reference, e.sign * (s.paid_by_funds + s.paid_by_personal_account) as expected,
     coalesce(t.posted, 0)::bigint as posted
   from insured.settlement s
   join lateral (
     select s.settlement_id as reference, 1 as sign
     union all
     select r.reversal_id, -1 from insured.reversal r
       where r.person_id = s.person_id and r.settlement_id = s.settlement_id and r.outcome = 'reversed'
   ) e on true
   left join lateral (
     select sum(case when credit ~ '^payable-to-(care-area|claimant)/' then amount
                     when debit ~ '^payable-to-(care-area|claimant)/' then -amount else 0 end) as posted
     from insured_ledger.transfer where reference = e.reference
   ) t on true
   where s.state <> 'never-settled'
     and coalesce(t.posted, 0) <> e.sign * (s.paid_by_funds + s.paid_by_personal_account)
   order by 1, 2 limit 100`,
);

/** Settlements and reversals whose transfers do not say what their parts say. */
export const readUnposted = (
  db: Executor,
): Promise<{ settlement_id: string; reference: string; expected: number; posted: number }[]> =>
  db.query(unposted, []);

const orphans = statement(
  'insured.doctor.orphan-transfers',
  `select t.transfer_id from insured_ledger.transfer t
   where t.code not in ('account-funding', 'clearing-payment', 'deduction', 'restoration', 'prepayment-paid',
       'prepayment-returned')
     and t.code not like 'aid-%' and t.code not like 'relation-%' and t.code not like 'credit-%'
     and t.code not like 'premium-%'
     and not exists (select 1 from insured.settlement s where s.settlement_id = t.reference)
     and not exists (select 1 from insured.reversal r where r.reversal_id = t.reference)
     and not exists (select 1 from insured.claim_payment p where p.claim_id || '.' || p.way = t.reference)
   order by 1 limit 100`,
);

/** Transfers that belong to no settlement, no reversal and no payment of a claim. */
export const readOrphanTransfers = (db: Executor): Promise<{ transfer_id: string }[]> =>
  db.query(orphans, []);

const contradictions = statement(
  'insured.doctor.states',
  `select coalesce(s.settlement_id, r.settlement_id) as settlement_id, s.state, r.outcome
   from insured.settlement s full join insured.reversal r
     on r.person_id = s.person_id and r.settlement_id = s.settlement_id
   where (case s.state when 'settled' then null when 'reversed' then 'reversed'
          when 'never-settled' then 'never-settled' else 'none' end) is distinct from r.outcome
   order by 1 limit 100`,
);

/** Settlements whose state and reversal contradict each other. */
export const readContradictions = (
  db: Executor,
): Promise<{ settlement_id: string; state: string | null; outcome: string | null }[]> =>
  db.query(contradictions, []);

const JOURNALED = (kind: string): string =>
  `coalesce((select array_agg(encode(j.digest, 'hex') order by j.sequence) from evidence.journal j
      where j.kind = '${kind}' and j.subject = x.settlement_id), '{}') as leaves`;
const TRANSFERS = (reference: string): string =>
  `coalesce((select json_agg(t) from insured_ledger.transfer t
      where t.reference = x.${reference}), '[]') as transfers`;

const settlements = statement(
  'insured.doctor.settlements',
  `select to_json(x) as facts, x.delta, ${TRANSFERS('settlement_id')}, ${JOURNALED('insured.settlement')},
     (select row_to_json(e) from insured.settlement_earlier_year e
       where e.person_id = x.person_id and e.settlement_id = x.settlement_id) as earlier
   from insured.settlement x where x.state <> 'never-settled' and (x.person_id, x.settlement_id) > ($1, $2)
   order by x.person_id, x.settlement_id limit $3`,
);
const reversals = statement(
  'insured.doctor.reversals',
  `select to_json(x) as facts, null::bigint[] as delta, null as earlier, ${TRANSFERS('reversal_id')},
     ${JOURNALED('insured.reversal')}
   from insured.reversal x where (x.person_id, x.settlement_id) > ($1, $2)
   order by x.person_id, x.settlement_id limit $3`,
);

export type JournaledRow = {
  readonly facts: Facts & { readonly person_id: string; readonly settlement_id: string };
  readonly delta: readonly number[] | null;
  readonly transfers: readonly StoredTransfer[];
  readonly earlier: EarlierFacts | null;
  /** Digests in the journal, hex. */
  readonly leaves: readonly string[];
};

/** A page of settlements or reversals with the leaves that the journal keeps of them. */
export const readJournaled = (
  db: Executor,
  kind: 'settlement' | 'reversal',
  after: { personId: string; settlementId: string },
  limit: number,
): Promise<JournaledRow[]> =>
  db.query(kind === 'settlement' ? settlements : reversals, [after.personId, after.settlementId, limit]);

const leafless = statement(
  'insured.doctor.leaves',
  `select j.kind, j.subject from evidence.journal j
   where (j.kind = 'insured.settlement' and not exists (
       select 1 from insured.settlement s where s.settlement_id = j.subject and s.state <> 'never-settled'))
     or (j.kind = 'insured.reversal' and not exists (
       select 1 from insured.reversal r where r.settlement_id = j.subject))
   order by j.sequence limit 100`,
);

/** Leaves of the journal whose settlement or reversal is gone. */
export const readLeavesWithoutRow = (db: Executor): Promise<{ kind: string; subject: string }[]> =>
  db.query(leafless, []);

// What clearing and audits move afterwards stands for no bill.
const ofBills = "code not in ('clearing-payment', 'deduction', 'restoration')";

const figures = statement(
  'insured.doctor.figures',
  `select split_part(account, '/', 2) as insured_area, split_part(account, '/', 3) as care_area,
     split_part(account, '/', 4) as insurance_type, month, sum(amount)::bigint as amount,
     count(distinct reference)::bigint as items
   from (
     select credit as account, month, amount, reference from insured_ledger.transfer
       where credit like 'payable-to-care-area/%' and ${ofBills}
     union all
     select debit, month, -amount, reference from insured_ledger.transfer
       where debit like 'payable-to-care-area/%' and ${ofBills}
   ) p group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
);

export const readFigures = (
  db: Executor,
): Promise<
  {
    insured_area: string;
    care_area: string;
    insurance_type: string;
    month: string;
    amount: number;
    items: number;
  }[]
> => db.query(figures, []);
