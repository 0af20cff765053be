/**
 * Legs of settled bills that somebody else than the public funds pays: what was asked of whom, under the care
 * side's own reference, and what came of it. Final states never regress; a void that came first is a
 * tombstone that refuses its hold for ever.
 */
export const legTables = `
create table insured.leg (
  leg_id text primary key,
  person_id text not null,
  kind text not null,
  care_area text not null,
  provider_id text not null,
  act_id text,
  settlement_id text,
  payer text,
  asked bigint,
  until bigint,
  state text not null,
  amount bigint not null default 0,
  held_until bigint,
  reason_code text,
  reason_text text,
  slip_id text,
  opened_at bigint not null,
  changed_at bigint not null
);
-- One function behind one constraint: each CHECK of its own is prepared again for every statement (ADR 0011).
create function insured.is_leg(v insured.leg) returns boolean language plpgsql immutable as $$
begin
  return v.leg_id <> '' and v.kind in ('insurer', 'family', 'credit')
    and v.care_area ~ '^\\d{6}$' and v.provider_id <> ''
    and v.state in ('opened', 'held', 'confirmed', 'voided', 'refused', 'later')
    and (v.asked is null or v.asked between 1 and 900000000000)
    and num_nulls(v.act_id, v.settlement_id, v.payer, v.asked, v.until) in (0, 5)
    -- A tombstone: nothing was asked.
    and (v.asked is not null or v.state = 'voided')
    and case when v.state in ('held', 'confirmed') then v.amount between 1 and v.asked
      else v.amount = 0 end
    and num_nulls(v.reason_code, v.reason_text) in (0, 2)
    and v.changed_at >= v.opened_at;
end $$;
alter table insured.leg add constraint leg_is_sound check (insured.is_leg(leg));
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

-- For a leg's writing as a part of its asker's statement: all of it, or none.
create function insured.leg_stands(p_is_so boolean) returns boolean language plpgsql as $$
begin
  if p_is_so is not true then raise exception 'leg_moved'; end if;
  return true;
end $$;
`;
