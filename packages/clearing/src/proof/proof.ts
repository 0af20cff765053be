import { toHex } from '@zhijie/crypto';
import { assert, canonicalJson, type Month, provinceOf, totalFen } from '@zhijie/kernel';
import type { ClearingItem } from '../items/item.ts';
import { type ClearingRun, compareTexts } from '../run/run.ts';
import {
  appendLeaf,
  emptySumFrontier,
  entryHash,
  pathTo,
  provinceNode,
  rootHash,
  type SumFrontier,
  type SumNode,
  type Sums,
  topOf,
  treeOf,
} from './sum-tree.ts';

export const PROOF_FORMAT = 'zhijie-clearing-proof@1';

/** The national tree of a run: what the hub signs and publishes is `root`. */
export type NationalTree = {
  readonly period: Month;
  readonly provinces: readonly string[];
  readonly nodes: readonly SumNode[];
  readonly root: string;
};

/**
 * What a province is given: all of its own items, and of the others only hashes and sums. Anybody can compute
 * from it that these items, and no others, make the province's net, and that the nets of all provinces under
 * the published root cancel.
 */
export type ProvinceProof = {
  readonly format: typeof PROOF_FORMAT;
  readonly period: Month;
  readonly province: string;
  /** Place of the province in the national tree, and how many provinces that has. */
  readonly index: number;
  readonly provinces: number;
  readonly items: readonly ClearingItem[];
  readonly net: Sums;
  readonly path: readonly (Sums & { readonly hash: string })[];
  readonly root: string;
};

/**
 * Builds the national Merkle-sum tree of a run: per province a tree over its items, ordered by id, positive
 * where the province gave care and negative where it insures; above them a tree over the provinces, which
 * sums to zero. A run without items has no tree.
 */
export function nationalTree({ period, items }: Pick<ClearingRun, 'period' | 'items'>): NationalTree {
  const trees = new Map<string, SumFrontier>();
  const append = (province: string, leaf: SumNode): void => {
    const tree = trees.get(province) ?? emptySumFrontier();
    appendLeaf(tree, leaf);
    trees.set(province, tree);
  };
  for (const item of items) {
    const hash = entryHash(canonicalJson(item));
    append(provinceOf(item.careArea), leafOf(item, hash, 1));
    append(provinceOf(item.insuredArea), leafOf(item, hash, -1));
  }
  const provinces = [...trees.keys()].toSorted(compareTexts);
  const nodes = provinces.map((province) =>
    provinceNode(province, topOf(trees.get(province) as SumFrontier)),
  );
  const top = treeOf(nodes);
  assert(top.employee === 0 && top.resident === 0, 'The nets of all provinces cancel');
  return { period, provinces, nodes, root: toHex(rootHash(period, provinces.length, top)) };
}

/** The proof of one province; a province without items in the run has none, which is a Defect to ask for. */
export function proofFor(
  tree: NationalTree,
  run: Pick<ClearingRun, 'items'>,
  province: string,
): ProvinceProof {
  const index = tree.provinces.indexOf(province);
  const node = tree.nodes[index];
  assert(node !== undefined, `Province "${province}" has no item in the clearing of ${tree.period}`);
  return {
    format: PROOF_FORMAT,
    period: tree.period,
    province,
    index,
    provinces: tree.provinces.length,
    items: run.items.filter((item) => isOf(item, province)),
    net: { count: node.count, employee: node.employee, resident: node.resident },
    path: pathTo(tree.nodes, index).map((sibling) => ({ ...sibling, hash: toHex(sibling.hash) })),
    root: tree.root,
  };
}

/** The text of a proof file: canonical JSON and a line end, the only spelling that verifies. */
export function proofText(proof: ProvinceProof): string {
  return `${canonicalJson(proof)}\n`;
}

const isOf = (item: ClearingItem, province: string): boolean =>
  provinceOf(item.careArea) === province || provinceOf(item.insuredArea) === province;

function leafOf({ insuranceType, amount }: ClearingItem, hash: Uint8Array, sign: 1 | -1): SumNode {
  return {
    hash,
    count: 1,
    employee: totalFen(insuranceType === 'employee' ? sign * amount : 0),
    resident: totalFen(insuranceType === 'resident' ? sign * amount : 0),
  };
}
