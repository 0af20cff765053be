import { readFileSync } from 'node:fs';
import { generateKeyPair, importPublic, toHex } from '@zhijie/crypto';
import { type Executor, runScript, statement, useTestDatabase } from '@zhijie/database';
import { instant } from '@zhijie/kernel';
import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../digest.ts';
import { leafHash } from '../merkle/hashes.ts';
import { merkleRoot } from '../merkle/tree.ts';
import { type Head, headBytes, headSigner, headVerifier, latestHead } from './head.ts';
import { evidenceMigrations } from './migrations.ts';
import { appendToJournal, type JournalEntry, leafBytes, sealJournal } from './seal.ts';
import { verifyJournal } from './verify.ts';

const { privateKey, publicKey } = generateKeyPair((length) => new Uint8Array(length).fill(7));
const sign = headSigner(privateKey);
const verify = headVerifier(publicKey);
const noon = instant(Date.UTC(2026, 0, 15, 4));

const NUMBER = statement('test.transaction-number', 'SELECT pg_current_xact_id()::text AS number');
const HAS_PASSED = statement(
  'test.horizon-passed',
  'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS passed',
);
const ROWS = statement(
  'test.journal-rows',
  'SELECT sequence, kind, subject, digest, leaf_index AS "leafIndex" FROM evidence.journal ORDER BY leaf_index NULLS LAST, sequence',
);
type Row = JournalEntry & { leafIndex: number | null };

const db = useTestDatabase(evidenceMigrations);
beforeEach(() =>
  runScript(
    db,
    'reset',
    `DROP SCHEMA evidence CASCADE; ${evidenceMigrations.map(({ sql }) => sql).join(';')}`,
  ),
);

const record = (tx: Executor, subject: string) =>
  appendToJournal(tx, { kind: 'insured.settlement', subject, digest: digestOf({ subject }) });

/**
 * The horizon is that of the whole PostgreSQL server: waits for the older transactions of other test files, which
 * would hold our rows back.
 */
async function othersEnded(): Promise<void> {
  const [own] = await db.query<{ number: string }>(NUMBER, []);
  for (;;) {
    const [row] = await db.query<{ passed: boolean }>(HAS_PASSED, [own!.number]);
    if (row!.passed) return;
  }
}

async function recordAll(...subjects: string[]): Promise<void> {
  for (const subject of subjects) await record(db, subject);
}

async function sealed(): Promise<string[]> {
  const rows = await db.query<Row>(ROWS, []);
  return rows.filter((row) => row.leafIndex !== null).map((row) => row.subject);
}

async function seal(): Promise<Head | null> {
  await othersEnded();
  return sealJournal(db, sign, noon);
}

/** What somebody can do who owns the database: switch the triggers off, change, switch them on. */
async function tamper(sql: string): Promise<void> {
  const [table] = /evidence\.(journal|head)/.exec(sql) ?? [];
  const script = `ALTER TABLE ${table} DISABLE TRIGGER USER; ${sql}; ALTER TABLE ${table} ENABLE TRIGGER USER`;
  await runScript(db, 'tamper', script);
}

describe('sealing', () => {
  test('places every row in sequence order and signs the root of them all', async () => {
    await recordAll('S1', 'S2', 'S3');
    const head = await seal();
    expect(head).toMatchObject({ size: 3, previousSize: 0, signedAt: noon });
    const rows = await db.query<Row>(ROWS, []);
    expect(rows.map((row) => row.leafIndex)).toEqual([0, 1, 2]);
    expect(head?.root).toEqual(merkleRoot(rows.map((row) => leafHash(leafBytes(row)))));
    expect(head !== null && verify(headBytes(head), head.signature)).toBe(true);
    expect(await latestHead(db)).toEqual(head);
  });

  test('each later head continues the tree', async () => {
    for (const size of [1, 2, 3, 4, 5, 6, 7]) {
      await recordAll(`S${size}`);
      const rows = await db.query<Row>(ROWS, []);
      expect((await seal())?.root).toEqual(merkleRoot(rows.map((row) => leafHash(leafBytes(row)))));
    }
    expect(await latestHead(db)).toMatchObject({ size: 7, previousSize: 6 });
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('signs nothing when there is nothing new', async () => {
    expect(await seal()).toBeNull();
    expect(await latestHead(db)).toBeNull();
    await recordAll('S1');
    expect(await seal()).toMatchObject({ size: 1 });
    expect(await seal()).toBeNull();
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a backlog is placed over several heads', async () => {
    await recordAll('S1', 'S2', 'S3', 'S4', 'S5');
    await othersEnded();
    const sizes = [];
    for (let head = await sealJournal(db, sign, noon, { rowsPerHead: 2 }); head !== null; ) {
      sizes.push(head.size);
      head = await sealJournal(db, sign, noon, { rowsPerHead: 2 });
    }
    expect(sizes).toEqual([2, 4, 5]);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a row that was rolled back is not in the journal, and its sequence number is no gap', async () => {
    await recordAll('S1');
    const lost = db.transaction(async (tx) => {
      await record(tx, 'lost');
      throw new Error('the settlement failed');
    });
    await expect(lost).rejects.toThrow('the settlement failed');
    await recordAll('S3');
    expect(await seal()).toMatchObject({ size: 2 });
    expect(await sealed()).toEqual(['S1', 'S3']);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a transaction held open is neither sealed early nor lost', async () => {
    await recordAll('before');
    await othersEnded();
    const late = await hold((tx) => record(tx, 'late'));
    await recordAll('after');
    // "after" is younger than the open transaction: it waits too, so that the order stays that of the sequence.
    expect(await sealJournal(db, sign, noon)).toMatchObject({ size: 1 });
    expect(await sealed()).toEqual(['before']);
    expect(await sealJournal(db, sign, noon)).toBeNull();
    await late.commit();
    expect(await seal()).toMatchObject({ size: 3, previousSize: 1 });
    expect(await sealed()).toEqual(['before', 'late', 'after']);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a transaction that began early and wrote late is placed behind what was signed before', async () => {
    const late = await hold((tx) => record(tx, 'first'));
    await recordAll('middle');
    await late.also((tx) => record(tx, 'last'));
    await late.commit();
    expect(await seal()).toMatchObject({ size: 3 });
    expect(await sealed()).toEqual(['first', 'middle', 'last']);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a row of an older number that commits later follows the rows already signed', async () => {
    await othersEnded();
    const older = await hold((tx) => tx.query(NUMBER, []));
    const younger = await hold((tx) => record(tx, 'number 1'));
    await older.also((tx) => record(tx, 'number 2'));
    await older.commit();
    expect(await sealJournal(db, sign, noon)).toMatchObject({ size: 1 });
    await younger.commit();
    expect(await seal()).toMatchObject({ size: 2 });
    expect(await sealed()).toEqual(['number 2', 'number 1']);
    expect(await verifyJournal(db, verify)).toEqual([]);
    // Without the first head nothing says any more that the order was right.
    await tamper('DELETE FROM evidence.head WHERE size = 1');
    expect(await verifyJournal(db, verify)).toEqual([{ kind: 'head-out-of-line', headSize: 2 }]);
  });

  test('two sealers at once place every row once', async () => {
    await recordAll('S1', 'S2', 'S3');
    await othersEnded();
    const heads = await Promise.all([1, 2, 3].map(() => sealJournal(db, sign, noon)));
    expect(heads.filter((head) => head !== null)).toHaveLength(1);
    expect(await sealed()).toEqual(['S1', 'S2', 'S3']);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('rows that commit while sealers run are all placed, whatever the interleaving', async () => {
    const writers = Array.from({ length: 6 }, (_, writer) => async () => {
      for (let i = 0; i < 5; i++) await db.transaction((tx) => record(tx, `S${writer}-${i}`));
    });
    const sealer = async () => {
      for (let i = 0; i < 8; i++) await sealJournal(db, sign, noon);
    };
    await Promise.all([...writers.map((write) => write()), sealer()]);
    await seal();
    expect(new Set(await sealed()).size).toBe(30);
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  test('a changed frontier stops the sealer', async () => {
    await recordAll('S1', 'S2');
    await seal();
    await tamper(`UPDATE evidence.head SET frontier = decode(repeat('ab', 32), 'hex')`);
    await recordAll('S3');
    await expect(seal()).rejects.toThrow('the frontier of head 2 does not give its root');
  });
});

describe('the journal is append-only', () => {
  test.each([
    ['a digest', `UPDATE evidence.journal SET digest = decode(repeat('00', 32), 'hex')`],
    ['a kind', `UPDATE evidence.journal SET kind = 'other'`],
    ['a subject', `UPDATE evidence.journal SET subject = 'S9'`],
    ['a place already given', 'UPDATE evidence.journal SET leaf_index = leaf_index + 10'],
    ['a place taken back', 'UPDATE evidence.journal SET leaf_index = NULL, leaf_hash = NULL'],
    ['a row deleted', 'DELETE FROM evidence.journal'],
    ['all rows deleted', 'TRUNCATE evidence.journal'],
    ['a head changed', 'UPDATE evidence.head SET signed_at = 0'],
    ['a head deleted', 'DELETE FROM evidence.head'],
    ['all heads deleted', 'TRUNCATE evidence.head'],
  ])('%s is refused', async (_, sql) => {
    await recordAll('S1', 'S2');
    await seal();
    await expect(runScript(db, 'change', sql)).rejects.toThrow();
    expect(await verifyJournal(db, verify)).toEqual([]);
    expect(await sealed()).toEqual(['S1', 'S2']);
  });

  test('an unsealed row takes nothing but its place', async () => {
    await recordAll('S1');
    const sql = `UPDATE evidence.journal SET subject = 'S9', leaf_index = 0, leaf_hash = digest`;
    await expect(runScript(db, 'change', sql)).rejects.toThrow();
  });

  test('a digest of another length is refused', async () => {
    const entry = { kind: 'care.settlement', subject: 'S1', digest: new Uint8Array(20) };
    await expect(appendToJournal(db, entry)).rejects.toThrow();
  });
});

describe('the auditor names the first breach', () => {
  // Heads of sizes 3, 5 and 6 over rows 1 … 6.
  beforeEach(async () => {
    for (const subjects of [['S1', 'S2', 'S3'], ['S4', 'S5'], ['S6']]) {
      await recordAll(...subjects);
      await seal();
    }
    expect(await verifyJournal(db, verify)).toEqual([]);
  });

  const change = (row: string) => `UPDATE evidence.journal SET ${row}`;
  const dropIndex = 'DROP INDEX evidence.journal_leaf';

  test.each([
    [
      'a digest',
      change(`digest = set_byte(digest, 7, 255 - get_byte(digest, 7)) WHERE sequence = 2`),
      { kind: 'leaf-changed', sequence: 2, leafIndex: 1 },
    ],
    [
      'a kind',
      change(`kind = 'care.settlement' WHERE sequence = 5`),
      { kind: 'leaf-changed', sequence: 5, leafIndex: 4 },
    ],
    [
      'a subject',
      change(`subject = 'S9' WHERE sequence = 6`),
      { kind: 'leaf-changed', sequence: 6, leafIndex: 5 },
    ],
    [
      'a stored leaf hash',
      change('leaf_hash = digest WHERE sequence = 4'),
      { kind: 'leaf-changed', sequence: 4, leafIndex: 3 },
    ],
    [
      'a row deleted',
      'DELETE FROM evidence.journal WHERE sequence = 4',
      { kind: 'leaf-missing', leafIndex: 3, headSize: 5 },
    ],
    [
      'the last row deleted',
      'DELETE FROM evidence.journal WHERE sequence = 6',
      { kind: 'leaf-missing', leafIndex: 5, headSize: 6 },
    ],
    [
      'two rows exchanged',
      `${dropIndex}; ${change('leaf_index = 3 - leaf_index WHERE sequence IN (2, 3)')}`,
      { kind: 'leaf-out-of-order', sequence: 2, leafIndex: 2 },
    ],
    [
      'a row slipped in',
      `${dropIndex}; ${change('leaf_index = 3 WHERE sequence = 5')}`,
      { kind: 'leaf-out-of-order', sequence: 5, leafIndex: 3 },
    ],
    [
      'the root of a head',
      `UPDATE evidence.head SET root = set_byte(root, 0, 255 - get_byte(root, 0)) WHERE size = 5`,
      { kind: 'signature-invalid', headSize: 5 },
    ],
    [
      'the time of a head',
      'UPDATE evidence.head SET signed_at = signed_at + 1 WHERE size = 3',
      { kind: 'signature-invalid', headSize: 3 },
    ],
    [
      'the signature of a head',
      `UPDATE evidence.head SET signature = 'x' WHERE size = 6`,
      { kind: 'signature-invalid', headSize: 6 },
    ],
    ['a head deleted', 'DELETE FROM evidence.head WHERE size = 3', { kind: 'head-out-of-line', headSize: 5 }],
    [
      'the size of a head',
      'UPDATE evidence.head SET size = 4 WHERE size = 3',
      { kind: 'signature-invalid', headSize: 4 },
    ],
    [
      'a head below zero',
      `UPDATE evidence.head SET previous_size = -9, size = -3 WHERE size = 3`,
      { kind: 'head-out-of-line', headSize: -3 },
    ],
    [
      'the last head deleted',
      'DELETE FROM evidence.head WHERE size = 6',
      { kind: 'leaf-without-head', sequence: 6, leafIndex: 5 },
    ],
    [
      'every head deleted',
      'DELETE FROM evidence.head',
      { kind: 'leaf-without-head', sequence: 1, leafIndex: 0 },
    ],
  ])('%s', async (_, sql, breach) => {
    const relaxed = /-9/.test(sql)
      ? `ALTER TABLE evidence.head DROP CONSTRAINT head_previous_size_check; ${sql}`
      : sql;
    await tamper(relaxed);
    expect((await verifyJournal(db, verify))[0]).toEqual(breach);
  });

  test('rows rewritten together with their own hashes betray themselves by the root of their head', async () => {
    const [row] = (await db.query<Row>(ROWS, [])).slice(3);
    const forged = { ...row!, subject: 'S9' };
    const hash = toHex(leafHash(leafBytes(forged)));
    await tamper(change(`subject = 'S9', leaf_hash = decode('${hash}', 'hex') WHERE sequence = 4`));
    expect(await verifyJournal(db, verify)).toEqual([{ kind: 'root-differs', headSize: 5 }]);
  });

  test('heads signed by another key are refused one by one', async () => {
    const stranger = headVerifier(generateKeyPair((length) => new Uint8Array(length).fill(9)).publicKey);
    expect(await verifyJournal(db, stranger)).toEqual([
      { kind: 'signature-invalid', headSize: 3 },
      { kind: 'signature-invalid', headSize: 5 },
      { kind: 'signature-invalid', headSize: 6 },
    ]);
  });

  test('every changed row is told, not only the first', async () => {
    await tamper(change(`kind = 'other' WHERE sequence IN (1, 6)`));
    const breaches = await verifyJournal(db, verify);
    expect(breaches.map((breach) => ('sequence' in breach ? breach.sequence : breach))).toEqual([1, 6]);
  });

  test('rows that no head covers yet are not judged', async () => {
    await recordAll('S7');
    expect(await verifyJournal(db, verify)).toEqual([]);
  });
});

describe('forms in the vectors', () => {
  const url = new URL('../../../../spec/vectors/evidence/journal.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(url, 'utf8'));
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

  test('the digest of a fact does not depend on the order of its fields', () => {
    const { value, digest } = vectors.digest;
    expect(toHex(digestOf(value))).toBe(digest);
    expect(toHex(digestOf(Object.fromEntries(Object.entries(value).reverse())))).toBe(digest);
  });

  test('a row under its leaf hash', () => {
    const { entry, text: expected, leafHash: hash } = vectors.leaf;
    const bytes = leafBytes({ ...entry, digest: Buffer.from(entry.digest, 'hex') });
    expect(text(bytes)).toBe(expected);
    expect(toHex(leafHash(bytes))).toBe(hash);
  });

  test('a head under its signature', () => {
    const { root, size, signedAt, previousSize, text: expected, publicKey: key, signature } = vectors.head;
    const bytes = headBytes({ root: Buffer.from(root, 'hex'), size, signedAt, previousSize });
    expect(text(bytes)).toBe(expected);
    expect(headVerifier(importPublic(key))(bytes, signature)).toBe(true);
  });
});

type Held = { also(work: (tx: Executor) => Promise<unknown>): Promise<void>; commit(): Promise<void> };

/** A transaction that has done its first work and stays open until told. */
async function hold(first: (tx: Executor) => Promise<unknown>): Promise<Held> {
  const begun = Promise.withResolvers<Executor>();
  const release = Promise.withResolvers<void>();
  const done = db.transaction(async (tx) => {
    await first(tx);
    begun.resolve(tx);
    await release.promise;
  });
  const tx = await begun.promise;
  return {
    also: async (work) => void (await work(tx)),
    commit: async () => {
      release.resolve();
      await done;
    },
  };
}
