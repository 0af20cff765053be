import { type Executor, statement } from '@zhijie/database';

type Breach = { readonly invariant: string; readonly subject: string; readonly detail: string };

const LIVE = `is_drawn and state in ('paying', 'confirmed', 'undoing')`;

const LINES = statement(
  'insured.doctor.credit-lines',
  `select l.line_id as subject, l.granted - coalesce(a.balance, 0) as booked,
     coalesce(u.used, 0) - coalesce(r.repaid, 0) + coalesce(u.paid_out, 0) as owed
   from insured.credit_line l
   left join insured_ledger.account a on a.account_id = 'credit-line/' || l.line_id
   left join (select line_id, sum(amount) filter (where ${LIVE}) as used, sum(paid_out) as paid_out
     from insured.credit_use group by line_id) u on u.line_id = l.line_id
   left join (select line_id, sum(amount - paid_out) as repaid from insured.credit_repayment
     where state = 'done' group by line_id) r on r.line_id = l.line_id
   where l.granted is not null and (a.balance is null or l.granted - a.balance
     <> coalesce(u.used, 0) - coalesce(r.repaid, 0) + coalesce(u.paid_out, 0)
     or a.balance > l.granted)
   order by 1 limit 100`,
);
const SHARES = statement(
  'insured.doctor.credit-shares',
  `select s.share_id as subject, s.amount - coalesce(a.balance, 0) as booked, coalesce(u.used, 0) as owed
   from insured.credit_share s
   left join insured_ledger.account a on a.account_id = 'credit-share/' || s.share_id
   left join (select share_id, sum(amount) filter (where ${LIVE}) as used
     from insured.credit_use group by share_id) u on u.share_id = s.share_id
   where a.balance is null or s.amount - a.balance <> coalesce(u.used, 0)
   order by 1 limit 100`,
);

// Only what was final here before the bank's book was read through: what is under way is no difference.
const BANKS = statement(
  'insured.doctor.credit-banks',
  `with told as (
     select bank, reference,
       coalesce(sum(case kind when 'debit' then amount when 'return' then -amount
         when 'correction' then -amount end), 0) as net,
       coalesce(sum(amount) filter (where kind = 'repayment'), 0) as repaid,
       coalesce(sum(amount) filter (where kind = 'payout'), 0) as paid_out
     from insured.credit_bank_entry group by bank, reference
   ), own as (
     select l.bank, u.leg_id as reference, u.changed_at as at,
       u.state in ('confirmed', 'voided', 'refused') as final,
       case u.state when 'confirmed' then u.amount else 0 end as net, 0 as repaid, u.paid_out
     from insured.credit_use u join insured.credit_line l on l.line_id = u.line_id
     union all
     select l.bank, coalesce(r.bank_reference, r.repayment_id), coalesce(r.done_at, r.asked_at),
       r.state <> 'asked', 0,
       case r.state when 'done' then r.amount else 0 end, r.paid_out
     from insured.credit_repayment r join insured.credit_line l on l.line_id = r.line_id
   )
   select coalesce(o.reference, t.reference) as subject, coalesce(t.net, 0) as bank_net,
     coalesce(o.net, 0) as own_net, coalesce(t.repaid, 0) as bank_repaid, coalesce(o.repaid, 0) as own_repaid,
     coalesce(t.paid_out, 0) as bank_out, coalesce(o.paid_out, 0) as own_out
   from told t full join own o on o.bank = t.bank and o.reference = t.reference
   join insured.credit_bank_read r on r.bank = coalesce(o.bank, t.bank)
   where coalesce(o.final, true) and coalesce(o.at, 0) < r.read_at
     and (coalesce(t.net, 0), coalesce(t.repaid, 0), coalesce(t.paid_out, 0))
       is distinct from (coalesce(o.net, 0), coalesce(o.repaid, 0), coalesce(o.paid_out, 0))
   order by 1 limit 100`,
);

type Row = { readonly subject: string; readonly booked: number; readonly owed: number };
type BankRow = Readonly<Record<string, number>> & { readonly subject: string };

/**
 * What is free of every line and share is what was granted less what is owed and never more; and every bank's
 * own book says of each use, repayment and payout what ours says.
 */
export async function creditBreaches(db: Executor): Promise<Breach[]> {
  const rows = async (of: typeof LINES, invariant: string): Promise<Breach[]> =>
    (await db.query<Row>(of, [])).map(({ subject, booked, owed }) => ({
      invariant,
      subject,
      detail: `Its account says ${booked} fen are in use, its uses and repayments make ${owed} fen.`,
    }));
  const banks = (await db.query<BankRow>(BANKS, [])).map((row) => ({
    invariant: 'credit-bank-agrees',
    subject: row.subject,
    detail:
      `Bank: ${row.bank_net} fen lent, ${row.bank_repaid} repaid, ${row.bank_out} paid out; ` +
      `here: ${row.own_net}, ${row.own_repaid}, ${row.own_out}.`,
  }));
  return [
    ...(await rows(LINES, 'credit-line-is-its-uses')),
    ...(await rows(SHARES, 'credit-share-is-its-uses')),
    ...banks,
  ];
}
