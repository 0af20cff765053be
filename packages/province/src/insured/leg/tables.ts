/**
 * Legs of settled bills that somebody else than the public funds pays: what was asked of whom, under the care
 * side's own reference, and what came of it. Final states never regress; a void that came first is a
 * tombstone that refuses its hold for ever.
 */
export const legTables = `
create table insured.leg (
  leg_id text primary key check (leg_id <> ''),
  person_id text not null,
  kind text not null check (kind in ('insurer', 'family', 'credit')),
  care_area text not null check (care_area ~ '^\\d{6}$'),
  provider_id text not null check (provider_id <> ''),
  act_id text,
  settlement_id text,
  payer text,
  asked bigint check (asked > 0 and asked <= 900000000000),
  until bigint,
  state text not null check (state in ('opened', 'held', 'confirmed', 'voided', 'refused', 'later')),
  amount bigint not null default 0 check (amount >= 0),
  held_until bigint,
  reason_code text,
  reason_text text,
  slip_id text,
  opened_at bigint not null,
  changed_at bigint not null check (changed_at >= opened_at),
  constraint leg_asked check (num_nulls(act_id, settlement_id, payer, asked, until) in (0, 5)),
  constraint leg_tombstone check (asked is not null or state = 'voided'),
  constraint leg_amount check (case when state in ('held', 'confirmed') then amount between 1 and asked
    else amount = 0 end),
  constraint leg_reason check (num_nulls(reason_code, reason_text) in (0, 2))
);
create index leg_of_settlement on insured.leg (person_id, settlement_id);
comment on table insured.leg is '结算单上由他人支付的部分：保险公司、亲情账户、信用；金额为分';
comment on column insured.leg.state is 'opened：已受理、付款方未答复；later：转为以后理赔';

create function insured.guard_leg() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('voided', 'refused')
    or (old.state = 'confirmed' and new.state <> 'voided')
    or (old.state = 'later' and new.state <> 'voided')
    or (old.state = 'held' and new.state = 'opened') then
    raise exception 'leg % is terminal', old.leg_id;
  end if;
  return new;
end $$;
create trigger leg_lattice before update or delete on insured.leg
  for each row execute function insured.guard_leg();

-- A leg that was asked and answered in one transaction. 'kept', or why not: 'undone', 'exceeds', 'known'.
-- What the legs of a bill promise is judged by one at a time.
create function insured.keep_leg(p_leg jsonb, p_asked bytea, p_said bytea, p_actor_id text, p_actor_kind text,
  p_actor_node text) returns text language plpgsql as $$
declare
  v insured.leg := jsonb_populate_record(null::insured.leg, p_leg);
  v_cash bigint;
  v_promised bigint;
begin
  select paid_in_cash into v_cash from insured.settlement
    where person_id = v.person_id and settlement_id = v.settlement_id and state = 'settled'
    for no key update;
  if not found then return 'undone'; end if;
  select coalesce(sum(case state when 'opened' then asked else amount end), 0) into v_promised
    from insured.leg where person_id = v.person_id and settlement_id = v.settlement_id;
  if v_promised + v.asked > v_cash then return 'exceeds'; end if;
  insert into insured.leg select (v).* on conflict (leg_id) do nothing;
  if not found then return 'known'; end if;
  insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
    values (v.person_id, v.opened_at, p_actor_id, p_actor_kind, p_actor_node, 'leg', v.settlement_id);
  insert into evidence.journal (kind, subject, digest)
    values ('insured.leg-asked', v.leg_id, p_asked), ('insured.leg', v.leg_id, p_said);
  return 'kept';
end $$;
`;
