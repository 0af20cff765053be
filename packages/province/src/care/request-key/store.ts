import type { FieldKey } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import type { Instant, Month } from '@zhijie/kernel';
import type { Institution } from '../institution/store.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

export type KeyState = 'in-progress' | 'done' | 'reversed' | 'expected-reversed';

/** What is known of an earlier call with the same message id. */
export type EarlierRequest = {
  readonly interfaceNumber: string;
  readonly digest: string | null;
  readonly state: KeyState;
  readonly visitId: string | null;
  readonly settlementId: string | null;
  /** The bytes that it was answered with. */
  readonly answer: Uint8Array | null;
  /** The earlier message as received. */
  readonly body: Uint8Array | null;
};

export type Received = {
  readonly rawId: number;
  readonly earlier: EarlierRequest | null;
  readonly institution: Institution | null;
  /** End of the planned stoppage that lasts now, when one does (procedures V-14). */
  readonly stopsUntil: Instant | null;
};

type KeyJson = Omit<EarlierRequest, 'answer' | 'body'> & {
  readonly answer: string | null;
  readonly body: string | null;
};

const RECEIVE = statement('care-receive', 'SELECT care.receive($1, $2, $3, $4, $5, $6) AS received');
const KEY = statement('care-key-of', 'SELECT care.key_of($1, $2) AS key');
const CLAIM = statement('care-claim', 'SELECT care.claim_request($1, $2, $3, $4, $5, $6, $7) AS claimed');
const FINISH = statement('care-finish', 'SELECT care.finish_request($1, $2, $3, $4, $5)');
const EXPECT_REVERSED = statement(
  'care-expect-reversed',
  `INSERT INTO care.request_key (provider_id, message_id, interface_number, state, month, received_at)
   VALUES ($1, $2, $3, 'expected-reversed', $4, $5) ON CONFLICT DO NOTHING RETURNING message_id`,
);
const MARK_REVERSED = statement(
  'care-mark-reversed',
  `UPDATE care.request_key SET state = 'reversed'
   WHERE provider_id = $1 AND message_id = $2 AND state IN ('done', 'in-progress')`,
);

function earlierOf(keys: readonly FieldKey[], key: KeyJson | null): EarlierRequest | null {
  if (key === null) return null;
  const open = (sealed: string | null) => (sealed === null ? null : openBytes(keys, sealed));
  return { ...key, answer: open(key.answer), body: open(key.body) };
}

/** Keeps the message as received and reads what an answer needs first, in one round trip. */
export async function receive(
  db: Executor,
  keys: readonly FieldKey[],
  message: {
    readonly providerId: string;
    readonly messageId: string;
    readonly interfaceNumber: string;
    readonly body: Uint8Array;
    readonly month: Month;
    readonly at: number;
  },
): Promise<Received> {
  const { providerId, messageId, interfaceNumber, body, month, at } = message;
  const values = [providerId, messageId, interfaceNumber, sealBytes(keys, body), month, at];
  const rows = await db.query<{
    received: Omit<Received, 'earlier'> & { readonly key: KeyJson | null };
  }>(RECEIVE, values);
  const { key, ...received } = rows[0]!.received;
  return { ...received, earlier: earlierOf(keys, key) };
}

export async function findRequest(
  db: Executor,
  keys: readonly FieldKey[],
  providerId: string,
  messageId: string,
): Promise<EarlierRequest | null> {
  const rows = await db.query<{ key: KeyJson | null }>(KEY, [providerId, messageId]);
  return earlierOf(keys, rows[0]?.key ?? null);
}

/** Makes the key of a call; false when it exists. Waits for a transaction that is just making it. */
export async function claimRequest(
  tx: Executor,
  key: {
    readonly providerId: string;
    readonly messageId: string;
    readonly interfaceNumber: string;
    readonly digest: string;
    readonly month: Month;
    readonly rawId: number | null;
    readonly at: number;
  },
): Promise<boolean> {
  const { providerId, messageId, interfaceNumber, digest, month, rawId, at } = key;
  const values = [providerId, messageId, interfaceNumber, digest, month, rawId, at];
  const rows = await tx.query<{ claimed: boolean }>(CLAIM, values);
  return rows[0]!.claimed;
}

/** Stores what the call was answered with; from now on the same message gets the same bytes. */
export async function finishRequest(
  tx: Executor,
  key: {
    readonly providerId: string;
    readonly messageId: string;
    readonly visitId?: string | null;
    readonly settlementId?: string | null;
    readonly answerSealed: string;
  },
): Promise<void> {
  const { providerId, messageId, visitId, settlementId, answerSealed } = key;
  await tx.query(FINISH, [providerId, messageId, visitId ?? null, settlementId ?? null, answerSealed]);
}

/** The tombstone of a message reversed before it arrived; false when the message is known. */
export async function expectReversed(
  tx: Executor,
  key: {
    readonly providerId: string;
    readonly messageId: string;
    readonly interfaceNumber: string;
    readonly month: Month;
    readonly at: number;
  },
): Promise<boolean> {
  const { providerId, messageId, interfaceNumber, month, at } = key;
  const rows = await tx.query(EXPECT_REVERSED, [providerId, messageId, interfaceNumber, month, at]);
  return rows.length === 1;
}

export async function markReversed(tx: Executor, providerId: string, messageId: string): Promise<void> {
  await tx.query(MARK_REVERSED, [providerId, messageId]);
}

const PREPARE = statement('care-prepare-month', 'SELECT care.prepare_month($1)');

/** Makes the partitions of a month, before its first row. */
export async function prepareMonth(db: Executor, month: Month): Promise<void> {
  await db.query(PREPARE, [month]);
}
