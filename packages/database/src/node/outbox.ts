import type { Instant } from '@zhijie/kernel';
import { type Database, type Executor, statement } from '../database.ts';
import { backOffMs, LEASE_MS } from './back-off.ts';

/** A message to be delivered at least once. The receiver recognises a repetition by the id. */
export type OutboxEntry = {
  readonly id: string;
  readonly destination: string;
  readonly message: string;
  readonly payload: Uint8Array;
};

export type ClaimedEntry = OutboxEntry & { readonly attempts: number; readonly createdAt: number };

export type OutboxRun = {
  readonly db: Database;
  /** Returns when delivered and acknowledged; throws otherwise, and the entry is tried again later. */
  readonly send: (entry: ClaimedEntry) => Promise<void>;
  readonly now: () => Instant;
  /** Entries taken at once; they are sent side by side. */
  readonly limit: number;
  /** 20 s unless said; longer than the work itself may take. */
  readonly leaseMs?: number;
};

export type RunCount = { readonly done: number; readonly failed: number };

const ENQUEUE = statement('node-enqueue', 'SELECT node.enqueue($1, $2, $3, $4, $5)');
const WITHDRAW = statement('node-withdraw', 'SELECT node.withdraw($1, $2) AS withdrawn');
const CLAIM = statement(
  'node-outbox-claim',
  `UPDATE node.outbox o SET attempts = o.attempts + 1, next_at = $1::bigint + $2::bigint
   FROM (SELECT id FROM node.outbox WHERE done_at IS NULL AND next_at <= $1
         ORDER BY next_at, created_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) due
   WHERE o.id = due.id
   RETURNING o.id, o.destination, o.message, o.payload, o.attempts, o.created_at AS "createdAt"`,
);
const DONE = statement(
  'node-outbox-done',
  'UPDATE node.outbox SET done_at = $2, last_error = NULL WHERE id = ANY($1::text[])',
);
const FAILED = statement(
  'node-outbox-failed',
  `UPDATE node.outbox o SET next_at = f.next_at, last_error = f.error
   FROM unnest($1::text[], $2::bigint[], $3::text[]) AS f (id, next_at, error)
   WHERE o.id = f.id AND o.done_at IS NULL`,
);
const PENDING = statement(
  'node-outbox-pending',
  `SELECT count(*) AS entries, min(created_at) AS "oldestAt", max(attempts) AS attempts
   FROM node.outbox WHERE done_at IS NULL`,
);

/** Writes the entry in the caller's transaction. The same id again has no effect. */
export async function enqueue(tx: Executor, entry: OutboxEntry & { readonly at: Instant }): Promise<void> {
  await tx.query(ENQUEUE, [entry.id, entry.destination, entry.message, entry.payload, entry.at]);
}

/** Ends an entry that need not be delivered any more; false when it was done before. */
export async function withdraw(tx: Executor, id: string, at: Instant): Promise<boolean> {
  const [row] = await tx.query<{ withdrawn: boolean }>(WITHDRAW, [id, at]);
  return row?.withdrawn === true;
}

/**
 * Delivers what is due: claims entries (SKIP LOCKED, so that several workers share the work), sends them
 * outside any transaction, then records success or the time of the next attempt. A worker that dies keeps
 * its entries for the lease, after which they are sent again: at least once, in no promised order.
 */
export async function runOutbox({ db, send, now, limit, leaseMs = LEASE_MS }: OutboxRun): Promise<RunCount> {
  const entries = await db.query<ClaimedEntry>(CLAIM, [now(), leaseMs, limit]);
  if (entries.length === 0) return { done: 0, failed: 0 };
  entries.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const outcomes = await Promise.allSettled(entries.map((entry) => send(entry)));
  const done: string[] = [];
  const failed: { id: string; nextAt: number; error: string }[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const { id, attempts } = entries[index]!;
    if (outcome.status === 'fulfilled') done.push(id);
    else failed.push({ id, nextAt: now() + backOffMs(attempts), error: textOf(outcome.reason) });
  }
  if (done.length > 0) await db.query(DONE, [done, now()]);
  if (failed.length > 0) {
    await db.query(FAILED, [
      failed.map((f) => f.id),
      failed.map((f) => f.nextAt),
      failed.map((f) => f.error),
    ]);
  }
  return { done: done.length, failed: failed.length };
}

/** What still waits: for health and the doctor. */
export async function pendingOutbox(
  db: Executor,
): Promise<{ entries: number; oldestAt: number | null; attempts: number | null }> {
  const [row] = await db.query<{ entries: number; oldestAt: number | null; attempts: number | null }>(
    PENDING,
    [],
  );
  return row ?? { entries: 0, oldestAt: null, attempts: null };
}

const textOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
