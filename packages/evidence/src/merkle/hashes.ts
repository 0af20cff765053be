import { sm3 } from '@zhijie/crypto';
import { assert } from '@zhijie/kernel';

/** Bytes of every hash in a tree. */
export const HASH_LENGTH = 32;

const LEAF = 0x00;
const NODE = 0x01;

/**
 * The tree hash of RFC 6962, 2.1, over SM3 instead of SHA-256. The two prefixes keep an inner node from being
 * presented as a leaf.
 */
export function leafHash(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF;
  input.set(entry, 1);
  return sm3(input);
}

/** The hash of two subtrees, left before right. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  assert(left.length === HASH_LENGTH && right.length === HASH_LENGTH, 'A node joins two hashes of 32 bytes');
  const input = new Uint8Array(1 + 2 * HASH_LENGTH);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + HASH_LENGTH);
  return sm3(input);
}

/** The root of the tree without leaves: the hash of nothing. */
export function emptyRoot(): Uint8Array {
  return sm3(new Uint8Array());
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
