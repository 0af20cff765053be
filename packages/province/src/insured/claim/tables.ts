import { CLAIM_STATES, PAPER_KINDS, STEP_LABELS } from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Manual claims (procedures F-10, F-14, V-12, B-05). What a claim says and its papers are encrypted; its
 * steps and payments are facts, only ever added. Approved, a claim has a settlement under its own id, so that
 * the counters, the history and the rule that a visit is settled once are those of every settlement.
 */
export const claimTables = `
create table insured.claim (
  claim_id text primary key check (claim_id ~ '^C[0-9]{12}'),
  person_id text not null references insured.person,
  insured_area text not null,
  insurance_type text not null check (insurance_type in ('employee', 'resident')),
  packet_id text unique references insured.manual_claim,
  state text not null check (state in (${list(CLAIM_STATES)})),
  revision integer not null check (revision >= 1),
  opened_at bigint not null,
  received_at bigint,
  due_on text,
  proposed_by text,
  proposed_funds bigint check (proposed_funds >= 0),
  case_sealed text not null,
  constraint claim_received_with_date check ((received_at is null) = (due_on is null)),
  constraint claim_proposed_by_somebody check (state <> 'proposed' or proposed_by is not null)
);
comment on table insured.claim is 'Manual claims; moments in ms, proposed_funds in fen, due_on a day';
create index on insured.claim (insured_area, state, due_on);
create index on insured.claim (person_id);

create table insured.claim_paper (
  paper_id text primary key,
  claim_id text not null references insured.claim,
  kind text not null check (kind in (${list(PAPER_KINDS)})),
  name text not null,
  bytes bigint not null check (bytes > 0),
  -- 'waiting' to be read, being 'read', 'done', 'failed' with a refusal, 'kept' unread.
  reading text not null check (reading in ('waiting', 'reading', 'done', 'failed', 'kept')),
  refusal text check ((reading = 'failed') = (refusal is not null)),
  reading_since bigint,
  added_at bigint not null,
  content_sealed text not null
);
create index on insured.claim_paper (claim_id);
create index on insured.claim_paper (added_at) where reading in ('waiting', 'reading');

create table insured.claim_step (
  claim_id text not null references insured.claim,
  step integer not null,
  kind text not null check (kind in (${list(Object.keys(STEP_LABELS))})),
  actor_id text not null,
  actor_kind text not null,
  at bigint not null,
  funds bigint,
  note text,
  primary key (claim_id, step)
);
create trigger claim_step_append_only before update or delete on insured.claim_step
  for each row execute function insured.refuse_change();

create table insured.claim_payment (
  claim_id text not null references insured.claim,
  way text not null check (way in ('paid', 'returned')),
  amount bigint not null check (amount > 0),
  bank text not null check (bank <> ''),
  serial text not null check (serial <> ''),
  paid_on text not null,
  recorded_by text not null,
  recorded_at bigint not null,
  primary key (claim_id, way),
  constraint claim_payment_serial_once unique (bank, serial)
);
comment on table insured.claim_payment is 'Bank payments to the person, or back of a claim undone, fen';
create trigger claim_payment_append_only before update or delete on insured.claim_payment
  for each row execute function insured.refuse_change();

-- The node's part of the register of used invoices. 'asked': the nation's register said yes.
create table insured.invoice_use (
  digest text not null,
  claim_id text not null references insured.claim,
  used_at bigint not null,
  asked_at bigint,
  is_taken boolean not null default false,
  released_at bigint,
  given_back_at bigint,
  check (given_back_at is null or released_at is not null)
);
create unique index invoice_in_one_claim on insured.invoice_use (digest) where released_at is null;
create index on insured.invoice_use (claim_id);
create index invoice_use_to_tell on insured.invoice_use (used_at)
  where (released_at is null and asked_at is null) or (released_at is not null and given_back_at is null);
`;
