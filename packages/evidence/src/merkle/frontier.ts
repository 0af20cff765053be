import { assert } from '@zhijie/kernel';
import { emptyRoot, HASH_LENGTH, nodeHash } from './hashes.ts';

/**
 * What a growing tree must remember of its leaves: the roots of its complete subtrees, largest first. There
 * are as many as the size has binary ones, at most 53.
 */
export type Frontier = { readonly size: number; readonly nodes: readonly Uint8Array[] };

export function emptyFrontier(): Frontier {
  return { size: 0, nodes: [] };
}

/** The frontier with one more leaf hash; the one given is left as it was. */
export function append(frontier: Frontier, leaf: Uint8Array): Frontier {
  assert(leaf.length === HASH_LENGTH, 'A leaf is a hash of 32 bytes');
  const nodes = [...frontier.nodes];
  let node = leaf;
  for (let rest = frontier.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    node = nodeHash(nodes.pop() as Uint8Array, node);
  }
  nodes.push(node);
  return { size: frontier.size + 1, nodes };
}

/** The root of the tree that the frontier stands for. */
export function rootOf(frontier: Frontier): Uint8Array {
  const [smallest, ...larger] = frontier.nodes.toReversed();
  return smallest === undefined
    ? emptyRoot()
    : larger.reduce((right, left) => nodeHash(left, right), smallest);
}

/** The nodes one behind the other; with the size it is all of the frontier. */
export function encodeFrontier(frontier: Frontier): Uint8Array {
  const bytes = new Uint8Array(frontier.nodes.length * HASH_LENGTH);
  frontier.nodes.forEach((node, i) => {
    bytes.set(node, i * HASH_LENGTH);
  });
  return bytes;
}

/** A defect when the bytes are not as many nodes as a tree of that size has. */
export function decodeFrontier(size: number, bytes: Uint8Array): Frontier {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  assert(bytes.length === ones * HASH_LENGTH, `The frontier of a tree of ${size} leaves has ${ones} nodes`);
  const nodes = Array.from({ length: ones }, (_, i) => bytes.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH));
  return { size, nodes };
}
