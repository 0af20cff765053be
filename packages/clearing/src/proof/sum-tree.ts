import { sm3 } from '@zhijie/crypto';
import { assert, type TotalFen, totalFen } from '@zhijie/kernel';

/** What a subtree adds up to: entries, and fen by insurance type (C-07). */
export type Sums = { readonly count: number; readonly employee: TotalFen; readonly resident: TotalFen };
export type SumNode = Sums & { readonly hash: Uint8Array };

/** Domains of the hashes, apart from those of the journal (0x00, 0x01), so that none passes for another. */
const ENTRY = 0x02;
const NODE = 0x03;
const PROVINCE = 0x04;
const ROOT = 0x05;
const NUMBER_BYTES = 8;
const text = new TextEncoder();

export function entryHash(canonical: string): Uint8Array {
  return sm3(joined(ENTRY, [text.encode(canonical)]));
}

/**
 * The parent of two subtrees: its hash covers both hashes and both sums, its sums are their sums. A sum
 * beyond 2^53 − 1 is a Defect.
 */
export function parentOf(left: SumNode, right: SumNode): SumNode {
  return {
    hash: sm3(joined(NODE, [left.hash, sumBytes(left), right.hash, sumBytes(right)])),
    count: left.count + right.count,
    employee: totalFen(left.employee + right.employee),
    resident: totalFen(left.resident + right.resident),
  };
}

/** The leaf of a province in the national tree: which province, over the tree of its entries. */
export function provinceNode(province: string, tree: SumNode): SumNode {
  return { ...tree, hash: sm3(joined(PROVINCE, [text.encode(province), tree.hash, sumBytes(tree)])) };
}

/** What the hub publishes: over the period, how many provinces there are, and the national tree. */
export function rootHash(period: string, provinces: number, top: SumNode): Uint8Array {
  return sm3(joined(ROOT, [text.encode(period), numberBytes(provinces), top.hash, sumBytes(top)]));
}

/**
 * A tree that grows leaf by leaf and remembers the roots of its complete subtrees only, the largest first:
 * memory grows with the logarithm of the items.
 */
export type SumFrontier = { size: number; readonly nodes: SumNode[] };

export function emptySumFrontier(): SumFrontier {
  return { size: 0, nodes: [] };
}

export function appendLeaf(frontier: SumFrontier, leaf: SumNode): void {
  let node = leaf;
  for (let rest = frontier.size; rest % 2 === 1; rest = Math.floor(rest / 2))
    node = parentOf(frontier.nodes.pop() as SumNode, node);
  frontier.nodes.push(node);
  frontier.size += 1;
}

export function topOf(frontier: SumFrontier): SumNode {
  const top = frontier.nodes.reduceRight((right, left) => parentOf(left, right));
  assert(frontier.size > 0, 'A sum tree without leaves has no top');
  return top;
}

/** The siblings from a leaf up to the top, in the shape of RFC 6962, 2.1. */
export function pathTo(leaves: readonly SumNode[], index: number): SumNode[] {
  assert(index >= 0 && index < leaves.length, `The sum tree has no leaf ${index}`);
  if (leaves.length === 1) return [];
  let middle = 1;
  while (middle * 2 < leaves.length) middle *= 2;
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...pathTo(left, index), treeOf(right)]
    : [...pathTo(right, index - middle), treeOf(left)];
}

export function treeOf(leaves: Iterable<SumNode>): SumNode {
  const frontier = emptySumFrontier();
  for (const leaf of leaves) appendLeaf(frontier, leaf);
  return topOf(frontier);
}

function sumBytes({ count, employee, resident }: Sums): Uint8Array {
  const bytes = new Uint8Array(3 * NUMBER_BYTES);
  const view = new DataView(bytes.buffer);
  [count, employee, resident].forEach((n, i) => {
    view.setBigInt64(i * NUMBER_BYTES, BigInt(n));
  });
  return bytes;
}

function numberBytes(n: number): Uint8Array {
  const bytes = new Uint8Array(NUMBER_BYTES);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(n));
  return bytes;
}

function joined(domain: number, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 1));
  bytes[0] = domain;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
