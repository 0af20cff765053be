/** What the three parties compare every day (procedures R-01), as the insured side has it. */
export const tradeRowView = `
-- Days are looked for by period; a range index costs an insert next to nothing.
create index settlement_by_moment on insured.settlement using brin (settled_at) with (pages_per_range = 16);
create index reversal_by_moment on insured.reversal (reversed_at);
-- Manual claims (ids of their own kind) are no trades: no care area is owed for them.
create view insured.trade_row as
  select s.settlement_id as item_id, s.settlement_id, 'settlement'::text as kind, s.care_area, s.insured_area,
    s.provider_id, s.person_id, s.insurance_type,
    s.paid_by_funds + s.paid_by_personal_account as claim, s.settled_at as at
  from insured.settlement s
  where s.state <> 'never-settled' and left(s.care_area, 2) <> left(s.insured_area, 2)
    and s.settlement_id !~ '^C[0-9]{12}'
  union all
  select r.reversal_id, s.settlement_id, 'reversal'::text, s.care_area, s.insured_area, s.provider_id,
    s.person_id, s.insurance_type, -(s.paid_by_funds + s.paid_by_personal_account), r.reversed_at
  from insured.reversal r
  join insured.settlement s on s.person_id = r.person_id and s.settlement_id = r.settlement_id
  where r.outcome = 'reversed' and left(s.care_area, 2) <> left(s.insured_area, 2)
    and s.settlement_id !~ '^C[0-9]{12}';
comment on view insured.trade_row is 'Settlements and reversals between provinces; fen, moments in ms';
`;
