import { JOINING_STATES, LEAVING_STATES } from './words.ts';

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Transfers of insurance between areas (PS2): as the new area sees them (`relation_in`), as the old one does
 * (`relation_out`), and the periods that came from other places. The balance moves in the ledger.
 */
export const transferTables = `
create table insured.relation_in (
  application_id text primary key check (application_id <> ''),
  -- Who it is, before the person is known here.
  certificate_digest text not null,
  certificate_cipher text not null,
  name_cipher text not null,
  insurance_type text not null check (insurance_type in ('employee', 'resident')),
  from_area text not null check (from_area ~ '^\\d{6}$'),
  to_area text not null check (to_area ~ '^\\d{6}$'),
  starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  state text not null check (state in (${listed(JOINING_STATES)})),
  reason_code text,
  reason_text text,
  person_id text references insured.person,
  balance bigint not null default 0 check (balance >= 0),
  months integer not null default 0 check (months >= 0),
  applied_at bigint not null,
  due_on text not null,
  -- When the other area was asked last; 0: never.
  asked_at bigint not null default 0,
  changed_at bigint not null check (changed_at >= applied_at),
  constraint relation_of_two check (from_area <> to_area),
  constraint relation_in_reason check ((state = 'refused') = (reason_text is not null)
    and num_nulls(reason_code, reason_text) in (0, 2)),
  constraint relation_in_joined check ((state in ('joined', 'done')) = (person_id is not null))
);
create unique index relation_in_open on insured.relation_in (certificate_digest, insurance_type)
  where state in ('applied', 'accepted', 'joined');
create index relation_in_of_area on insured.relation_in (to_area, application_id);
comment on table insured.relation_in is '关系转移接续：转入地；balance 为转入的个人账户余额，分';

create table insured.relation_out (
  application_id text primary key check (application_id <> ''),
  person_id text references insured.person,
  certificate_cipher text not null,
  name_cipher text not null,
  insurance_type text not null check (insurance_type in ('employee', 'resident')),
  from_area text not null check (from_area ~ '^\\d{6}$'),
  to_area text not null check (to_area ~ '^\\d{6}$'),
  starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  state text not null check (state in (${listed(LEAVING_STATES)})),
  reason_code text,
  reason_text text,
  certificate_id text unique,
  periods jsonb check (jsonb_typeof(periods) = 'array'),
  balance bigint check (balance >= 0),
  issued_at bigint,
  opened_at bigint not null,
  due_on text not null,
  -- When the other area was asked last; 0: never.
  asked_at bigint not null default 0,
  changed_at bigint not null check (changed_at >= opened_at),
  constraint relation_out_of_two check (from_area <> to_area),
  constraint relation_out_reason check ((state = 'refused') = (reason_text is not null)
    and num_nulls(reason_code, reason_text) in (0, 2)),
  constraint relation_out_issued check (
    num_nulls(certificate_id, periods, balance, issued_at) = case when state in ('issued', 'joined') then 0
      else 4 end
    and (state not in ('issued', 'joined') or person_id is not null))
);
create unique index relation_out_open on insured.relation_out (person_id, insurance_type)
  where state in ('applying', 'applied', 'received', 'issued');
create index relation_out_of_area on insured.relation_out (from_area, application_id);
comment on table insured.relation_out is '关系转移接续：转出地和参保凭证；periods 为参保月份';

create function insured.guard_relation() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('refused', 'done')
    or (tg_table_name = 'relation_out' and old.state = 'joined')
    or (old.state in ('issued', 'joined') and new.state = 'refused') then
    raise exception 'transfer % is terminal', old.application_id;
  end if;
  return new;
end $$;
create trigger relation_in_lattice before update or delete on insured.relation_in
  for each row execute function insured.guard_relation();
create trigger relation_out_lattice before update or delete on insured.relation_out
  for each row execute function insured.guard_relation();

create table insured.relation_period (
  person_id text not null references insured.person,
  insurance_type text not null,
  from_month text not null check (from_month ~ '^\\d{4}-\\d{2}$'),
  to_month text not null check (to_month >= from_month),
  area text not null,
  application_id text not null references insured.relation_in,
  primary key (person_id, insurance_type, from_month)
);
create trigger relation_period_append_only before update or delete on insured.relation_period
  for each row execute function insured.refuse_change();
comment on table insured.relation_period is '从其他统筹区接续的参保月份，不重复计算';
`;
