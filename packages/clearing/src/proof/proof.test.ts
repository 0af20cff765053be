import { readFileSync } from 'node:fs';
import { canonicalJson, fen, month, PROVINCE_NAMES, provinceOf } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClearingItem } from '../items/item.ts';
import { type ClearingRun, generateRun } from '../run/run.ts';
import { at, item, someItems } from '../testing/clearing.ts';
import { nationalTree, proofFor, proofText } from './proof.ts';
import { entryHash, parentOf, provinceNode, rootHash, type SumNode, treeOf } from './sum-tree.ts';
import { compareWithOwn, verifyProof } from './verify.ts';

const MARCH = month('2026-03');

/** A run of March with at least one item, and the proofs of all its provinces. */
const provenRuns = someItems
  .map((items) => generateRun(MARCH, [...items, item({ itemId: 'Z', settlementId: 'Z' })]))
  .map((run) => ({ run, tree: nationalTree(run) }));

function proofsOf(run: ClearingRun) {
  const tree = nationalTree(run);
  return tree.provinces.map((province) => ({ province, text: proofText(proofFor(tree, run, province)) }));
}

const codeOf = (text: string, root?: string): string => {
  const verified = verifyProof(text, root);
  return verified.ok ? 'ok' : verified.refusal.code;
};

function example() {
  const items = [
    item({ amount: fen(12_345) }),
    item({ insuranceType: 'resident', amount: fen(500) }),
    item({ careArea: '310000', amount: fen(700) }),
    item({ kind: 'deduction', amount: fen(-45) }),
    item({ careArea: '440100', insuredArea: '370600', amount: fen(9_000) }),
    item({
      decidedAt: at('2026-02-01'),
      deferral: { months: 1, reason: '对账未完', signedBy: 'x', signedAt: at('2026-02-02') },
    }),
  ];
  const run = generateRun(MARCH, items);
  const tree = nationalTree(run);
  return { run, tree, hunan: proofFor(tree, run, '43') };
}

describe('the proof of a province', () => {
  test('of any run verifies, against the published root, and proves the net of the table', () => {
    fc.assert(
      fc.property(provenRuns, ({ run, tree }) => {
        for (const { province, text } of proofsOf(run)) {
          const verified = verifyProof(text, tree.root);
          if (!verified.ok) throw new Error(verified.refusal.code);
          const nets = run.nets.filter((net) => net.province === province);
          const netOf = (type: string) => nets.find(({ insuranceType }) => insuranceType === type)?.net ?? 0;
          expect(verified.value.net).toEqual({
            count: verified.value.items.length,
            employee: netOf('employee'),
            resident: netOf('resident'),
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('shows its own items, all of them, and of others nothing but hashes and sums', () => {
    fc.assert(
      fc.property(provenRuns, ({ run }) => {
        for (const { province, text } of proofsOf(run)) {
          for (const one of run.items) {
            const isOwn = [one.careArea, one.insuredArea].map(provinceOf).includes(province);
            expect(text.includes(`"itemId":"${one.itemId}"`)).toBe(isOwn);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('splitting a run into the proofs of its provinces loses nothing: each item is proved twice', () => {
    fc.assert(
      fc.property(provenRuns, ({ run }) => {
        const proved = proofsOf(run).flatMap(({ text }) => {
          const verified = verifyProof(text);
          return verified.ok ? verified.value.items.map(({ itemId }) => itemId) : [];
        });
        expect(proved.toSorted()).toEqual(run.items.flatMap(({ itemId }) => [itemId, itemId]).toSorted());
      }),
      { numRuns: 60 },
    );
  });

  test('with any byte changed, one more or one less is refused', () => {
    const { hunan, tree } = example();
    const bytes = new TextEncoder().encode(proofText(hunan));
    const [write, refusals] = [new TextDecoder(), new Set<string>()];
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 127 }), fc.nat({ max: 2 }), (where, mask, how) => {
        const place = where % bytes.length;
        const changed = [...bytes];
        if (how === 0) changed[place]! ^= mask;
        if (how === 1) changed.splice(place, 1);
        if (how === 2) changed.splice(place, 0, bytes[(place + mask) % bytes.length]!);
        const text = write.decode(Uint8Array.from(changed));
        fc.pre(text !== proofText(hunan));
        const code = codeOf(text, tree.root);
        refusals.add(code);
        expect(code).not.toBe('ok');
      }),
      { numRuns: 600 },
    );
    expect(refusals.size).toBeGreaterThan(3);
  });

  test('with any amount changed, in an item, the net or a sibling, is refused though the file is canonical', () => {
    fc.assert(
      fc.property(provenRuns, fc.nat(), fc.integer({ min: -5, max: 5 }), (run, which, by) => {
        fc.pre(by !== 0);
        const proof = proofFor(run.tree, run.run, run.tree.provinces[which % run.tree.provinces.length]!);
        const place = which % proof.items.length;
        const items = proof.items.map((one, i) => (i === place ? { ...one, amount: one.amount + by } : one));
        const net = { ...proof.net, resident: proof.net.resident + by };
        const path = proof.path.map((node, i) =>
          i === 0 ? { ...node, employee: node.employee + by } : node,
        );
        const text = (change: object): string => `${canonicalJson({ ...proof, ...change })}\n`;
        expect(codeOf(text({ items }))).toBe('net-differs');
        expect(codeOf(text({ net }))).toBe('net-differs');
        expect(codeOf(text({ path }))).toBe('root-differs');
        const sign = provinceOf(proof.items[place]!.careArea) === proof.province ? by : -by;
        const type = proof.items[place]!.insuranceType;
        const moved = { ...proof.net, [type]: proof.net[type] + sign };
        expect(codeOf(text({ items, net: moved }))).toBe('root-differs');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a proof is refused', () => {
  const { run, tree, hunan } = example();
  const text = (change: object): string => `${canonicalJson({ ...hunan, ...change })}\n`;
  const [first, second] = [hunan.items[0]!, hunan.items[1]!];

  test('the example itself verifies', () => {
    expect(codeOf(proofText(hunan), tree.root)).toBe('ok');
    expect(codeOf(text({}))).toBe('ok');
  });

  test.each<[string, string]>([
    ['not-a-proof', 'no JSON'],
    ['not-a-proof', '[]'],
    ['not-a-proof', 'null'],
    ['not-a-proof', text({ format: 'zhijie-clearing-proof@2' })],
    ['not-a-proof', text({ note: 'rides along' })],
    ['not-a-proof', text({ items: [] })],
    ['not-a-proof', text({ index: hunan.provinces })],
    ['not-a-proof', text({ items: [{ ...first, note: 1 }] })],
    ['not-a-proof', text({ items: [{ ...first, deferral: { months: 3 } }] })],
    ['not-a-proof', text({ path: [{ ...hunan.path[0]!, hash: 'AB' }] })],
    ['not-canonical', proofText(hunan).trimEnd()],
    ['not-canonical', proofText(hunan).replace('{', '{ ')],
    ['not-canonical', `{"format":"zhijie-clearing-proof@1",${proofText(hunan).slice(1)}`],
    ['item-of-another-period', text({ period: '2026-04' })],
    ['item-of-another-period', text({ items: [{ ...first, decidedAt: at('2026-02-28 23:59:59') }] })],
    ['item-of-other-provinces', text({ items: run.items })],
    ['item-of-other-provinces', text({ province: '36' })],
    ['items-out-of-order', text({ items: [second, first, ...hunan.items.slice(2)] })],
    ['items-out-of-order', text({ items: [first, first, ...hunan.items.slice(1)] })],
    ['net-differs', text({ items: hunan.items.slice(1) })],
    ['root-differs', text({ provinces: hunan.provinces + 1 })],
    ['root-differs', text({ index: hunan.index - 1 })],
    ['root-differs', text({ path: hunan.path.slice(1) })],
    ['root-differs', text({ path: [...hunan.path, hunan.path[0]] })],
    ['root-differs', text({ root: '0'.repeat(64) })],
  ])('%s', (code, changed) => {
    expect(codeOf(changed)).toBe(code);
  });

  test('nets-do-not-cancel: a hub that invents money in one province', () => {
    const leaf = (one: (typeof run.items)[number]): SumNode => ({
      hash: entryHash(canonicalJson(one)),
      count: 1,
      employee: (0 - one.amount) as never,
      resident: 0 as never,
    });
    const only = item({ itemId: 'A', settlementId: 'A' });
    const hunanTree = provinceNode('43', treeOf([leaf(only)]));
    const beijing = provinceNode('11', treeOf([{ ...leaf(only), employee: 1 as never }]));
    const top = parentOf(beijing, hunanTree);
    const root = Buffer.from(rootHash('2026-03', 2, top)).toString('hex');
    const path = [{ ...beijing, hash: Buffer.from(beijing.hash).toString('hex') }];
    const { hash: _hash, ...net } = hunanTree;
    const lie = { ...hunan, index: 1, provinces: 2, items: [only], net, path, root };
    expect(codeOf(`${canonicalJson(lie)}\n`, root)).toBe('nets-do-not-cancel');
  });

  test('other-root-published: a good proof of another clearing', () => {
    const other = nationalTree(generateRun(MARCH, run.items.slice(1)));
    expect(codeOf(proofText(hunan), other.root)).toBe('other-root-published');
  });
});

describe('published vectors', () => {
  const url = new URL('../../../../spec/vectors/clearing/proof.json', import.meta.url);
  const vectors: {
    root: string;
    valid: { province: string; text: string }[];
    invalid: { breach: string; text: string }[];
  } = JSON.parse(readFileSync(url, 'utf8'));

  test('valid proofs verify, and the builder makes the same bytes again', () => {
    expect(vectors.valid.map(({ text }) => codeOf(text, vectors.root))).toEqual(['ok', 'ok', 'ok', 'ok']);
    const items = new Map<string, ClearingItem>();
    for (const { text } of vectors.valid)
      for (const one of JSON.parse(text).items as ClearingItem[]) items.set(one.itemId, one);
    expect(proofsOf(generateRun(MARCH, items.values()))).toEqual(vectors.valid);
  });

  test('invalid ones are refused by name', () => {
    expect(vectors.invalid.length).toBeGreaterThan(5);
    for (const { breach, text } of vectors.invalid) expect(codeOf(text, vectors.root)).toBe(breach);
  });
});

test('builder and verifier agree on trees of 2 to 33 provinces', () => {
  const codes = Object.keys(PROVINCE_NAMES);
  expect(codes).toHaveLength(33);
  for (const size of [2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33]) {
    const ring = codes.slice(0, size).map((province, i) => {
      const careArea = `${codes[(i + 1) % size]}0000`;
      return item({ insuredArea: `${province}0000`, careArea, amount: fen(2 ** i) });
    });
    const run = generateRun(MARCH, ring);
    const tree = nationalTree(run);
    expect(tree.provinces).toHaveLength(size);
    expect(proofsOf(run).map(({ text }) => codeOf(text, tree.root))).toEqual(tree.provinces.map(() => 'ok'));
  }
});

test('the comparison with its own books tells a province what is missing, unknown or different', () => {
  const { hunan } = example();
  const own = hunan.items.map(({ itemId, amount }) => ({ itemId, amount: amount as number }));
  const verified = verifyProof(proofText(hunan));
  if (!verified.ok) throw new Error(verified.refusal.code);
  const { items } = verified.value;
  expect(compareWithOwn(items, own)).toEqual({ missing: [], unknown: [], differing: [] });
  const kept = { itemId: 'KEPT-BACK', amount: 5 };
  const different = { ...own[1]!, amount: own[1]!.amount + 1 };
  expect(compareWithOwn(items, [kept, different, ...own.slice(2)])).toEqual({
    missing: [kept],
    unknown: [items[0]],
    differing: [{ proven: items[1], amount: different.amount }],
  });
});
