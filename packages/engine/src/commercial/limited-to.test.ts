import { fen } from '@zhijie/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyProductAccumulators } from './accumulators.ts';
import { adjudicateCommercial } from './adjudicate-commercial.ts';
import { contractedParts } from './burden.ts';
import { limitedTo } from './limited-to.ts';
import { holder, repositoryProducts } from './testing/holders.ts';

const products = repositoryProducts().products.filter(({ id }) =>
  ['demo-a-2026', 'yantai-2025'].includes(id),
);
const sum = (amounts: Iterable<number>): number => [...amounts].reduce((total, one) => total + one, 0);

test('K-02 limited to what is left, an outcome pays exactly that, part for part, and counts what it counted', () => {
  const amount = fc.integer({ min: 0, max: 300_000_00 });
  fc.assert(
    fc.property(
      fc.constantFrom(...products),
      fc.array(amount, { minLength: 4, maxLength: 4 }),
      amount,
      (product, left, most) => {
        const view = Object.fromEntries(contractedParts(product).map((part, at) => [part, fen(left[at]!)]));
        const facts = holder(product, { years: 3 });
        const full = adjudicateCommercial(product, { view, facts }, emptyProductAccumulators(product.id));
        if (!full.ok) return;
        const limited = limitedTo(product, full.value, fen(most));
        const paid = Math.min(full.value.paid, most);
        expect(limited.paid).toBe(paid);
        expect(sum(limited.layers.map((layer) => layer.paid))).toBe(paid);
        expect(sum(Object.values(limited.taken))).toBe(paid);
        const uses = Object.values(limited.delta.layers);
        expect(sum(uses.map((use) => use.paid))).toBe(paid);
        expect(sum(uses.map((use) => use.counted))).toBe(
          sum(Object.values(full.value.delta.layers).map((use) => use.counted)),
        );
        for (const amounts of [Object.values(limited.taken), uses.map((use) => use.paid)]) {
          expect(Math.min(0, ...amounts)).toBe(0);
        }
      },
    ),
  );
});
