/**
 * Persons, their certificates and special identities. Distributed by `person_id`; the certificate index by
 * digest.
 */
export const personTables = `
create table insured.person (
  person_id text primary key,
  name_cipher text not null,
  certificate_cipher text not null,
  phone_cipher text,
  phone_digest text,
  gender text not null check (gender in ('male', 'female')),
  birth_date text not null check (birth_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  created_at bigint not null
);
create index person_phone on insured.person (phone_digest) where phone_digest is not null;

create table insured.certificate (
  digest text not null,
  kind text not null check (kind in ('id-card', 'social-card', 'insurance-code')),
  person_id text not null references insured.person,
  serial_digest text,
  directory_digest text not null,
  primary key (digest, kind)
);
create index certificate_person on insured.certificate (person_id);

create table insured.identity (
  person_id text not null references insured.person,
  kind text not null,
  starts_on text not null,
  ends_on text,
  primary key (person_id, kind, starts_on)
);
`;
