import { assert } from '@zhijie/kernel';
import { emptyRoot, nodeHash } from './hashes.ts';

/** The leaf hashes of a tree, in order. */
export type Leaves = readonly Uint8Array[];

/** The root over leaf hashes, by the recursive definition of RFC 6962, 2.1. */
export function merkleRoot(leaves: Leaves): Uint8Array {
  return leaves.length === 0 ? emptyRoot() : subtree(leaves, 0, leaves.length);
}

/**
 * The path that proves leaf `index` under the root of all the leaves: sibling hashes from the leaf upward.
 */
export function inclusionProof(leaves: Leaves, index: number): Uint8Array[] {
  assert(Number.isInteger(index) && index >= 0 && index < leaves.length, `The tree has no leaf ${index}`);
  return path(leaves, index, 0, leaves.length);
}

/** The hashes that prove that the tree of the first `firstSize` leaves is a beginning of the whole. */
export function consistencyProof(leaves: Leaves, firstSize: number): Uint8Array[] {
  const fits = Number.isInteger(firstSize) && firstSize >= 0 && firstSize <= leaves.length;
  assert(fits, `The tree never had the size ${firstSize}`);
  if (firstSize === 0 || firstSize === leaves.length) return [];
  return subproof(leaves, firstSize, 0, leaves.length, true);
}

function path(leaves: Leaves, index: number, from: number, to: number): Uint8Array[] {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...path(leaves, index, from, middle), subtree(leaves, middle, to)]
    : [...path(leaves, index, middle, to), subtree(leaves, from, middle)];
}

/** `isWhole`: the first tree is the whole of what was already passed, so that its root needs no telling. */
function subproof(leaves: Leaves, first: number, from: number, to: number, isWhole: boolean): Uint8Array[] {
  if (first === to) return isWhole ? [] : [subtree(leaves, from, to)];
  const middle = from + splitOf(to - from);
  return first <= middle
    ? [...subproof(leaves, first, from, middle, isWhole), subtree(leaves, middle, to)]
    : [...subproof(leaves, first, middle, to, false), subtree(leaves, from, middle)];
}

function subtree(leaves: Leaves, from: number, to: number): Uint8Array {
  if (to - from === 1) return leaves[from] as Uint8Array;
  const middle = from + splitOf(to - from);
  return nodeHash(subtree(leaves, from, middle), subtree(leaves, middle, to));
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
