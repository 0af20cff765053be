/** The inbox of a person: read, counted, marked as read; and which channels the person wants. */
import { decryptField } from '@zhijie/crypto';
import { statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Actor, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { CHANNELS, type ChannelKind, MESSAGE_TITLES, type MessageKind } from './words.ts';

export type InboxMessage = {
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly title: string;
  readonly text: string;
  /** What it is about, in our own ids: a page may lead there. */
  readonly subject: string;
  readonly at: Instant;
  readonly readAt: Instant | null;
  /** By which channel it left, besides the inbox. */
  readonly channel: ChannelKind | null;
};

const PAGE = statement(
  'insured.message.page',
  `select message_id as "messageId", kind, subject, words_sealed as sealed, created_at as at,
     read_at as "readAt",
     case state when 'left' then channel end as channel
   from insured.message where person_id = $1 and kind <> 'code' and (created_at, message_id) < ($2, $3)
   order by created_at desc, message_id desc limit $4`,
);
const UNREAD = statement(
  'insured.message.unread',
  `select count(*)::int as unread from insured.message
   where person_id = $1 and kind <> 'code' and read_at is null`,
);
const READ = statement(
  'insured.message.read',
  `update insured.message set read_at = greatest($3, created_at)
   where person_id = $1 and kind <> 'code' and read_at is null and ($2::text is null or message_id = $2)
   returning message_id`,
);
const WANTED = statement(
  'insured.message.wanted',
  'select channels from insured.message_preference where person_id = $1',
);
const WANT = statement(
  'insured.message.want',
  `insert into insured.message_preference (person_id, channels, changed_at) values ($1, $2, $3)
   on conflict (person_id) do update set channels = excluded.channels, changed_at = excluded.changed_at`,
);

type Row = Omit<InboxMessage, 'title' | 'text'> & { readonly sealed: string };

/** Only the person reads the own inbox: messages may be about money of more than one area. */
const isOwn = (actor: Actor, personId: string): boolean => actor.kind === 'person' && actor.id === personId;

export type InboxPage = {
  readonly personId: string;
  readonly before: { readonly at: number; readonly messageId: string } | null;
  readonly limit: number;
};

export type Inbox = { readonly messages: readonly InboxMessage[]; readonly unread: number };

/** Messages, newest first, 1 … 100 a page, and how many are unread. Refuses `not-permitted`. */
export async function inboxOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId, before, limit }: InboxPage,
): Promise<Result<Inbox, Refusal>> {
  if (!isOwn(actor, personId)) return refuse('not-permitted');
  const { at, messageId } = before ?? { at: Number.MAX_SAFE_INTEGER, messageId: '' };
  const values = [personId, at, messageId, Math.min(Math.max(limit, 1), 100)];
  const rows = await deps.db.query<Row>(PAGE, values);
  const [count] = await deps.db.query<{ unread: number }>(UNREAD, [personId]);
  const messages = rows.map(({ sealed, ...row }) => ({
    ...row,
    title: MESSAGE_TITLES[row.kind],
    text: decryptField(deps.fieldKeys, sealed),
  }));
  return ok({ messages, unread: count?.unread ?? 0 });
}

/** Marks one message as read, or all; answers how many were unread. Refuses `not-permitted`. */
export async function markRead(
  deps: InsuredDeps,
  actor: Actor,
  { personId, messageId }: { readonly personId: string; readonly messageId: string | null },
): Promise<Result<{ readonly marked: number }, Refusal>> {
  if (!isOwn(actor, personId)) return refuse('not-permitted');
  return ok({ marked: (await deps.db.query(READ, [personId, messageId, deps.now()])).length });
}

export type Channels = { readonly channels: readonly ChannelKind[] };

/** The channels besides the inbox, in their order. Refuses `not-permitted`. */
export async function messageChannelsOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<Channels, Refusal>> {
  if (!isOwn(actor, personId)) return refuse('not-permitted');
  const [row] = await deps.db.query<{ channels: ChannelKind[] }>(WANTED, [personId]);
  return ok({ channels: row?.channels ?? CHANNELS });
}

/** Sets them; none means the inbox only, except for codes. Refuses `not-permitted`, `channel-repeated`. */
export async function chooseChannels(
  deps: InsuredDeps,
  actor: Actor,
  { personId, channels }: Channels & { readonly personId: string },
): Promise<Result<Channels, Refusal>> {
  if (!isOwn(actor, personId)) return refuse('not-permitted');
  if (new Set(channels).size !== channels.length) return refuse('channel-repeated', { field: 'channels' });
  const at = deps.now();
  await deps.db.transaction(async (tx) => {
    await tx.query(WANT, [personId, channels, at]);
    const digest = digestOf({ personId, channels, at });
    await appendToJournal(tx, { kind: 'insured.message-preference', subject: personId, digest });
  });
  return ok({ channels });
}
