import { ACTING_SCOPES } from '@zhijie/kernel';
import { DELEGATE_RELATIONS, DELEGATION_METHODS, WINDOW_ACTS, WINDOW_PAPERS } from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Who may act for whom, within what and until when (ID4), and what two members of staff certified on paper.
 * Delegations, their ends and window acts are facts; a text code is used up.
 */
export const delegationTables = `
create table insured.delegation (
  delegation_id text primary key,
  principal_id text not null references insured.person,
  -- Also somebody insured at another node.
  delegate_id text not null,
  delegate_name_cipher text not null,
  relation text not null check (relation in (${list(DELEGATE_RELATIONS)})),
  scopes text[] not null check (cardinality(scopes) >= 1 and scopes <@ array[${list(ACTING_SCOPES)}]),
  is_guardian boolean not null,
  method text not null check (method in (${list(DELEGATION_METHODS)})),
  -- The code's or the window act's id.
  verification text,
  granted_by text not null,
  granted_at bigint not null,
  ends_on text not null check (ends_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  constraint delegation_of_two check (principal_id <> delegate_id),
  constraint delegation_verified check ((method = 'signed-in') = (verification is null)),
  constraint delegation_guardian check (not is_guardian or method = 'staff-verified-paper')
);
create index delegation_principal on insured.delegation (principal_id, delegate_id);
create index delegation_delegate on insured.delegation (delegate_id);
comment on table insured.delegation is '代办授权：谁替谁、能办什么、到哪天、凭什么核实；结算的参保人始终是本人';

create table insured.delegation_end (
  delegation_id text primary key references insured.delegation,
  ended_at bigint not null,
  ended_by text not null,
  reason text not null check (reason in ('revoked', 'renounced', 'replaced', 'by-agency'))
);

create table insured.delegation_code (
  code_id text primary key,
  principal_id text not null references insured.person,
  delegate_id text not null,
  wish_sealed text not null,
  code_digest text not null,
  sent_at bigint not null,
  expires_at bigint not null check (expires_at > sent_at),
  failures integer not null default 0 check (failures between 0 and 5),
  used_at bigint check (used_at between sent_at and expires_at)
);
create index delegation_code_principal on insured.delegation_code (principal_id, sent_at);
comment on column insured.delegation_code.code_digest is '验证码只存摘要';

create table insured.window_act (
  act_id text primary key,
  person_id text not null references insured.person,
  kind text not null check (kind in (${list(WINDOW_ACTS)})),
  paper text not null check (paper in (${list(WINDOW_PAPERS)})),
  paper_digest text not null check (paper_digest ~ '^[0-9a-f]{64}$'),
  content_sealed text not null,
  maker text not null,
  made_at bigint not null
);
create index window_act_person on insured.window_act (person_id, made_at);
comment on table insured.window_act is '窗口由两名工作人员核验的办理；只留材料的摘要，不留人脸';

create table insured.window_decision (
  act_id text primary key references insured.window_act,
  checker text not null,
  accepted boolean not null,
  note text not null,
  decided_at bigint not null,
  -- The delegation or the consent that follows.
  result text
);
create function insured.window_needs_two() returns trigger language plpgsql as $$
begin
  if exists (select 1 from insured.window_act a where a.act_id = new.act_id and a.maker = new.checker) then
    raise exception 'window_needs_two';
  end if;
  return new;
end $$;
create trigger window_decision_of_another before insert on insured.window_decision
  for each row execute function insured.window_needs_two();

create trigger delegation_append_only before update or delete on insured.delegation
  for each row execute function insured.refuse_change();
create trigger delegation_end_append_only before update or delete on insured.delegation_end
  for each row execute function insured.refuse_change();
create trigger window_act_append_only before update or delete on insured.window_act
  for each row execute function insured.refuse_change();
create trigger window_decision_append_only before update or delete on insured.window_decision
  for each row execute function insured.refuse_change();
`;

/** For the rights of the application's role. */
export const DELEGATION_FACTS = [
  'insured.delegation',
  'insured.delegation_end',
  'insured.window_act',
  'insured.window_decision',
] as const;
