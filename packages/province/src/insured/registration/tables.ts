/**
 * What hospitals file for a person (备案登记): transfers, chronic diseases, designated institutions, accidents.
 * What people said (diagnosis in words, telephone, agent) is kept encrypted. `coverage.registrations` repeats
 * what a decision needs of those that stand, so that no settlement reads this table.
 */
export const registrationTables = `
create table insured.registration (
  person_id text not null references insured.person,
  registration_id text not null,
  request_id text not null unique,
  kind text not null check (kind in ('transfer', 'chronic', 'designated', 'accident')),
  insurance_type text not null,
  insured_area text not null check (insured_area ~ '^\\d{6}$'),
  care_area text not null,
  provider_id text not null,
  starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  ends_on text,
  disease_code text,
  institution_id text,
  destination text,
  is_payable boolean,
  filing_id text,
  -- The filing was made by this registration and goes with it.
  owns_filing boolean not null,
  facts_cipher text not null,
  filed_at bigint not null,
  withdrawn_at bigint,
  withdrawn_by text unique,
  withdrawn_reason text,
  primary key (person_id, registration_id),
  foreign key (person_id, insurance_type) references insured.coverage (person_id, insurance_type),
  constraint registration_period check (ends_on is null or ends_on >= starts_on),
  constraint registration_withdrawn check (num_nulls(withdrawn_at, withdrawn_by, withdrawn_reason) in (0, 3)),
  constraint registration_says check (case kind when 'chronic' then disease_code is not null
    when 'designated' then institution_id is not null when 'transfer' then destination is not null
    else is_payable is not null end),
  constraint registration_filing check (not owns_filing or filing_id is not null)
);
create index registration_person on insured.registration (person_id, kind, starts_on);
comment on table insured.registration is '医院为参保人办理的转院、慢特病、定点机构、意外伤害备案';
comment on column insured.registration.withdrawn_by is '撤销它的请求，同一请求重复不再有作用';

create function insured.standing_registrations(p_person text, p_insurance text) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'disease', r.disease_code,
      'institution', r.institution_id, 'from', r.starts_on, 'until', r.ends_on, 'isPayable', r.is_payable)
    order by r.registration_id), '[]')
  from insured.registration r
  where r.person_id = p_person and r.insurance_type = p_insurance and r.withdrawn_at is null
    and r.kind <> 'transfer'
$$;
`;
