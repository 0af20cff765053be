import type { Fen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../pack/read-yaml.ts';
import {
  addProductDelta,
  emptyProductAccumulators,
  negateProductDelta,
  type ProductAccumulators,
} from './accumulators.ts';
import { adjudicateCommercial, type CommercialOutcome } from './adjudicate-commercial.ts';
import { createProductLibrary } from './library.ts';
import { layersOn, type Product } from './product.ts';
import type { ProductData } from './schema.ts';
import {
  type CommercialCase,
  commercialCases,
  commercialFiles,
  dataOf,
  repositoryProducts,
} from './testing/holders.ts';
import { consultProduct } from './testing/oracle.ts';

const SEED = 20260301;
const expressed = repositoryProducts().products.filter((product) => product.layers !== null);

/** Yantai 2025 as if every ratio were known and the total cap lay below the caps of its layers. */
function tightVariant(): readonly [Product, ProductData] {
  const { path, text } = commercialFiles().find((file) => file.path.endsWith('yantai-2025.yaml'))!;
  const known = text
    .replaceAll('{ all: not-provided }', '{ all: [70%, 70%] }')
    .replaceAll('existing: not-provided', 'existing: [70%, 33.33%]')
    .replaceAll('not-provided', '60%')
    .replace('totalCap: 330万元', 'totalCap: 40万元');
  const library = createProductLibrary([{ path, text: known }]);
  if (!library.ok) throw new Error(JSON.stringify(library.refusal));
  return [library.value.products[0]!, readYaml(path, known).source.data as ProductData];
}

const real = expressed.map((product) => [product.id, product, dataOf(product)] as const);
const all = [...real, ['yantai-2025 with a tight total cap', ...tightVariant()] as const];

function paidOf(product: Product, one: CommercialCase): CommercialOutcome | null {
  const result = adjudicateCommercial(product, one, one.accumulators);
  return result.ok ? result.value : null;
}

/** Everything that must hold of one bill by itself (K-02); the first breach, or null. */
function breach(product: Product, data: ProductData, one: CommercialCase): string | null {
  const result = adjudicateCommercial(product, one, one.accumulators);
  const oracle = consultProduct(data, one, one.accumulators);
  if (!result.ok)
    return 'refused' in oracle && oracle.refused === result.refusal.code ? null : 'refusal differs';
  if ('refused' in oracle) return `the oracle refuses: ${oracle.refused}`;
  const { layers, paid, taken, delta } = result.value;
  for (const layer of layers) {
    if (layer.bound === 'not-eligible') continue;
    if (BigInt(layer.paid) !== (oracle.paid[layer.key] ?? 0n)) return `${layer.key} differs from the oracle`;
    if (layer.paid < 0 || layer.paid > layer.base) return `${layer.key} pays more than its base`;
  }
  for (const [key, counted] of Object.entries(oracle.counted))
    if (BigInt(delta.layers[key]?.counted ?? 0) !== counted) return `${key} counts another base`;
  for (const [part, amount] of Object.entries(taken))
    if (amount < 0 || amount > (one.view[part] ?? 0)) return `more than the person bears of ${part}`;
  if (Object.values(taken).reduce((sum, amount) => sum + amount, 0) !== paid) return 'parts do not sum';
  const after = addProductDelta(addProductDelta(one.accumulators, delta), negateProductDelta(delta));
  const clean = addProductDelta(one.accumulators, emptyProductAccumulators(product.id));
  return JSON.stringify(after) === JSON.stringify(clean) ? null : 'a reversal does not restore';
}

describe.each(all)('%s', (_, product, data) => {
  test('K-02 agrees with the oracle, pays at most its base and what is borne, restored by reversal', () => {
    fc.assert(
      fc.property(commercialCases(product, data), (one) => {
        const found = breach(product, data, one);
        if (found !== null) throw new Error(found);
      }),
      { numRuns: 2_000, seed: SEED },
    );
  });

  test('neither insurer nor person pay less of a bigger burden', () => {
    const by = fc.oneof(fc.constant(1), fc.integer({ min: 100, max: 5_000_000 }));
    fc.assert(
      fc.property(commercialCases(product, data), by, fc.nat(3), (one, more, at) => {
        const parts = Object.keys(one.view);
        const part = parts[at % parts.length]!;
        const small = paidOf(product, one);
        const bigger = { ...one, view: { ...one.view, [part]: (one.view[part]! + more) as Fen } };
        const big = paidOf(product, bigger);
        if (small === null || big === null) return;
        if (big.paid < small.paid) throw new Error('the insurer pays less');
        if (big.paid - small.paid > more) throw new Error('the person pays less');
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });

  test('no cap is exceeded over a year of bills', () => {
    const years = fc.array(commercialCases(product, data), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(years, (bills) => {
        let accumulators: ProductAccumulators = emptyProductAccumulators(product.id);
        for (const bill of bills) {
          const paid = paidOf(product, { ...bill, accumulators });
          if (paid !== null) accumulators = addProductDelta(accumulators, paid.delta);
        }
        for (const layer of layersOn(product, bills[0]!.facts.date)) {
          const cap = layer.cap.at({ ...bills[0]!.facts, version: product.versions[0]?.id ?? null })[0]!;
          const sharing = new Set([layer.countsIn, ...layer.capWith]);
          const used = [...sharing].reduce((sum, key) => sum + (accumulators.layers[key]?.paid ?? 0), 0);
          if (typeof cap === 'number' && used > cap) throw new Error(`${layer.key} is over its cap`);
        }
        const all = Object.values(accumulators.layers).reduce((sum, { paid }) => sum + paid, 0);
        if (typeof product.totalCap === 'number' && all > product.totalCap)
          throw new Error('over the total cap');
      }),
      { numRuns: 200, seed: SEED },
    );
  });
});

test('the generated cases reach payments, caps and refusals: the properties are not empty', () => {
  const seen = new Map<string, number>();
  for (const product of expressed) {
    for (const one of fc.sample(commercialCases(product, dataOf(product)), { numRuns: 400, seed: SEED })) {
      const result = adjudicateCommercial(product, one, one.accumulators);
      const keys = result.ok
        ? result.value.layers.map((layer) => (layer.bound === null && layer.paid > 0 ? 'paid' : layer.bound))
        : [result.refusal.code];
      for (const key of keys) seen.set(String(key), (seen.get(String(key)) ?? 0) + 1);
    }
  }
  const wanted = [
    'paid',
    'cap',
    'deductible',
    'not-eligible',
    'product-not-provided',
    'product-not-in-force',
  ];
  expect([...seen.keys()]).toEqual(expect.arrayContaining(wanted));
});
