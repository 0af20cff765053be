import { CHANNELS, MESSAGE_KINDS } from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Messages to people (账单推送). A message always stands in the person's inbox, except a code; outside channels
 * carry it once. Its words are encrypted; a code's words are overwritten when it has left.
 */
export const messageTables = `
create table insured.message (
  message_id text primary key check (message_id ~ '^[0-9a-f]{32}$'),
  person_id text not null references insured.person,
  kind text not null check (kind in (${list(MESSAGE_KINDS)})),
  -- What it is about, in our own ids: a settlement, a filing, a day.
  subject text not null check (subject <> ''),
  words_sealed text not null,
  created_at bigint not null,
  -- 'waiting' to leave, 'left' by a channel, 'kept' in the inbox only, 'expired' before it could leave.
  state text not null check (state in ('waiting', 'left', 'kept', 'expired')),
  channel text check (channel in (${list(CHANNELS)})),
  attempts integer not null default 0,
  next_at bigint not null,
  expires_at bigint,
  done_at bigint,
  read_at bigint check (read_at >= created_at),
  constraint message_done check ((state = 'waiting') = (done_at is null)),
  constraint message_left_by check (state <> 'left' or channel is not null),
  constraint message_code_expires check ((kind = 'code') = (expires_at is not null))
);
comment on table insured.message is '给参保人的消息；时刻为毫秒，正文加密';
create index message_due on insured.message (next_at) where state = 'waiting';
create index message_inbox on insured.message (person_id, created_at desc, message_id desc)
  where kind <> 'code';
create index message_unread on insured.message (person_id) where read_at is null and kind <> 'code';

-- Which outside channels a person wants, in this order; an empty list: the inbox only.
create table insured.message_preference (
  person_id text primary key references insured.person,
  channels text[] not null check (channels <@ array[${list(CHANNELS)}]::text[]),
  changed_at bigint not null
);

-- How far the causes have been looked through: a row per cause, moved in the transaction that tells.
create table insured.message_cursor (
  cause text primary key,
  at bigint not null,
  after text not null default '',
  -- Of an area: the policy that its persons know; what it becomes stays until everybody was told.
  policy text,
  telling text
);

-- Persons with bills of a day, whose bill of that day is told on the next morning.
create table insured.message_day (
  on_date text not null check (on_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  person_id text not null references insured.person,
  primary key (on_date, person_id)
);
`;
