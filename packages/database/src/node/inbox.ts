import type { Instant } from '@zhijie/kernel';
import { type Executor, statement } from '../database.ts';

const REMEMBER = statement('node-remember', 'SELECT node.remember($1, $2, $3) AS answer');
const ANSWER = statement('node-answer', 'SELECT answer FROM node.inbox WHERE message_id = $1');

/**
 * Stores the answer to a received message in the caller's transaction and returns the first answer ever
 * stored for that id: a repeated message gets the same bytes.
 */
export async function rememberAnswer(
  tx: Executor,
  {
    messageId,
    answer,
    at,
  }: { readonly messageId: string; readonly answer: Uint8Array; readonly at: Instant },
): Promise<Uint8Array> {
  const [row] = await tx.query<{ answer: Uint8Array }>(REMEMBER, [messageId, at, answer]);
  return row!.answer;
}

/** The answer given to this message before, or undefined when it is new. */
export async function answerOf(db: Executor, messageId: string): Promise<Uint8Array | undefined> {
  const [row] = await db.query<{ answer: Uint8Array }>(ANSWER, [messageId]);
  return row?.answer;
}
