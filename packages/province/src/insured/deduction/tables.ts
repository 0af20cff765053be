/**
 * What audits of care places took off settlements of the insured, or gave back (procedures V-13, C-06): the
 * money returns to whom it came from. Schema `insured`.
 */
export const deductionTables = `
create table insured.deduction (
  deduction_id text primary key,
  kind text not null check (kind in ('deduction', 'restoration')),
  person_id text not null,
  settlement_id text not null,
  amount bigint not null check (amount > 0 and amount <= 900000000000),
  decided_at bigint not null,
  taken_at bigint not null,
  foreign key (person_id, settlement_id) references insured.settlement
);
create index on insured.deduction (person_id, settlement_id);
create function insured.refuse_deduction_change() returns trigger language plpgsql as $$
begin
  raise exception 'append_only' using detail = tg_table_name || ' ' || tg_op;
end $$;
create trigger deduction_append_only before update or delete on insured.deduction
  for each row execute function insured.refuse_deduction_change();
`;
