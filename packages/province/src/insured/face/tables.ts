/**
 * Faces (ID3, Q-11): that somebody enrolled, and how it ended, are facts and stay; the template is the only
 * thing that could be compared, is encrypted and is deleted with the consent. No picture is kept anywhere.
 */
export const faceTables = `
create table insured.face_enrolment (
  enrolment_id text primary key,
  person_id text not null references insured.person,
  consent_id text not null references insured.consent,
  model text not null,
  enrolled_at bigint not null,
  enrolled_by text not null,
  constraint face_enrolled_by_oneself check (enrolled_by = person_id),
  unique (enrolment_id, person_id)
);
create index face_enrolment_person on insured.face_enrolment (person_id, enrolled_at);
comment on table insured.face_enrolment is '登记人脸的事实：谁、何时、凭哪份同意；删除特征后仍在';

create table insured.face_template (
  person_id text primary key references insured.person,
  enrolment_id text not null unique,
  key_id text not null,
  template_sealed text not null,
  foreign key (enrolment_id, person_id) references insured.face_enrolment (enrolment_id, person_id),
  constraint face_template_is_sealed check (template_sealed like 'f1.' || key_id || '.%')
);
comment on table insured.face_template is '人脸特征，SM4 加密，每人至多一份；没有图像';

create table insured.face_end (
  enrolment_id text primary key references insured.face_enrolment,
  ended_at bigint not null,
  ended_by text not null,
  reason text not null check (reason in ('revoked', 'replaced', 'expired'))
);
comment on table insured.face_end is '人脸特征的删除：撤回同意、重新登记、同意到期';

create table insured.face_challenge (
  challenge_id text primary key,
  person_id text not null references insured.person,
  enrolment_id text not null references insured.face_enrolment,
  purpose text not null check (purpose in ('identify', 'delegation')),
  provider_id text,
  operator_id text not null,
  department_id text,
  business text,
  action text not null check (action in ('turn', 'closer')),
  issued_at bigint not null,
  expires_at bigint not null check (expires_at > issued_at),
  constraint face_challenge_bound check (
    num_nulls(provider_id, department_id, business) = case purpose when 'identify' then 0 else 3 end)
);

create table insured.face_answer (
  challenge_id text primary key references insured.face_challenge,
  person_id text not null references insured.person,
  answered_at bigint not null,
  outcome text not null check (outcome in ('matched', 'no-match', 'not-live')),
  likeness integer check (likeness between 0 and 10000),
  live integer not null check (live between 0 and 10000),
  real integer not null check (real between 0 and 10000),
  action text check (action in ('turn', 'closer')),
  constraint face_answer_compared check ((outcome = 'not-live') = (likeness is null)),
  constraint face_answer_acted check (outcome = 'not-live' or action is not null)
);
create index face_answer_person on insured.face_answer (person_id, answered_at);
comment on table insured.face_answer is '每次刷脸的结果，一次核验至多一个答复；分数为万分之几，不含特征';

create trigger face_enrolment_append_only before update or delete on insured.face_enrolment
  for each row execute function insured.refuse_change();
create trigger face_end_append_only before update or delete on insured.face_end
  for each row execute function insured.refuse_change();
create trigger face_challenge_append_only before update or delete on insured.face_challenge
  for each row execute function insured.refuse_change();
create trigger face_answer_append_only before update or delete on insured.face_answer
  for each row execute function insured.refuse_change();
-- A template is replaced by deleting it: nobody writes over one.
create trigger face_template_unchanged before update on insured.face_template
  for each row execute function insured.refuse_change();
`;

/** For the rights of the application's role. */
export const FACE_FACTS = [
  'insured.face_enrolment',
  'insured.face_end',
  'insured.face_challenge',
  'insured.face_answer',
] as const;
