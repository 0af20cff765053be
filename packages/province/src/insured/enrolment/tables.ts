/** Premiums paid from personal accounts and given back (OS3): facts. Amounts are fen. */
export const enrolmentTables = `
create table insured.premium_purchase (
  purchase_id text primary key,
  -- Whose cover, and whose account paid.
  person_id text not null references insured.person,
  payer_id text not null references insured.person,
  relation text,
  product text not null,
  insurer text not null,
  policy_number text not null unique,
  enrolment_id text not null references insured.commercial_enrolment,
  premium bigint not null check (premium > 0),
  starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  request_key text not null,
  bought_at bigint not null,
  bought_by text not null,
  constraint premium_for_relative check ((person_id = payer_id) = (relation is null)),
  constraint premium_once unique (payer_id, request_key)
);
create index premium_purchase_person on insured.premium_purchase (person_id, bought_at);
comment on table insured.premium_purchase is '用个人账户投保：为谁、谁付、哪个产品；保费为分';

create table insured.premium_return (
  purchase_id text primary key references insured.premium_purchase,
  returned_at bigint not null,
  returned_by text not null
);

create trigger premium_purchase_append_only before update or delete on insured.premium_purchase
  for each row execute function insured.refuse_change();
create trigger premium_return_append_only before update or delete on insured.premium_return
  for each row execute function insured.refuse_change();
`;

/** For the rights of the application's role. */
export const ENROLMENT_FACTS = ['insured.premium_purchase', 'insured.premium_return'] as const;
