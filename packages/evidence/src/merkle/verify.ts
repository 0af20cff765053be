import { emptyRoot, HASH_LENGTH, nodeHash, sameHash } from './hashes.ts';

export type InclusionClaim = {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

export type ConsistencyClaim = {
  readonly firstSize: number;
  readonly firstRoot: Uint8Array;
  readonly secondSize: number;
  readonly secondRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** Whether the leaf hash stands at `index` in the tree of that size and root (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (!areCounts(index, size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      // At the right edge the levels without a sibling are skipped.
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(hash, root);
}

/** Whether the second tree only added leaves to the first (RFC 9162, 2.1.4.2). */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { firstSize, firstRoot, secondSize, secondRoot, proof } = claim;
  if (!areCounts(firstSize, secondSize) || firstSize > secondSize) return false;
  if (!areHashes([firstRoot, secondRoot, ...proof])) return false;
  if (firstSize === secondSize) return proof.length === 0 && sameHash(firstRoot, secondRoot);
  if (firstSize === 0) return proof.length === 0 && sameHash(firstRoot, emptyRoot());
  return walk(claim);
}

function walk({ firstSize, firstRoot, secondSize, secondRoot, proof }: ConsistencyClaim): boolean {
  // A first tree that is one complete subtree is itself the first hash of the path.
  const [start, ...rest] = isPowerOfTwo(firstSize) ? [firstRoot, ...proof] : proof;
  if (start === undefined) return false;
  let at = firstSize - 1;
  let last = secondSize - 1;
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let first = start;
  let second = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      first = nodeHash(sibling, first);
      second = nodeHash(sibling, second);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      second = nodeHash(second, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(first, firstRoot) && sameHash(second, secondRoot);
}

// Sizes pass 2^31: no bit operators, which work on 32 bits.
const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

function isPowerOfTwo(n: number): boolean {
  let rest = n;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}

function areCounts(...values: readonly number[]): boolean {
  return values.every((value) => Number.isSafeInteger(value) && value >= 0);
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === HASH_LENGTH);
}
