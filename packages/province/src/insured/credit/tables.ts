import {
  CREDIT_STATES,
  NOTICE_KINDS,
  REPAYMENT_STATES,
  SHARE_STATES,
  STEP_KINDS,
  USE_STATES,
} from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Medical credit (procedures ). What is free of a line is the guarded account
 * `credit-line/LINE` in the insured ledger; a use is the leg of a bill under the care side's reference.
 * Steps, notices and the bank's entries are facts, only ever added.
 */
export const creditTables = `
create table insured.credit_line (
  line_id text primary key,
  person_id text not null references insured.person,
  product text not null,
  bank text not null,
  state text not null check (state in (${list(CREDIT_STATES)})),
  -- The bank's own number and what it granted; null until it has agreed.
  contract text,
  granted bigint check (granted > 0),
  request_key text not null,
  terms_digest text not null,
  signed_at bigint not null,
  changed_at bigint not null,
  constraint credit_line_granted check ((contract is null) = (granted is null)),
  constraint credit_line_open check (state in ('asked', 'refused') = (contract is null)),
  unique (person_id, request_key),
  unique (bank, contract)
);
comment on table insured.credit_line is '信用就医额度；金额为分';
create unique index credit_line_once on insured.credit_line (person_id, product)
  where state in ('asked', 'open', 'suspended');

create table insured.credit_share (
  share_id text primary key,
  line_id text not null references insured.credit_line,
  grantor_id text not null references insured.person,
  relative_id text not null references insured.person check (relative_id <> grantor_id),
  relationship text not null,
  amount bigint not null check (amount > 0),
  until text not null check (until ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  state text not null check (state in (${list(SHARE_STATES)})),
  request_key text not null,
  granted_at bigint not null,
  revoked_at bigint,
  constraint credit_share_revoked check ((state = 'revoked') = (revoked_at is not null)),
  unique (grantor_id, request_key)
);
create index on insured.credit_share (line_id);
create index on insured.credit_share (relative_id);

create table insured.credit_use (
  leg_id text primary key check (leg_id <> ''),
  -- The patient; the holder of the line may be another (Q-07).
  person_id text not null,
  state text not null check (state in (${list(USE_STATES)})),
  act_id text,
  settlement_id text,
  provider_id text,
  line_id text references insured.credit_line,
  share_id text references insured.credit_share,
  asked bigint check (asked > 0),
  amount bigint not null default 0 check (amount >= 0),
  held_until bigint,
  reason text,
  -- The line was debited in our books; the bank may have done so in its own.
  is_drawn boolean not null default false,
  paid_out bigint not null default 0 check (paid_out >= 0 and paid_out <= amount),
  used_on text, billed_on text, due_on text,
  asked_at bigint not null,
  changed_at bigint not null,
  constraint credit_use_asked check (num_nulls(act_id, settlement_id, provider_id, asked) in (0, 4)),
  constraint credit_use_tombstone check (asked is not null or state = 'voided'),
  constraint credit_use_amount check (asked is null or amount <= asked),
  constraint credit_use_dated check (num_nulls(used_on, billed_on, due_on) in (0, 3)),
  constraint credit_use_drawn
    check (not is_drawn or (amount > 0 and used_on is not null and line_id is not null)),
  constraint credit_use_confirmed check (state not in ('paying', 'confirmed') or is_drawn)
);
create index on insured.credit_use (line_id, due_on);
create index credit_use_open on insured.credit_use (leg_id)
  where state in ('asked', 'held', 'paying', 'undoing');
create index on insured.credit_use (person_id, used_on);

create function insured.guard_credit_use() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('voided', 'refused')
    or (old.state = 'confirmed' and new.state not in ('confirmed', 'undoing'))
    or (old.leg_id, old.person_id) is distinct from (new.leg_id, new.person_id)
    or (old.is_drawn and old.amount <> new.amount) then
    raise exception 'credit use % is terminal', old.leg_id;
  end if;
  return new;
end $$;
create trigger credit_use_lattice before update or delete on insured.credit_use
  for each row execute function insured.guard_credit_use();

create table insured.credit_repayment (
  repayment_id text primary key,
  line_id text not null references insured.credit_line,
  -- Who repaid here; null: at the bank itself, learned from its book under its own reference.
  payer_id text,
  request_key text,
  bank text,
  bank_reference text,
  amount bigint not null check (amount > 0),
  paid_out bigint not null default 0 check (paid_out >= 0 and paid_out <= amount),
  state text not null check (state in (${list(REPAYMENT_STATES)})),
  asked_at bigint not null,
  done_at bigint,
  constraint credit_repayment_done check ((state = 'asked') = (done_at is null)),
  constraint credit_repayment_origin check (
    (payer_id is null) = (request_key is null) and (bank is null) = (bank_reference is null)
    and (payer_id is null) <> (bank is null)),
  unique (payer_id, request_key),
  unique (bank, bank_reference)
);
create index on insured.credit_repayment (line_id);

create table insured.credit_step (
  line_id text not null references insured.credit_line,
  step bigint generated always as identity,
  kind text not null check (kind in (${list(STEP_KINDS)})),
  subject text not null,
  amount bigint,
  person_id text,
  at bigint not null,
  primary key (line_id, step)
);
create trigger credit_step_append_only before update or delete on insured.credit_step
  for each row execute function insured.refuse_change();

create table insured.credit_notice (
  line_id text not null references insured.credit_line,
  kind text not null check (kind in (${list(NOTICE_KINDS)})),
  subject text not null,
  told_at bigint not null,
  primary key (line_id, kind, subject)
);

-- A visit whose person lets a line pay: no deposit, and it may be settled after the person has left.
create table insured.credit_visit (
  provider_id text not null,
  visit_id text not null,
  person_id text not null,
  line_id text not null references insured.credit_line,
  flagged_at bigint not null,
  primary key (provider_id, visit_id, person_id)
);

-- The bank's own book, as far as it was read.
create table insured.credit_bank_entry (
  bank text not null,
  sequence bigint not null,
  kind text not null check (kind in ('debit', 'return', 'repayment', 'payout', 'correction')),
  reference text not null,
  contract text not null,
  payee text,
  amount bigint not null check (amount > 0),
  at bigint not null,
  primary key (bank, sequence)
);
create index on insured.credit_bank_entry (bank, reference);
create table insured.credit_bank_read (bank text primary key, read_at bigint not null);
create trigger credit_bank_entry_append_only before update or delete on insured.credit_bank_entry
  for each row execute function insured.refuse_change();

-- One movement of a line at a time, from here to the end of the transaction.
create function insured.lock_credit_line(p_line text) returns void language plpgsql as $$
begin
  perform from insured.credit_line where line_id = p_line for no key update;
end $$;
`;
