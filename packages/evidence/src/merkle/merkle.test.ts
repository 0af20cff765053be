import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { append, decodeFrontier, emptyFrontier, encodeFrontier, type Frontier, rootOf } from './frontier.ts';
import { emptyRoot, leafHash, nodeHash } from './hashes.ts';
import { consistencyProof, inclusionProof, merkleRoot } from './tree.ts';
import { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const LEAVES = Array.from({ length: 200 }, (_, i) => leafHash(Buffer.from(`fact ${i}`)));
const ROOTS = Array.from({ length: 201 }, (_, size) => merkleRoot(LEAVES.slice(0, size)));
const SIZES = Array.from({ length: 65 }, (_, size) => size);

function frontierOf(size: number): Frontier {
  return LEAVES.slice(0, size).reduce(append, emptyFrontier());
}

function inclusion(index: number, size: number): InclusionClaim {
  const leaves = LEAVES.slice(0, size);
  return { leaf: LEAVES[index]!, index, size, root: ROOTS[size]!, proof: inclusionProof(leaves, index) };
}

function consistency(firstSize: number, secondSize: number): ConsistencyClaim {
  const proof = consistencyProof(LEAVES.slice(0, secondSize), firstSize);
  return { firstSize, firstRoot: ROOTS[firstSize]!, secondSize, secondRoot: ROOTS[secondSize]!, proof };
}

describe('published vectors', () => {
  const url = new URL('../../../../spec/vectors/evidence/merkle.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(url, 'utf8'));
  const leaves: Uint8Array[] = vectors.entries.map((entry: string) => leafHash(bytes(entry)));

  test('leaf hashes and roots of every size', () => {
    expect(leaves.map(hex)).toEqual(vectors.leafHashes);
    for (const { size, root } of vectors.roots) expect(hex(merkleRoot(leaves.slice(0, size)))).toBe(root);
  });

  test('inclusion proofs', () => {
    for (const { index, size, proof } of vectors.inclusion) {
      expect(inclusionProof(leaves.slice(0, size), index).map(hex)).toEqual(proof);
    }
  });

  test('consistency proofs', () => {
    for (const { firstSize, secondSize, proof } of vectors.consistency) {
      expect(consistencyProof(leaves.slice(0, secondSize), firstSize).map(hex)).toEqual(proof);
    }
  });
});

describe('the frontier', () => {
  test('gives the root of the whole tree at every size from 0 to 200', () => {
    let frontier = emptyFrontier();
    for (let size = 0; size <= 200; size++) {
      expect(frontier.size).toBe(size);
      expect(hex(rootOf(frontier))).toBe(hex(ROOTS[size]!));
      if (size < 200) frontier = append(frontier, LEAVES[size]!);
    }
  });

  test('reads back from its bytes at every size', () => {
    for (const size of SIZES) {
      expect(decodeFrontier(size, encodeFrontier(frontierOf(size)))).toEqual(frontierOf(size));
    }
  });

  test('bytes that do not fit the size are a defect', () => {
    expect(() => decodeFrontier(3, encodeFrontier(frontierOf(4)))).toThrow('has 2 nodes');
  });

  test('appending leaves the older frontier as it was', () => {
    const before = frontierOf(5);
    append(before, LEAVES[5]!);
    expect(before).toEqual(frontierOf(5));
  });

  test('a leaf and an inner node over the same bytes differ', () => {
    const joined = Buffer.concat([LEAVES[0]!, LEAVES[1]!]);
    expect(hex(leafHash(joined))).not.toBe(hex(nodeHash(LEAVES[0]!, LEAVES[1]!)));
    expect(hex(emptyRoot())).not.toBe(hex(leafHash(new Uint8Array())));
  });
});

describe('inclusion', () => {
  test.each(SIZES.slice(1))('every leaf of a tree of %i is proved', (size) => {
    for (let index = 0; index < size; index++) expect(verifyInclusion(inclusion(index, size))).toBe(true);
  });

  test('a proof is refused for another place, size, leaf or root, or with any byte changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (size, i, at, mask) => {
          const index = i % size;
          const claim = inclusion(index, size);
          expect(verifyInclusion(claim)).toBe(true);
          const elsewhere = (index + 1 + (at % size)) % size;
          if (elsewhere !== index) expect(verifyInclusion({ ...claim, index: elsewhere })).toBe(false);
          expect(verifyInclusion({ ...claim, leaf: flip(claim.leaf, at, mask) })).toBe(false);
          expect(verifyInclusion({ ...claim, root: flip(claim.root, at, mask) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.leaf] })).toBe(false);
          if (claim.proof.length === 0) return;
          const place = at % claim.proof.length;
          const changed = claim.proof.map((hash, k) => (k === place ? flip(hash, at, mask) : hash));
          expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('places outside the tree and hashes of other lengths are refused', () => {
    const claim = inclusion(2, 5);
    expect(verifyInclusion({ ...claim, index: 5 })).toBe(false);
    expect(verifyInclusion({ ...claim, index: -1 })).toBe(false);
    expect(verifyInclusion({ ...claim, index: 1.5 })).toBe(false);
    expect(verifyInclusion({ ...claim, leaf: claim.leaf.slice(1) })).toBe(false);
    expect(() => inclusionProof(LEAVES.slice(0, 5), 5)).toThrow('no leaf 5');
  });
});

describe('consistency', () => {
  test.each(SIZES)('every beginning of a tree of %i is proved', (size) => {
    for (let first = 0; first <= size; first++)
      expect(verifyConsistency(consistency(first, size))).toBe(true);
  });

  test('a tree that changed or dropped an older leaf has no proof', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.nat(),
        (first, more, at) => {
          const second = first + more;
          const rewritten = LEAVES.slice(0, second);
          rewritten[at % first] = leafHash(Buffer.from('another fact'));
          const claim = {
            firstSize: first,
            firstRoot: ROOTS[first]!,
            secondSize: second,
            secondRoot: merkleRoot(rewritten),
            proof: consistencyProof(rewritten, first),
          };
          expect(verifyConsistency(claim)).toBe(false);
          expect(
            verifyConsistency({ ...claim, proof: consistencyProof(LEAVES.slice(0, second), first) }),
          ).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a proof is refused with any byte changed, one hash more or one hash less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (first, more, at, mask) => {
          const claim = consistency(first, first + more);
          expect(verifyConsistency({ ...claim, firstRoot: flip(claim.firstRoot, at, mask) })).toBe(false);
          expect(verifyConsistency({ ...claim, secondRoot: flip(claim.secondRoot, at, mask) })).toBe(false);
          const place = at % claim.proof.length;
          const changed = claim.proof.map((hash, k) => (k === place ? flip(hash, at, mask) : hash));
          expect(verifyConsistency({ ...claim, proof: changed })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: [...claim.proof, claim.firstRoot] })).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a smaller second tree is refused', () => {
    const { firstRoot, secondRoot } = consistency(3, 7);
    const claim = { firstSize: 7, firstRoot: secondRoot, secondSize: 3, secondRoot: firstRoot, proof: [] };
    expect(verifyConsistency(claim)).toBe(false);
    expect(() => consistencyProof(LEAVES.slice(0, 3), 7)).toThrow('never had the size 7');
  });
});

function flip(hash: Uint8Array, place: number, mask: number): Uint8Array {
  const changed = Uint8Array.from(hash);
  changed[place % changed.length]! ^= mask;
  return changed;
}
