import { type Fen, fen } from '@zhijie/kernel';
import { addProductDelta, type ProductDelta } from './accumulators.ts';
import type { CommercialOutcome, LayerOutcome } from './adjudicate-commercial.ts';
import type { Product } from './product.ts';
import { COMMERCIAL_PARTS, type CommercialPart } from './schema.ts';
import { layerText } from './text.ts';

/**
 * The same outcome where the person owes no more than `most`, because an account or another payer came first
 * (K-02): the last liabilities give way first. What counts towards the deductible stays. Fen.
 */
export function limitedTo(product: Product, outcome: CommercialOutcome, most: Fen): CommercialOutcome {
  const over = outcome.paid - most;
  if (over <= 0) return outcome;
  let layersOver = over;
  const layers = [...outcome.layers].reverse().map((layer): LayerOutcome => {
    const less = Math.min(layersOver, layer.paid);
    layersOver -= less;
    if (less === 0) return layer;
    const { text: _, ...rest } = layer;
    const limited = { ...rest, paid: fen(layer.paid - less), bound: 'left' as const };
    return { ...limited, text: layerText(limited) };
  });
  let partsOver = over;
  const taken: Record<string, Fen> = { ...outcome.taken };
  for (const part of [...COMMERCIAL_PARTS].reverse()) {
    const less = Math.min(partsOver, outcome.taken[part]);
    taken[part] = fen(outcome.taken[part] - less);
    partsOver -= less;
  }
  return {
    ...outcome,
    layers: layers.reverse(),
    paid: most,
    taken: taken as Record<CommercialPart, Fen>,
    delta: lessened(product, outcome, layers),
  };
}

function lessened(
  product: Product,
  { layers: before, delta }: CommercialOutcome,
  after: readonly LayerOutcome[],
): ProductDelta {
  return after.reduce((sum, layer) => {
    const less = before.find(({ key }) => key === layer.key)!.paid - layer.paid;
    if (less === 0) return sum;
    const year = product.layers!.find(({ key }) => key === layer.key)!.countsIn;
    const shift = { counted: fen(0), paid: fen(0 - less) };
    return addProductDelta(sum, { product: product.id, layers: { [year]: shift } });
  }, delta);
}
