import { encryptField, keyedDigest } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { type Instant, instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { assertSpeakable, leavesAt, type MessageContent, textOf } from './words.ts';

/**
 * `subject`: what the message is about, in our own ids. The same person, kind and subject again is the same
 * message. `notBefore`: e.g. nine o'clock of the next morning; quiet hours are kept by themselves.
 */
export type NewMessage = {
  readonly personId: string;
  readonly subject: string;
  readonly content: MessageContent;
  readonly notBefore?: Instant;
};

type Deps = Pick<InsuredDeps, 'fieldKeys' | 'lookupKey' | 'now'>;

const INSERT = statement(
  'insured.message.insert',
  `insert into insured.message (message_id, person_id, kind, subject, words_sealed, created_at, state,
     next_at, expires_at)
   select m.message_id, m.person_id, m.kind, m.subject, m.words_sealed, m.created_at, 'waiting', m.next_at,
     m.expires_at
   from json_populate_recordset(null::insured.message, $1::json) m
   on conflict do nothing returning message_id`,
);

/** The id by which every channel knows a message, and which tells nothing about it. */
export const messageIdOf = (
  { lookupKey }: Pick<Deps, 'lookupKey'>,
  { personId, subject, content: { kind } }: NewMessage,
): string => keyedDigest(lookupKey, `message:${kind}:${personId}:${subject}`).slice(0, 32);

function rowOf(deps: Deps, message: NewMessage, at: Instant) {
  const { personId, subject, content, notBefore = at } = message;
  const text = textOf(content);
  assertSpeakable(text);
  const minutes = content.kind === 'code' ? content.minutes : null;
  return {
    message_id: messageIdOf(deps, message),
    person_id: personId,
    kind: content.kind,
    subject,
    words_sealed: encryptField(deps.fieldKeys[0]!, text),
    created_at: at,
    next_at: leavesAt(content.kind, instant(Math.max(at, notBefore))),
    expires_at: minutes === null ? null : at + minutes * 60_000,
  };
}

/**
 * Puts messages to people into the outbox, in the caller's transaction; answers how many are new. They stand
 * in the inboxes at once and leave by the background work (`deliverMessages`).
 */
export async function enqueueMessages(
  deps: Deps,
  tx: Executor,
  messages: readonly NewMessage[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const at = deps.now();
  const rows = messages.map((message) => rowOf(deps, message, at));
  return (await tx.query(INSERT, [JSON.stringify(rows)])).length;
}

/** One message; answers its id, new or known. */
export async function enqueueMessage(deps: Deps, tx: Executor, message: NewMessage): Promise<string> {
  await enqueueMessages(deps, tx, [message]);
  return messageIdOf(deps, message);
}
