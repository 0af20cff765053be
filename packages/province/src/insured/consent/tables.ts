import { CONFIRMATIONS, CONSENT_CHANNELS, CONSENT_PURPOSES, DATA_CLASSES, RECIPIENT_KINDS } from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Consents, their withdrawals and every disclosure, made or refused (procedures K-03; Personal Information
 * Protection Law). All are facts: added, never changed.
 */
export const consentTables = `
create table insured.consent_text (
  text_hash text primary key check (text_hash ~ '^[0-9a-f]{64}$'),
  text text not null
);
create table insured.consent (
  consent_id text primary key,
  person_id text not null references insured.person,
  giver_id text not null,
  giver_role text not null check (giver_role in ('self', 'guardian', 'delegate')),
  delegation_id text,
  recipient_kind text not null check (recipient_kind in (${list(RECIPIENT_KINDS)})),
  recipient_id text not null,
  recipient_name text not null,
  purpose text not null check (purpose in (${list(CONSENT_PURPOSES)})),
  product text not null,
  data_classes text[] not null check (cardinality(data_classes) >= 1
    and data_classes <@ array[${list(DATA_CLASSES)}]),
  sensitive_classes text[] not null check (sensitive_classes <@ data_classes),
  starts_on text not null,
  ends_on text not null check (ends_on >= starts_on),
  channel text not null check (channel in (${list(CONSENT_CHANNELS)})),
  text_hash text not null references insured.consent_text,
  confirmed_by text not null check (confirmed_by in (${list(CONFIRMATIONS)})),
  confirmation_ref text,
  given_at bigint not null,
  constraint consent_giver check ((giver_role = 'self') = (giver_id = person_id)),
  constraint consent_delegation check ((giver_role = 'self') = (delegation_id is null)),
  constraint consent_paper check ((confirmed_by = 'staff-verified-paper') = (confirmation_ref is not null))
);
create index consent_person on insured.consent (person_id, recipient_kind, recipient_id, purpose);
comment on table insured.consent is '知情同意：谁、谁的数据、给谁、哪几类、做什么、哪个产品、起止、文本';
comment on column insured.consent.text_hash is '展示给本人的全文的 SM3';

create table insured.consent_revocation (
  consent_id text primary key references insured.consent,
  person_id text not null references insured.person,
  revoked_at bigint not null,
  revoked_by text not null,
  channel text not null check (channel in (${list(CONSENT_CHANNELS)}))
);
comment on table insured.consent_revocation is '撤回同意：一次调用，即时生效';

create table insured.disclosure (
  disclosure_id text primary key,
  person_id text not null references insured.person,
  at bigint not null,
  recipient_kind text not null check (recipient_kind in (${list(RECIPIENT_KINDS)})),
  recipient_id text not null,
  purpose text not null check (purpose in (${list(CONSENT_PURPOSES)})),
  product text not null,
  subject text not null,
  outcome text not null check (outcome in ('disclosed', 'refused')),
  refusal text,
  consent_ids text[] not null,
  fields text[] not null,
  token_digest text,
  constraint disclosure_outcome check ((outcome = 'disclosed') = (refusal is null)),
  constraint disclosure_consented check (outcome = 'refused'
    or (cardinality(consent_ids) >= 1 and cardinality(fields) >= 1))
);
create index disclosure_person on insured.disclosure (person_id, at);
comment on column insured.disclosure.fields is '给出的数据类；被拒绝时为所要的数据类';

create trigger consent_text_append_only before update or delete on insured.consent_text
  for each row execute function insured.refuse_change();
create trigger consent_append_only before update or delete on insured.consent
  for each row execute function insured.refuse_change();
create trigger consent_revocation_append_only before update or delete on insured.consent_revocation
  for each row execute function insured.refuse_change();
create trigger disclosure_append_only before update or delete on insured.disclosure
  for each row execute function insured.refuse_change();
`;

/** For the rights of the application's role. */
export const CONSENT_FACTS = [
  'insured.consent_text',
  'insured.consent',
  'insured.consent_revocation',
  'insured.disclosure',
] as const;
