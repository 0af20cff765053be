/** Messages leave by outside channels: at least once, each by one channel, which carries it once. */
import { decryptField, encryptField, keyedDigest } from '@zhijie/crypto';
import { orderedBy, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { MessageChannel } from './channel.ts';
import { CHANNELS, type ChannelKind, CODE_SENT, MESSAGE_TITLES, type MessageKind } from './words.ts';

const AT_ONCE = 50;
/** Longer than a channel may take to answer. */
const LEASE_MS = 60_000;
/** A message that no channel could be asked about for so long stays in the inbox only. */
const TRIES = 12;

type Claimed = {
  readonly messageId: string;
  readonly personId: string;
  readonly kind: MessageKind;
  readonly sealed: string;
  /** By which channel it was tried: it is tried there again, so that it cannot leave twice. */
  readonly channel: ChannelKind | null;
  readonly attempts: number;
  readonly expiresAt: Instant | null;
  readonly phoneSealed: string | null;
  /** Null: the person said nothing about it. */
  readonly wanted: readonly ChannelKind[] | null;
};

const CLAIM = statement(
  'insured.message.claim',
  `update insured.message m set attempts = m.attempts + 1, next_at = $1::bigint + $2::bigint
   from (select message_id from insured.message where state = 'waiting' and next_at <= $1
         order by next_at, message_id limit $3 for update skip locked) due, insured.person p
   where m.message_id = due.message_id and p.person_id = m.person_id
   returning m.message_id as "messageId", m.person_id as "personId", m.kind,
     m.words_sealed as sealed, m.channel,
     m.attempts, m.expires_at as "expiresAt", p.phone_cipher as "phoneSealed",
     (select f.channels from insured.message_preference f where f.person_id = m.person_id) as wanted`,
);
const DONE = statement(
  'insured.message.done',
  `update insured.message set state = $2, channel = $3, done_at = $4,
     words_sealed = coalesce($5, words_sealed)
   where message_id = $1 and state = 'waiting'`,
);
// Before the channel is asked: a program that dies in between tries the same channel again.
const BY = statement(
  'insured.message.by',
  `update insured.message set channel = $2, next_at = $3 where message_id = $1 and state = 'waiting'`,
);

type End = { readonly state: 'left' | 'kept' | 'expired'; readonly channel: ChannelKind | null };

async function finish(deps: InsuredDeps, message: Claimed, { state, channel }: End): Promise<void> {
  const at = deps.now();
  const words = message.kind === 'code' ? encryptField(deps.fieldKeys[0]!, CODE_SENT) : null;
  await deps.db.query(DONE, [message.messageId, state, channel, at, words]);
}

/** Where a channel reaches the person; null: nowhere. */
function addressOf(deps: InsuredDeps, { personId, phoneSealed }: Claimed, kind: ChannelKind): string | null {
  if (kind === 'mini-program') return keyedDigest(deps.lookupKey, `mini-program:${personId}`).slice(0, 32);
  return phoneSealed === null ? null : decryptField(deps.fieldKeys, phoneSealed);
}

/** The channels to try: in the person's order, from the one that was tried. A code goes by text message. */
function channelsFor(
  deps: InsuredDeps,
  message: Claimed,
  channels: readonly MessageChannel[],
): readonly { readonly channel: MessageChannel; readonly to: string }[] {
  const order = message.kind === 'code' ? (['text-message'] as const) : (message.wanted ?? CHANNELS);
  const kinds = message.channel === null ? order : [message.channel, ...after(order, message.channel)];
  return kinds.flatMap((kind) => {
    const channel = channels.find((one) => one.kind === kind);
    const to = channel === undefined ? null : addressOf(deps, message, kind);
    return channel === undefined || to === null ? [] : [{ channel, to }];
  });
}

const after = (order: readonly ChannelKind[], kind: ChannelKind): readonly ChannelKind[] =>
  order.includes(kind) ? order.slice(order.indexOf(kind) + 1) : [];

/** From five seconds to an hour, twice as long each time. */
const waitMs = (attempts: number): number => Math.min(3_600_000, 5000 * 2 ** Math.min(attempts - 1, 10));

async function send(
  deps: InsuredDeps,
  message: Claimed,
  channels: readonly MessageChannel[],
): Promise<boolean> {
  const { messageId, kind, attempts, expiresAt } = message;
  const isLate = expiresAt !== null && expiresAt <= deps.now();
  if (isLate) await finish(deps, message, { state: 'expired', channel: null });
  if (isLate) return false;
  const text = decryptField(deps.fieldKeys, message.sealed);
  for (const { channel, to } of channelsFor(deps, message, channels)) {
    await deps.db.query(BY, [messageId, channel.kind, deps.now() + waitMs(attempts)]);
    try {
      const said = await channel.send({ reference: messageId, to, title: MESSAGE_TITLES[kind], text });
      if (said === 'refused') continue;
      await finish(deps, message, { state: 'left', channel: channel.kind });
      return true;
    } catch (error) {
      // Nobody knows whether it has it: neither another channel nor the end before it is known.
      const reason = error instanceof Error ? error.message : String(error);
      deps.log?.({ level: 'warn', event: 'message-channel-silent', channel: channel.kind, reason });
      if (attempts >= TRIES) await finish(deps, message, { state: 'kept', channel: channel.kind });
      return false;
    }
  }
  await finish(deps, message, { state: 'kept', channel: null });
  return false;
}

/**
 * Sends what is due; answers how many messages left. What stays in the inbox only (no channel reaches the
 * person, or none is wanted) ends as `kept`.
 */
export async function deliverMessages(deps: InsuredDeps): Promise<number> {
  const { messageChannels = [] } = deps;
  const taken = deps.db.query<Claimed>(CLAIM, [deps.now(), LEASE_MS, AT_ONCE]);
  const claimed = await orderedBy(taken, ({ messageId }) => messageId);
  const sent = await Promise.all(claimed.map((message) => send(deps, message, messageChannels)));
  return sent.filter(Boolean).length;
}
