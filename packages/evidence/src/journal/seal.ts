import { toHex } from '@zhijie/crypto';
import { type Database, type Executor, statement } from '@zhijie/database';
import { assert, canonicalJson, Failure, type Instant } from '@zhijie/kernel';
import {
  append,
  decodeFrontier,
  emptyFrontier,
  encodeFrontier,
  type Frontier,
  rootOf,
} from '../merkle/frontier.ts';
import { leafHash, sameHash } from '../merkle/hashes.ts';
import { type Head, type HeadSigner, headBytes } from './head.ts';

/** One journal row as the tree sees it. */
export type JournalEntry = {
  readonly sequence: number;
  readonly kind: string;
  readonly subject: string;
  readonly digest: Uint8Array;
};

/** Rows placed under one head at most; a longer backlog takes several calls. */
const ROWS_PER_HEAD = 10_000;

const APPEND = statement('evidence.append', 'SELECT evidence.append($1, $2, $3) AS sequence');
// Blocks a second sealer until the first has committed: it then continues from the new head.
const LOCK = statement(
  'evidence.seal-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('evidence.seal', 0))`,
);
const LAST = statement(
  'evidence.last-frontier',
  'SELECT size, root, frontier FROM evidence.head ORDER BY size DESC LIMIT 1',
);
// Below xmin every transaction has ended: no row can appear any more among those that are placed now.
const UNSEALED = statement(
  'evidence.unsealed',
  `SELECT sequence, kind, subject, digest FROM evidence.journal
   WHERE leaf_index IS NULL AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY sequence LIMIT $1`,
);
const PLACE = statement(
  'evidence.place',
  `UPDATE evidence.journal AS j SET leaf_index = p.leaf_index, leaf_hash = p.leaf_hash
   FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS p (sequence, leaf_index, leaf_hash)
   WHERE j.sequence = p.sequence AND j.leaf_index IS NULL
   RETURNING j.sequence`,
);
const ADD_HEAD = statement(
  'evidence.add-head',
  `INSERT INTO evidence.head (size, root, signed_at, signature, previous_size, frontier)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);

/** Puts a fact's digest into the journal, in the caller's transaction; answers its sequence number. */
export async function appendToJournal(
  tx: Executor,
  entry: { kind: string; subject: string; digest: Uint8Array },
): Promise<number> {
  const [row] = await tx.query<{ sequence: number }>(APPEND, [entry.kind, entry.subject, entry.digest]);
  assert(row !== undefined, 'evidence.append answers one row');
  return row.sequence;
}

/** The bytes whose leaf hash stands for a row in the tree. */
export function leafBytes({ sequence, kind, subject, digest }: JournalEntry): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ sequence, kind, subject, digest: toHex(digest) }));
}

/**
 * Places the rows of all ended transactions in the tree, in sequence order, and signs the new head, in one
 * transaction. Null when there is nothing to place. A row whose transaction is still open, and every row of a
 * younger transaction, waits for a later call: nothing that commits late is lost or squeezed in before a
 * signed head. At most `rowsPerHead` rows are placed. Throws a Failure when the stored frontier does not give
 * the root of the last head.
 */
export async function sealJournal(
  db: Database,
  sign: HeadSigner,
  now: Instant,
  { rowsPerHead = ROWS_PER_HEAD }: { rowsPerHead?: number } = {},
): Promise<Head | null> {
  return db.transaction(async (tx) => {
    await tx.query(LOCK, []);
    const before = await lastFrontier(tx);
    const entries = await tx.query<JournalEntry>(UNSEALED, [rowsPerHead]);
    if (entries.length === 0) return null;
    const hashes = entries.map((entry) => leafHash(leafBytes(entry)));
    await place(tx, before.size, entries, hashes);
    const after = hashes.reduce(append, before);
    const unsigned = { size: after.size, root: rootOf(after), signedAt: now, previousSize: before.size };
    const head = { ...unsigned, signature: sign(headBytes(unsigned)) };
    await addHead(tx, head, after);
    return head;
  });
}

async function lastFrontier(tx: Executor): Promise<Frontier> {
  type Row = { size: number; root: Uint8Array; frontier: Uint8Array };
  const [last] = await tx.query<Row>(LAST, []);
  if (last === undefined) return emptyFrontier();
  const frontier = decodeFrontier(last.size, last.frontier);
  if (!sameHash(rootOf(frontier), last.root)) {
    throw new Failure(`Cannot seal the journal: the frontier of head ${last.size} does not give its root`);
  }
  return frontier;
}

async function place(
  tx: Executor,
  from: number,
  entries: readonly JournalEntry[],
  hashes: readonly Uint8Array[],
): Promise<void> {
  const sequences = entries.map((entry) => entry.sequence);
  const indexes = entries.map((_, i) => from + i);
  const placed = await tx.query(PLACE, [sequences, indexes, hashes.map((hash) => Buffer.from(hash))]);
  assert(placed.length === entries.length, 'Every row read under the lock is placed');
}

async function addHead(tx: Executor, head: Head, frontier: Frontier): Promise<void> {
  const { size, root, signedAt, signature, previousSize } = head;
  await tx.query(ADD_HEAD, [size, root, signedAt, signature, previousSize, encodeFrontier(frontier)]);
}
