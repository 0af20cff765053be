import { assert, type Fen, fen } from '@zhijie/kernel';

/** What one layer has used in the product's year, fen. */
export type LayerUse = {
  /** Base counted so far: the deductible and the bands run over it. */
  readonly counted: Fen;
  readonly paid: Fen;
};

/**
 * What one product-year has used of one holder: apart from the public accumulators and from every other
 * product. Keyed by the layer in whose year a payment counts.
 */
export type ProductAccumulators = {
  readonly product: string;
  readonly layers: Readonly<Record<string, LayerUse>>;
};

/** What one settlement adds; a reversal adds the negated delta (K-02). */
export type ProductDelta = ProductAccumulators;

const NOTHING: LayerUse = { counted: fen(0), paid: fen(0) };

export function emptyProductAccumulators(product: string): ProductAccumulators {
  return { product, layers: {} };
}

export function useOf(accumulators: ProductAccumulators, layer: string): LayerUse {
  return accumulators.layers[layer] ?? NOTHING;
}

/** After a settlement or, with a negated delta, after its reversal. A layer that used nothing is left out. */
export function addProductDelta(accumulators: ProductAccumulators, delta: ProductDelta): ProductAccumulators {
  assert(accumulators.product === delta.product, 'A delta belongs to the accumulators of its own product');
  const keys = [...new Set([...Object.keys(accumulators.layers), ...Object.keys(delta.layers)])].sort();
  const layers: Record<string, LayerUse> = {};
  for (const key of keys) {
    const before = useOf(accumulators, key);
    const added = useOf(delta, key);
    const counted = fen(before.counted + added.counted);
    const paid = fen(before.paid + added.paid);
    if (counted !== 0 || paid !== 0) layers[key] = { counted, paid };
  }
  return { product: accumulators.product, layers };
}

export function negateProductDelta(delta: ProductDelta): ProductDelta {
  const layers = Object.entries(delta.layers).map(([key, { counted, paid }]) => [
    key,
    { counted: fen(0 - counted), paid: fen(0 - paid) },
  ]);
  return { product: delta.product, layers: Object.fromEntries(layers) };
}
