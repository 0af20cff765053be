/**
 * Coverage of a person per insurance type, and the append-only history of what the contribution feed said.
 */
export const coverageTables = `
create table insured.coverage (
  person_id text not null references insured.person,
  insurance_type text not null check (insurance_type in ('employee', 'resident')),
  insured_area text not null check (insured_area ~ '^\\d{6}$'),
  person_group text not null check (person_group in ('active', 'retired', 'adult', 'minor')),
  status text not null
    check (status in ('in-force', 'suspended', 'arrears', 'waiting', 'ended', 'dead')),
  started_on text not null,
  paused_on text,
  is_civil_servant boolean not null,
  aid_category text not null,
  employer text,
  -- Tier, rank, enrolment without a break, family doctor: each with the day from which it holds.
  facts jsonb not null default '[]' check (jsonb_typeof(facts) = 'array'),
  -- What decisions need of the registrations that stand; insured.registration holds them.
  registrations jsonb not null default '[]' check (jsonb_typeof(registrations) = 'array'),
  version bigint not null check (version >= 1),
  primary key (person_id, insurance_type)
);
create index coverage_area on insured.coverage (insured_area, insurance_type, status);

create table insured.coverage_change (
  event_id text not null,
  person_id text not null,
  insurance_type text not null,
  status text not null,
  effective_on text not null,
  changed_at bigint not null,
  actor_id text not null,
  body text not null,
  primary key (person_id, event_id)
);
`;
