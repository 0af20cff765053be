import { readFileSync } from 'node:fs';
import { canonicalJson, fen, month, PROVINCE_NAMES, provinceOf } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClearingItem } from '../items/item.ts';
import { type ClearingRun, generateRun } from '../run/run.ts';
import { at, item, someItems } from '../testing/clearing.ts';
import { nationalTree, type ProofHead, proofHead, proofText } from './proof.ts';
import { entryHash, parentOf, provinceNode, rootHash, type SumNode, treeOf } from './sum-tree.ts';
import { createVerifier, startComparison, verifyProof } from './verify.ts';

const MARCH = month('2026-03');

/** A run of March with at least one item, and the proofs of all its provinces. */
const provenRuns = someItems
  .map((items) => generateRun(MARCH, [...items, item({ itemId: 'Z', settlementId: 'Z' })]))
  .map((run) => ({ run, tree: nationalTree(run)! }));

const proofsOf = (run: ClearingRun) =>
  nationalTree(run)!.provinces.map((province) => ({ province, text: proofText(run, province) }));

/** A proof as its head and its items, to be changed and written again. */
type Proof = { readonly head: ProofHead; readonly items: readonly object[] };
const proofOf = (run: ClearingRun, province: string): Proof => ({
  head: proofHead(nationalTree(run)!, province),
  items: run.items.filter((one) => [one.careArea, one.insuredArea].map(provinceOf).includes(province)),
});
const written = (head: object, items: readonly object[]): string =>
  [head, ...items].map((part) => `${canonicalJson(part as never)}\n`).join('');

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
  return { run, tree: nationalTree(run)!, hunan: proofOf(run, '43'), file: proofText(run, '43') };
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

  test('is the same in whatever pieces the file comes', () => {
    fc.assert(
      fc.property(provenRuns, fc.array(fc.nat(), { maxLength: 8 }), ({ run, tree }, cuts) => {
        const { text } = proofsOf(run)[0]!;
        const verifier = createVerifier({ published: tree.root });
        const places = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
        [0, ...places].forEach((from, i) => {
          verifier.take(text.slice(from, places[i]));
        });
        const whole = verifyProof(text, tree.root);
        if (!whole.ok) throw new Error(whole.refusal.code);
        const { items: _items, ...net } = whole.value;
        expect(verifier.done()).toEqual({ ok: true, value: net });
      }),
      { numRuns: 60 },
    );
  });

  test('with any byte changed, one more or one less is refused', () => {
    const { file, tree } = example();
    const bytes = new TextEncoder().encode(file);
    const [write, refusals] = [new TextDecoder(), new Set<string>()];
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 127 }), fc.nat({ max: 2 }), (where, mask, how) => {
        const place = where % bytes.length;
        const changed = [...bytes];
        if (how === 0) changed[place]! ^= mask;
        if (how === 1) changed.splice(place, 1);
        if (how === 2) changed.splice(place, 0, bytes[(place + mask) % bytes.length]!);
        const text = write.decode(Uint8Array.from(changed));
        fc.pre(text !== file);
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
        const { provinces } = run.tree;
        const { head, items: own } = proofOf(run.run, provinces[which % provinces.length]!);
        const place = which % own.length;
        const one = own[place] as ClearingItem;
        const items = own.with(place, { ...one, amount: one.amount + by });
        const net = { ...head.net, resident: head.net.resident + by };
        const path = head.path.map((node, i) => (i === 0 ? { ...node, employee: node.employee + by } : node));
        expect(codeOf(written(head, items))).toBe('net-differs');
        expect(codeOf(written({ ...head, net }, own))).toBe('net-differs');
        expect(codeOf(written({ ...head, path }, own))).toBe('root-differs');
        const sign = provinceOf(one.careArea) === head.province ? by : -by;
        const moved = { ...head.net, [one.insuranceType]: head.net[one.insuranceType] + sign };
        expect(codeOf(written({ ...head, net: moved }, items))).toBe('root-differs');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a proof is refused', () => {
  const { run, tree, hunan, file } = example();
  const { head, items } = hunan;
  const text = (change: object, own = items): string => written({ ...head, ...change }, own);
  const [first, second] = [items[0]!, items[1]!];

  test('the example itself verifies', () => {
    expect(codeOf(file, tree.root)).toBe('ok');
    expect(codeOf(text({}))).toBe('ok');
  });

  test.each<[string, string]>([
    ['not-a-proof', 'no JSON'],
    ['not-a-proof', '[]'],
    ['not-a-proof', 'null'],
    ['not-a-proof', text({ format: 'zhijie-clearing-proof@1' })],
    ['not-a-proof', text({ note: 'rides along' })],
    ['not-a-proof', text({}, [])],
    ['not-a-proof', text({ index: head.provinces })],
    ['not-a-proof', text({}, [{ ...first, note: 1 }])],
    ['not-a-proof', text({}, [{ ...first, deferral: { months: 3 } }])],
    ['not-a-proof', text({ path: [{ ...head.path[0]!, hash: 'AB' }] })],
    ['not-a-proof', ''],
    ['not-a-proof', file.slice(file.indexOf('\n') + 1)],
    ['not-canonical', file.trimEnd()],
    ['not-canonical', file.replace('{', '{ ')],
    ['not-canonical', file.replaceAll('\n', '\r\n')],
    ['not-canonical', `{"format":"zhijie-clearing-proof@2",${file.slice(1)}`],
    ['item-of-another-period', text({ period: '2026-04' })],
    ['item-of-another-period', text({}, [{ ...first, decidedAt: at('2026-02-28 23:59:59') }])],
    ['item-of-other-provinces', text({}, run.items)],
    ['item-of-other-provinces', text({ province: '36' })],
    ['items-out-of-order', text({}, [second, first, ...items.slice(2)])],
    ['items-out-of-order', text({}, [first, first, ...items.slice(1)])],
    ['net-differs', text({}, items.slice(1))],
    ['root-differs', text({ provinces: head.provinces + 1 })],
    ['root-differs', text({ index: head.index - 1 })],
    ['root-differs', text({ path: head.path.slice(1) })],
    ['root-differs', text({ path: [...head.path, head.path[0]] })],
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
    const lie = { ...head, index: 1, provinces: 2, net, path, root };
    expect(codeOf(written(lie, [only]), root)).toBe('nets-do-not-cancel');
  });

  test('other-root-published: a good proof of another clearing', () => {
    const other = nationalTree(generateRun(MARCH, run.items.slice(1)))!;
    expect(codeOf(file, other.root)).toBe('other-root-published');
  });
});

const itemsIn = (text: string): ClearingItem[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));

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
    for (const { text } of vectors.valid) for (const one of itemsIn(text)) items.set(one.itemId, one);
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
    const tree = nationalTree(run)!;
    expect(tree.provinces).toHaveLength(size);
    expect(proofsOf(run).map(({ text }) => codeOf(text, tree.root))).toEqual(tree.provinces.map(() => 'ok'));
  }
});

test('the comparison with its own books tells a province what is missing, unknown or different', () => {
  const { file } = example();
  const own = itemsIn(file).map(({ itemId, amount }) => ({ itemId, amount: amount as number }));
  const verified = verifyProof(file);
  if (!verified.ok) throw new Error(verified.refusal.code);
  const { items } = verified.value;
  const compareWithOwn = (booked: typeof own) => {
    const comparison = startComparison(booked);
    for (const proven of items) comparison.take(proven);
    return comparison.done();
  };
  expect(compareWithOwn(own)).toEqual({ missing: [], unknown: [], differing: [] });
  const kept = { itemId: 'KEPT-BACK', amount: 5 };
  const different = { ...own[1]!, amount: own[1]!.amount + 1 };
  expect(compareWithOwn([kept, different, ...own.slice(2)])).toEqual({
    missing: [kept],
    unknown: [items[0]],
    differing: [{ proven: items[1], amount: different.amount }],
  });
});
