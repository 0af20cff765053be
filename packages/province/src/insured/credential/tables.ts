/**
 * Electronic credentials (医保电子凭证): the code that a person shows, once, and the token that a decoding
 * of it gave (procedures Q-10). Code and token are kept as keyed digests only.
 */
export const credentialTables = `
create table insured.credential (
  code_digest text primary key,
  person_id text not null references insured.person,
  insured_area text not null check (insured_area ~ '^\\d{6}$'),
  issued_at bigint not null,
  expires_at bigint not null check (expires_at > issued_at),
  decode_id text unique,
  provider_id text,
  operator_id text,
  department_id text,
  business text,
  decoded_at bigint,
  token_digest text unique,
  token_expires_at bigint,
  used_by text,
  used_at bigint,
  constraint credential_decoded check (num_nulls(decode_id, provider_id, operator_id, department_id, business,
    decoded_at, token_digest, token_expires_at) in (0, 8)),
  constraint credential_decoded_in_time check (decoded_at < expires_at and token_expires_at > decoded_at),
  constraint credential_used check (num_nulls(used_by, used_at) in (0, 2)
    and (used_at is null or used_at < token_expires_at))
);
create index credential_person on insured.credential (person_id) where decode_id is null;
-- Switched on by its first showing, off and on again by the person (XJ-D01-2019 has activation as a step).
create table insured.credential_switch (
  person_id text not null references insured.person,
  at bigint not null,
  entry bigint generated always as identity,
  is_active boolean not null,
  switched_by text not null,
  primary key (person_id, at, entry)
);
comment on table insured.credential_switch is '医保码的激活和停用';
create trigger credential_switch_append_only before update or delete on insured.credential_switch
  for each row execute function insured.refuse_change();
comment on table insured.credential is '医保电子凭证：一次性的码和解码所得的令牌，均只存摘要';
comment on column insured.credential.used_by is '令牌由哪一次办理用掉；查询不用掉令牌';
`;

/** For the rights of the application's role. */
export const CREDENTIAL_FACTS = ['insured.credential_switch'] as const;
