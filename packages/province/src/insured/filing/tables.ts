/** Filings (备案), the events that changed them and the verification tasks that commitments leave behind. */
export const filingTables = `
create table insured.filing (
  person_id text not null references insured.person,
  filing_id text not null,
  insured_area text not null,
  insurance_type text not null check (insurance_type in ('employee', 'resident')),
  category text not null check (category in ('retiree-resettled', 'long-term-resident', 'stationed-worker',
    'referral', 'emergency-rescue', 'other-temporary')),
  care_areas text[] not null check (cardinality(care_areas) >= 1),
  starts_on text not null,
  ends_on text,
  ended_on text,
  locked_until text,
  state text not null check (state in ('submitted', 'in-force', 'refused', 'cancelled', 'replaced')),
  by_commitment boolean not null,
  documents text[] not null,
  disease_code text,
  renews text,
  replaces text,
  channel text not null,
  submitted_at bigint not null,
  decided_at bigint,
  decided_by text,
  reason text,
  returned_at bigint check (returned_at is null or state = 'submitted'),
  completed_at bigint,
  version bigint not null check (version >= 1),
  primary key (person_id, filing_id),
  check (ends_on is null or ends_on >= starts_on)
);
create index filing_open on insured.filing (insured_area, submitted_at) where state = 'submitted';

create table insured.filing_event (
  person_id text not null,
  event_id text not null,
  filing_id text not null,
  changed_at bigint not null,
  actor_id text not null,
  body text not null,
  primary key (person_id, event_id)
);

create table insured.verification_task (
  person_id text not null,
  filing_id text not null,
  created_at bigint not null,
  done_at bigint,
  done_by text,
  primary key (person_id, filing_id)
);
`;
