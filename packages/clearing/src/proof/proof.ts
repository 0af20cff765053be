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

export const PROOF_FORMAT = 'zhijie-clearing-proof@2';

/** The national tree of a run: what the hub signs and publishes is `root`. */
export type NationalTree = {
  readonly period: Month;
  readonly provinces: readonly string[];
  readonly nodes: readonly SumNode[];
  readonly root: string;
};

/**
 * What a province is given beside all of its own items: of the others only hashes and sums. Anybody can
 * compute from both that these items, and no others, make the province's net, and that the nets of all
 * provinces under the published root cancel.
 */
export type ProofHead = {
  readonly format: typeof PROOF_FORMAT;
  readonly period: Month;
  readonly province: string;
  /** Place of the province in the national tree, and how many provinces that has. */
  readonly index: number;
  readonly provinces: number;
  readonly net: Sums;
  readonly path: readonly (Sums & { readonly hash: string })[];
  readonly root: string;
};

/**
 * Grows the national Merkle-sum tree of a run, item by item in the order of ids: per province a tree over its
 * items, positive where the province gave care and negative where it insures; above them a tree over the
 * provinces, which sums to zero. Memory grows with the logarithm of the items. Without items there is no
 * tree.
 */
export function startTree(period: Month): { add(item: ClearingItem): void; done(): NationalTree | null } {
  const trees = new Map<string, SumFrontier>();
  const append = (province: string, leaf: SumNode): void => {
    const tree = trees.get(province) ?? emptySumFrontier();
    appendLeaf(tree, leaf);
    trees.set(province, tree);
  };
  return {
    add(item) {
      const hash = entryHash(canonicalJson(item));
      append(provinceOf(item.careArea), leafOf(item, hash, 1));
      append(provinceOf(item.insuredArea), leafOf(item, hash, -1));
    },
    done() {
      if (trees.size === 0) return null;
      const provinces = [...trees.keys()].toSorted(compareTexts);
      const nodes = provinces.map((province) => provinceNode(province, topOf(trees.get(province)!)));
      const top = treeOf(nodes);
      assert(top.employee === 0 && top.resident === 0, 'The nets of all provinces cancel');
      return { period, provinces, nodes, root: toHex(rootHash(period, provinces.length, top)) };
    },
  };
}

/** The tree of a run that is in memory. */
export function nationalTree({ period, items }: Pick<ClearingRun, 'period' | 'items'>): NationalTree | null {
  const tree = startTree(period);
  for (const item of items) tree.add(item);
  return tree.done();
}

/** The head of a province's proof; a province without items in the run has none: a Defect to ask for. */
export function proofHead(tree: NationalTree, province: string): ProofHead {
  const index = tree.provinces.indexOf(province);
  const node = tree.nodes[index];
  assert(node !== undefined, `Province "${province}" has no item in the clearing of ${tree.period}`);
  return {
    format: PROOF_FORMAT,
    period: tree.period,
    province,
    index,
    provinces: tree.provinces.length,
    net: { count: node.count, employee: node.employee, resident: node.resident },
    path: pathTo(tree.nodes, index).map((sibling) => ({ ...sibling, hash: toHex(sibling.hash) })),
    root: tree.root,
  };
}

/**
 * A line of a proof file: its head first, then the province's items in the order of their ids, each as
 * canonical JSON, the only spelling that verifies. A file can be written and read line by line.
 */
export const proofLine = (part: ProofHead | ClearingItem): string => `${canonicalJson(part)}\n`;

/** The whole file of a province for a run that is in memory. */
export function proofText(run: Pick<ClearingRun, 'period' | 'items'>, province: string): string {
  const tree = nationalTree(run);
  assert(tree !== null, `Nothing cleared in ${run.period}`);
  const own = run.items.filter((item) => isOf(item, province));
  return [proofHead(tree, province), ...own].map(proofLine).join('');
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
