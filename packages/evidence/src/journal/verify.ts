/**
 * The auditor's program. It shares no code with the sealer, not even the hash functions or the texts that are
 * hashed and signed, so that one mistake cannot hide itself: the forms are written here a second time, the
 * tree is computed from the top by its definition instead of from the frontier.
 */
import { createHash } from 'node:crypto';
import { type Database, type Executor, statement } from '@zhijie/database';

/** What is wrong, at which place of the journal; in the order of the tree. */
export type EvidenceBreach =
  /** The head does not follow the one before: a head was removed, or its sizes were changed. */
  | { readonly kind: 'head-out-of-line'; readonly headSize: number }
  | { readonly kind: 'signature-invalid'; readonly headSize: number }
  /** The row does not give the hash that was placed in the tree. */
  | { readonly kind: 'leaf-changed'; readonly sequence: number; readonly leafIndex: number }
  /** No row has this place in the tree; nothing behind it can be checked. */
  | { readonly kind: 'leaf-missing'; readonly leafIndex: number; readonly headSize: number }
  /** Two rows exchanged their places, or share one. */
  | { readonly kind: 'leaf-out-of-order'; readonly sequence: number; readonly leafIndex: number }
  /** The rows under this head do not give its root, though each agrees with its own hash. */
  | { readonly kind: 'root-differs'; readonly headSize: number }
  /** The row claims a place that no head covers: the last heads were removed. */
  | { readonly kind: 'leaf-without-head'; readonly sequence: number; readonly leafIndex: number };

type Leaf = {
  readonly sequence: number;
  readonly kind: string;
  readonly subject: string;
  readonly digest: Uint8Array;
  readonly leafIndex: number;
  readonly leafHash: Uint8Array | null;
};
type StoredHead = {
  readonly size: number;
  readonly root: Uint8Array;
  readonly signedAt: number;
  readonly signature: string;
  readonly previousSize: number;
};

const BATCH = 5_000;
const BREACHES_TOLD = 100;

const HEADS = statement(
  'evidence.audit-heads',
  `SELECT size, root, signed_at AS "signedAt", signature, previous_size AS "previousSize"
   FROM evidence.head WHERE size > $1 ORDER BY size LIMIT $2`,
);
const LEAVES = statement(
  'evidence.audit-leaves',
  `SELECT sequence, kind, subject, digest, leaf_index AS "leafIndex", leaf_hash AS "leafHash"
   FROM evidence.journal WHERE leaf_index IS NOT NULL AND (leaf_index, sequence) > ($1, $2)
   ORDER BY leaf_index, sequence LIMIT $3`,
);

/**
 * Reads the whole journal as of one moment, in batches, and computes every head's root from the rows. An
 * empty answer means: every sealed row is as it was when its head was signed, in its place, and none is gone.
 * Rows that no head covers yet are not judged. At most 100 breaches are told.
 */
export async function verifyJournal(
  db: Database,
  verify: (bytes: Uint8Array, signature: string) => boolean,
): Promise<EvidenceBreach[]> {
  const breaches: EvidenceBreach[] = [];
  const work = async (tx: Executor) => {
    const audit = new Audit(tx, verify, breaches);
    for await (const head of headsOf(tx)) {
      if (!(await audit.check(head)) || breaches.length >= BREACHES_TOLD) return;
    }
    await audit.checkEnd();
  };
  await db.transaction(work, { isolation: 'repeatable read', readOnly: true });
  return breaches.slice(0, BREACHES_TOLD);
}

class Audit {
  readonly #verify: (bytes: Uint8Array, signature: string) => boolean;
  readonly #breaches: EvidenceBreach[];
  readonly #leaves: AsyncGenerator<Leaf>;
  /** Roots of complete subtrees that a later head needs again, by first leaf and number of leaves. */
  readonly #remembered = new Map<string, Uint8Array>();
  #size = 0;
  #lastSequence = 0;
  #judgesOrder = true;
  #foundLeafBreach = false;
  #foundRootBreach = false;

  constructor(
    tx: Executor,
    verify: (bytes: Uint8Array, signature: string) => boolean,
    breaches: EvidenceBreach[],
  ) {
    this.#verify = verify;
    this.#breaches = breaches;
    this.#leaves = leavesOf(tx);
  }

  /** False when the walk cannot go on. */
  async check(head: StoredHead): Promise<boolean> {
    const headSize = head.size;
    const follows = head.previousSize === this.#size && headSize > this.#size;
    if (!follows) this.#breaches.push({ kind: 'head-out-of-line', headSize });
    if (headSize <= this.#size) return true;
    if (!this.#verify(signedText(head), head.signature)) {
      this.#breaches.push({ kind: 'signature-invalid', headSize });
    }
    // Rows are in sequence order under each head, not from head to head.
    this.#lastSequence = 0;
    this.#judgesOrder = follows;
    const root = await this.#treeHash(0, head.size, headSize);
    if (root === undefined) return false;
    this.#size = head.size;
    // A changed row or an earlier wrong root makes every later root differ: told once.
    const isExplained = this.#foundLeafBreach || this.#foundRootBreach;
    if (!isExplained && Buffer.compare(root, head.root) !== 0) {
      this.#foundRootBreach = true;
      this.#breaches.push({ kind: 'root-differs', headSize });
    }
    return true;
  }

  async checkEnd(): Promise<void> {
    const next = await this.#leaves.next();
    if (next.done === true) return;
    const { sequence, leafIndex } = next.value;
    this.#breaches.push({ kind: 'leaf-without-head', sequence, leafIndex });
  }

  /** MTH of RFC 6962, 2.1, over leaves `from` … `from + count − 1`; undefined when one is missing. */
  async #treeHash(from: number, count: number, headSize: number): Promise<Uint8Array | undefined> {
    const name = `${from}+${count}`;
    const known = this.#remembered.get(name);
    if (known !== undefined) return known;
    if (count === 1) return this.#leaf(from, headSize);
    let leftCount = 1;
    while (leftCount * 2 < count) leftCount *= 2;
    const left = await this.#treeHash(from, leftCount, headSize);
    if (left === undefined) return undefined;
    this.#remembered.set(`${from}+${leftCount}`, left);
    const right = await this.#treeHash(from + leftCount, count - leftCount, headSize);
    if (right === undefined) return undefined;
    const hash = sm3Of([1], left, right);
    if (leftCount * 2 === count) {
      this.#remembered.delete(`${from}+${leftCount}`);
      this.#remembered.delete(`${from + leftCount}+${leftCount}`);
      this.#remembered.set(name, hash);
    }
    return hash;
  }

  /** The next row of the journal, which must be the leaf asked for. */
  async #leaf(index: number, headSize: number): Promise<Uint8Array | undefined> {
    const next = await this.#leaves.next();
    if (next.done === true || next.value.leafIndex > index) {
      this.#breaches.push({ kind: 'leaf-missing', leafIndex: index, headSize });
      return undefined;
    }
    const leaf = next.value;
    const { sequence, leafIndex } = leaf;
    if (leafIndex < index || (this.#judgesOrder && sequence <= this.#lastSequence)) {
      this.#tell({ kind: 'leaf-out-of-order', sequence, leafIndex });
      if (leafIndex < index) return this.#leaf(index, headSize);
    }
    this.#lastSequence = sequence;
    const hash = sm3Of([0], rowText(leaf));
    if (leaf.leafHash === null || Buffer.compare(hash, leaf.leafHash) !== 0) {
      this.#tell({ kind: 'leaf-changed', sequence, leafIndex });
    }
    this.#remembered.set(`${index}+1`, hash);
    return hash;
  }

  #tell(breach: EvidenceBreach): void {
    this.#foundLeafBreach = true;
    if (this.#breaches.length < BREACHES_TOLD) this.#breaches.push(breach);
  }
}

async function* headsOf(tx: Executor): AsyncGenerator<StoredHead> {
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const heads = await tx.query<StoredHead>(HEADS, [last, BATCH]);
    yield* heads;
    const end = heads.at(-1);
    if (end === undefined) return;
    last = end.size;
  }
}

async function* leavesOf(tx: Executor): AsyncGenerator<Leaf> {
  let last = { leafIndex: Number.MIN_SAFE_INTEGER, sequence: 0 };
  for (;;) {
    const leaves = await tx.query<Leaf>(LEAVES, [last.leafIndex, last.sequence, BATCH]);
    yield* leaves;
    const end = leaves.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

function rowText({ sequence, kind, subject, digest }: Leaf): Uint8Array {
  const hex = Buffer.from(digest).toString('hex');
  const [kindText, subjectText] = [JSON.stringify(kind), JSON.stringify(subject)];
  return Buffer.from(
    `{"digest":"${hex}","kind":${kindText},"sequence":${sequence},"subject":${subjectText}}`,
  );
}

function signedText({ size, root, signedAt, previousSize }: StoredHead): Uint8Array {
  const hex = Buffer.from(root).toString('hex');
  return Buffer.from(
    `{"previousSize":${previousSize},"purpose":"zhijie evidence head","root":"${hex}",` +
      `"signedAt":${signedAt},"size":${size}}`,
  );
}

function sm3Of(prefix: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sm3').update(Uint8Array.from(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest();
}
