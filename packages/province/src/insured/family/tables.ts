import { RELATIONS } from '@zhijie/exchange';
import { FAMILY_SCOPES } from './words.ts';

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Family mutual aid (procedures ): who may use whose account, what was paid of it, and what donors
 * put into wallets at the nation. Money stands in the ledger; these rows say what it was for.
 */
export const familyTables = `
-- Relations the register of households knows; relation: what the relative is to the person.
create table insured.kinship (
  person_id text not null references insured.person,
  relative_digest text not null check (relative_digest <> ''),
  relation text not null check (relation in (${listed(RELATIONS)})),
  known_at bigint not null,
  primary key (person_id, relative_digest)
);
comment on table insured.kinship is '已查实的亲属关系；亲属以名录摘要表示，不存证件号码';

create table insured.family_binding (
  binding_id text primary key check (binding_id <> ''),
  donor_id text not null references insured.person,
  relative_id text not null references insured.person,
  relation text not null check (relation in (${listed(RELATIONS)})),
  by_commitment boolean not null,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array[${listed(FAMILY_SCOPES)}]),
  limit_per_year bigint check (limit_per_year > 0 and limit_per_year <= 900000000000),
  bound_at bigint not null,
  ends_on text check (ends_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  revoked_at bigint check (revoked_at >= bound_at),
  revoked_by text,
  constraint binding_of_two check (donor_id <> relative_id),
  constraint binding_revoked check (num_nulls(revoked_at, revoked_by) in (0, 2))
);
create unique index family_bound_once on insured.family_binding (donor_id, relative_id)
  where revoked_at is null;
create index family_of_relative on insured.family_binding (relative_id) where revoked_at is null;
comment on table insured.family_binding is '家庭共济绑定：谁的个人账户可由哪位亲属使用；限额为每自然年，分';

create function insured.guard_family_binding() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.revoked_at is not null or new.revoked_at is null
    or (new.donor_id, new.relative_id, new.relation, new.scopes, new.bound_at)
      <> (old.donor_id, old.relative_id, old.relation, old.scopes, old.bound_at) then
    raise exception 'binding % is only revoked', old.binding_id;
  end if;
  return new;
end $$;
create trigger family_binding_lattice before update or delete on insured.family_binding
  for each row execute function insured.guard_family_binding();

create table insured.family_event (
  binding_id text not null references insured.family_binding,
  entry bigint generated always as identity,
  at bigint not null,
  kind text not null check (kind in ('bound', 'revoked', 'paid', 'returned')),
  amount bigint not null check (amount >= 0),
  leg_id text,
  actor_id text not null,
  primary key (binding_id, entry)
);
create trigger family_event_append_only before update or delete on insured.family_event
  for each row execute function insured.refuse_change();
comment on table insured.family_event is '共济绑定的变更和使用记录，只增';

-- What a relative's money pays of a bill. A void that came first is a tombstone.
create table insured.family_leg (
  leg_id text primary key check (leg_id <> ''),
  person_id text not null,
  way text not null check (way in ('binding', 'wallet', 'unknown')),
  settlement_id text,
  care_area text,
  binding_id text references insured.family_binding,
  donor_id text,
  donor_area text,
  year integer,
  state text not null check (state in ('asked', 'held', 'confirmed', 'voided', 'refused')),
  amount bigint not null default 0 check (amount >= 0),
  held_until bigint,
  reason text,
  opened_at bigint not null,
  changed_at bigint not null check (changed_at >= opened_at),
  constraint family_leg_amount check ((state in ('held', 'confirmed')) <= (amount > 0)),
  constraint family_leg_bound check (way <> 'binding' or state = 'refused'
    or num_nulls(binding_id, donor_id, donor_area, year, settlement_id, care_area) = 0),
  -- Q-07: the payer is never the patient.
  constraint family_leg_of_two check (donor_id <> person_id)
);
create index family_leg_of_binding on insured.family_leg (binding_id, year)
  where state in ('held', 'confirmed');
create index family_leg_open on insured.family_leg (held_until) where state = 'held';
comment on table insured.family_leg is '亲属共济支付的部分；amount 在撤销后仍为原金额，分';

create function insured.guard_family_leg() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('voided', 'refused')
    or (old.state = 'confirmed' and new.state <> 'voided')
    or (old.state = 'held' and new.state not in ('held', 'confirmed', 'voided')) then
    raise exception 'family leg % is terminal', old.leg_id;
  end if;
  return new;
end $$;
create trigger family_leg_lattice before update or delete on insured.family_leg
  for each row execute function insured.guard_family_leg();

-- A donor's money on its way into a relative's wallet; set aside when asked, given back when refused.
create table insured.quota_transfer (
  transfer_id text primary key check (transfer_id <> ''),
  donor_id text not null references insured.person,
  donor_area text not null check (donor_area ~ '^\\d{6}$'),
  relative_digest text not null,
  relative_cipher text not null,
  relation text not null check (relation in (${listed(RELATIONS)})),
  by_commitment boolean not null,
  amount bigint not null check (amount > 0 and amount <= 200000),
  state text not null check (state in ('asked', 'accepted', 'refused')),
  reason text,
  recipient_id text,
  asked_at bigint not null,
  -- When the nation was asked last; 0: never.
  tried_at bigint not null default 0,
  ended_at bigint,
  constraint quota_transfer_ended check ((state = 'asked') = (ended_at is null)
    and (state = 'refused') = (reason is not null) and (state = 'accepted') = (recipient_id is not null))
);
create index quota_transfer_open on insured.quota_transfer (tried_at, transfer_id) where state = 'asked';
create index quota_transfer_of_donor on insured.quota_transfer (donor_id, transfer_id);
comment on table insured.quota_transfer is '转入亲属医保钱包：个人账户先划出，国家平台未受理的退回';

create function insured.guard_quota_transfer() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'asked' then
    raise exception 'transfer % is terminal', old.transfer_id;
  end if;
  return new;
end $$;
create trigger quota_transfer_lattice before update or delete on insured.quota_transfer
  for each row execute function insured.guard_quota_transfer();

create table insured.quota_spend (
  spend_id text primary key check (spend_id <> ''),
  kind text not null check (kind in ('spent', 'returned')),
  donor_id text not null,
  donor_area text not null,
  care_area text not null,
  amount bigint not null check (amount > 0),
  spent_at bigint not null,
  taken_at bigint not null
);
create trigger quota_spend_append_only before update or delete on insured.quota_spend
  for each row execute function insured.refuse_change();
comment on table insured.quota_spend is '国家平台告知：本省共济人转出的额度付了什么、退回什么';
`;
